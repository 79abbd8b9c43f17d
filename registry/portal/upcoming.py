"""The sessions that come next and that a reader can most easily attend: in a language of theirs, near or by day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from registry.catalogue.models import Occurrence, Resource
from registry.framework.vocabularies import ORGANISER_KINDS, RESOURCE_TYPES
from registry.portal.own_languages import foreignness
from registry.portal.sessions import Session, stated_zone

_COLUMNS = ("resource", "starts", "stated", "resource__effective__language")
_LOOKED_AT = 400  # sessions, of which the best are shown
_AHEAD = timedelta(days=90)
_NEAR = timedelta(hours=3)  # between two zones
_DAYTIME = range(7, 22)  # hours at which somebody can be expected to sit in front of a screen


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One resource with its session that comes first among those that are near."""

    resource: Resource
    session: Session

    @property
    def type(self) -> str:
        type = RESOURCE_TYPES.get(self.resource.effective.get("type", ""))
        return type.label(get_language()) if type else ""

    @property
    def kind(self) -> str:
        kind = ORGANISER_KINDS.get(self.resource.record.organiser.kind)
        return kind.label(get_language()) if kind else ""


class _Row(NamedTuple):
    resource: int
    starts: datetime
    stated: dict[str, Any]
    language: str | None


def upcoming(
    now: datetime, zone: ZoneInfo | None, most: int, languages: Collection[str] = ()
) -> Sequence[Upcoming]:
    """Of what begins in the next three months, each resource once, in the order of time: chosen is what is in the
    reader's `languages` before what is not, then what is near in their `zone`, then what is soon. Two queries."""
    rows = Occurrence.objects.filter(starts__gte=now, starts__lt=now + _AHEAD).order_by("starts", "id")
    soon = [_Row(*row) for row in rows.values_list(*_COLUMNS)[:_LOOKED_AT]]
    soon.sort(key=lambda row: (foreignness(row.language, languages), zone and not _is_near(row, zone)))
    chosen = sorted(_visible(_once(soon), most), key=lambda pair: pair[0].starts)
    return [Upcoming(resource, Session.from_stated(row.stated, zone)) for row, resource in chosen]


def _once(rows: Iterable[_Row]) -> Iterator[_Row]:
    seen: set[int] = set()
    for row in rows:
        if row.resource not in seen:
            seen.add(row.resource)
            yield row


def _visible(rows: Iterable[_Row], most: int) -> list[tuple[_Row, Resource]]:
    candidates = list(rows)[: 8 * most]  # some may not be shown
    shown = Resource.objects.visible().with_provenance().defer("record__description")
    found = shown.in_bulk([row.resource for row in candidates])
    return [(row, found[row.resource]) for row in candidates if row.resource in found][:most]


def _is_near(row: _Row, zone: ZoneInfo) -> bool:
    if row.stated.get("form") == "online" or (row.stated.get("url") and not row.stated.get("place")):
        return row.starts.astimezone(zone).hour in _DAYTIME
    there = stated_zone(row.stated.get("zone"))
    return there is not None and abs(_offset(row.starts, there) - _offset(row.starts, zone)) <= _NEAR


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
