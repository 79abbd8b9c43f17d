"""Dated sessions of the catalogue, by day and by filter: what the calendar shows and its feeds carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet

from registry.catalogue.merging import placed
from registry.catalogue.models import Occurrence, Resource
from registry.framework.rubric import ASSIGNED, DEPTH_CELLS
from registry.planning.models import Offer
from search.facets import FACETS
from search.query import Problem

FILTERS = ("type", "aspect", "economy", "language", "form", "cost", "kind")
MOST_SESSIONS = 2_000  # of a month, or of a feed
_COST = {"free": True, "paid": False}


@dataclass(frozen=True, slots=True)
class Filter:
    """`values`: one for each of FILTERS that is chosen."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Filter:
        """Never raises: what cannot be used is left aside, and named in `problems`."""
        values, problems = {}, []
        for name in FILTERS:
            if not (text := str(params.get(name) or "").strip()):
                continue
            value = FACETS[name].value(text)
            if value in (None, "unknown", "none"):
                problems.append(Problem(name, text[:100], FACETS[name].expectation))
            elif value is not None:
                values[name] = value
        return cls(values, problems)

    def without(self, name: str) -> Filter:
        return Filter({key: value for key, value in self.values.items() if key != name})


class Row(NamedTuple):
    """A session as the calendar tells it."""

    id: int
    starts: datetime
    ends: datetime | None
    stated: dict[str, Any]
    title: str
    public_id: UUID
    language: str
    type: str
    economies: str
    organisation: str


class FeedRow(NamedTuple):
    """A session as a feed carries it, with all that its resource says."""

    stated: dict[str, Any]
    effective: dict[str, Any]
    public_id: UUID
    changed: datetime


_ROW = (
    *("pk", "starts", "ends", "stated", "resource__title", "resource__public_id"),
    *("resource__offer__language", "resource__offer__type", "resource__offer__economies"),
    "resource__record__source__organisation__name",
)


def sessions(filter: Filter) -> QuerySet[Occurrence]:
    """Sessions of visible resources, the first first."""
    chosen = Occurrence.objects.filter(resource__in=Resource.objects.visible(), resource__offer__isnull=False)
    return filtered(chosen, filter, "resource__offer__").order_by("starts", "pk")


def rows(chosen: QuerySet[Occurrence], most: int) -> list[Row]:
    return [Row(*values) for values in chosen.values_list(*_ROW)[:most]]


def not_over(now: datetime) -> Q:
    """To come, or under way."""
    whole_day = Q(stated__all_day=True, ends=None, starts__gt=now - timedelta(days=1))
    return Q(starts__gte=now) | Q(ends__gt=now) | whole_day


def after(starts: datetime, id: int) -> Q:
    """What follows a session in the order of `sessions`."""
    return Q(starts__gt=starts) | Q(starts=starts, pk__gt=id)


def feed_rows(filter: Filter, since: datetime, now: datetime) -> list[FeedRow]:
    """Sessions from a time on, and those that were called off and would still be to come."""
    held = sessions(filter).filter(starts__gte=since)
    fields = ("stated", "resource__effective", "resource__public_id", "resource__changed")
    found = [FeedRow(*values) for values in held.values_list(*fields)[:MOST_SESSIONS]]
    offers = filtered(Offer.objects.filter(cancelled_until__gt=now), filter, "")
    called_off = Resource.objects.visible().filter(pk__in=offers.values("pk"))
    for effective, public_id, changed in called_off.values_list("effective", "public_id", "changed")[
        :MOST_SESSIONS
    ]:
        found += [FeedRow(stated, effective, public_id, changed) for stated in cancelled(effective, now)]
    return found


def cancelled(effective: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Sessions that would be to come, had they not been called off."""
    stated = (o for o in effective.get("occurrences", ()) if o.get("cancelled"))
    return [o for o in stated if (end := placed(o.get("end") or o["start"], end=True)) and end > now]


def by_economy(now: datetime) -> Counter[str]:
    """How many resources have sessions to come, by economy."""
    coming = Offer.objects.filter(until__gt=now, resource__in=Resource.objects.visible().values("pk"))
    counts: Counter[str] = Counter()
    for economies in coming.values_list("economies", flat=True).iterator():
        counts.update(code for code in economies.split(",") if code)
    return counts


def month_bounds(first: datetime) -> tuple[datetime, datetime]:
    """In UTC: the month that begins with a midnight of the reader's zone."""
    end = (first + timedelta(days=32)).replace(day=1)
    return first.astimezone(UTC), end.astimezone(UTC)


def filtered(chosen: QuerySet[Any], filter: Filter, prefix: str) -> QuerySet[Any]:
    """Rows whose offer fits; `prefix` leads to it: "resource__offer__", "" for offers themselves."""
    for name, value in filter.values.items():
        if name == "aspect":
            place = 2 * DEPTH_CELLS.index(value)
            bits = F(f"{prefix}teaches").bitand(3 << place)
            chosen = chosen.alias(**{f"deep_{place}": bits}).filter(
                **{f"deep_{place}__gte": ASSIGNED << place}
            )
        else:
            chosen = chosen.filter(_condition(name, value, prefix))
    return chosen


def _condition(name: str, value: str, prefix: str) -> Q:
    if name == "economy":
        return Q(**{f"{prefix}economies__contains": f",{value},"})
    if name == "cost":
        return Q(**{f"{prefix}free": _COST[value]})
    if name == "form":
        return Q(**{f"{prefix}{value}": True})
    return Q(**{f"{prefix}{name}": value})
