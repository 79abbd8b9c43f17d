"""Open tasks about resources: read page by key, with what every one of them says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.fields.json import KeyTransform

from registry.catalogue.models import Resource
from registry.catalogue.visibility import ResourceQuerySet
from registry.worklist.kind import Open

_PAGE = 2_000


def economy_of(resource: Resource) -> str:
    """Whose curators look after it: its organiser's economy, else the first that it is about; "": not stated."""
    return _economy(resource.record.organiser.economy, resource.effective.get("economies"))


def language_of(resource: Resource) -> str:
    return str(resource.effective.get("language") or "")


def only(found: ResourceQuerySet, resources: Collection[int] | None) -> ResourceQuerySet:
    return found if resources is None else found.filter(pk__in=resources)


def tasks(
    found: ResourceQuerySet,
    *,
    since: str = "created",
    details: Mapping[str, Any] | None = None,
    **annotated: Any,
) -> Iterator[Open]:
    """One task for each of these resources. `since`: the field that holds from when it waits.

    `annotated`: expressions whose values become details of that name.
    """
    rows = found.order_by("pk").annotate(
        own_economy=F("record__organisation__economy"),
        source_economy=F("record__source__organisation__economy"),
        about=KeyTransform("economies", "effective"),
        spoken=KeyTransform("language", "effective"),
        **annotated,
    )
    last = 0
    while True:
        page = list(
            rows.filter(pk__gt=last).values(
                "pk",
                "public_id",
                "title",
                since,
                "own_economy",
                "source_economy",
                "about",
                "spoken",
                *annotated,
            )[:_PAGE]
        )
        for row in page:
            yield _open(row, row[since], dict(details or {}) | {name: row[name] for name in annotated})
        if len(page) < _PAGE:
            return
        last = page[-1]["pk"]


def _open(row: Mapping[str, Any], since: datetime, details: dict[str, Any]) -> Open:
    return Open(
        key=str(row["public_id"]),
        title=row["title"][:300],
        since=since,
        resource=row["pk"],
        economy=_economy(row["own_economy"] or row["source_economy"], row["about"]),
        language=str(row["spoken"] or "")[:35],
        details=details,
    )


def _economy(organisers: str | None, about: Any) -> str:
    return organisers or (str(about[0]) if isinstance(about, list) and about else "")
