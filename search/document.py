"""Visible resources as search sees them, read from the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce

from registry.catalogue.models import Occurrence, Resource
from registry.links.states import dead_links
from registry.vocabulary.labels import searched
from search.content import Content, Organiser
from search.entry import session
from search.ordering import Keys, Session, tie
from search.row import Row

# Who offers it: of a peer's record the origin's organisation, else the source's (Record.organiser).
ORGANISER = {
    field: Coalesce(f"record__organisation__{field}", f"record__source__organisation__{field}")
    for field in Organiser._fields
}


_FIELDS: tuple[str | Cast | Coalesce, ...] = (
    *("pk", "public_id", "created", "title"),
    # As text, which the process that reads them need not be the one to understand.
    *(Cast(name, TextField()) for name in ("effective", "profile", "tags")),
    *ORGANISER.values(),
)


class Document(NamedTuple):
    """A visible resource."""

    id: int
    content: Content
    keys: Keys


def documents(ids: Collection[int], now: datetime) -> list[Document]:
    """Those of these resources that are visible; four reads, however many."""
    return [_document(row, now) for row in rows(ids)]


def rows(ids: Collection[int]) -> list[Row]:
    """Those of these resources that are visible, in the order of their ids; four reads, however many."""
    return _rows(list(_visible().filter(pk__in=ids)), ids)


def pages(size: int) -> Iterator[list[Row]]:
    """All visible resources that there are now, so many at a time, each time in four reads (rule 14)."""
    last, newest = 0, Resource.objects.aggregate(newest=Max("pk"))["newest"] or 0
    while found := list(_visible().filter(pk__gt=last, pk__lte=newest)[:size]):
        first, last = last, found[-1][0]
        # The ids of a page, without naming each of them.
        yield _rows(found, Resource.objects.filter(pk__gt=first, pk__lte=last).values("pk"))


def _visible() -> QuerySet[Resource, tuple[Any, ...]]:
    return Resource.objects.visible().order_by("pk").values_list(*_FIELDS)


def _rows(found: list[tuple[Any, ...]], ids: Collection[int] | QuerySet[Any]) -> list[Row]:
    sessions, dead, labels = _sessions(ids), dead_links(ids), searched(ids)
    return [
        Row._make(
            (
                *(id, tie(public_id), int(created.timestamp()), *texts),
                *(tuple(sessions.get(id, ())), labels.get(id, ()), id in dead),
            )
        )
        for id, public_id, created, *texts in found
    ]


def _document(row: Row, now: datetime) -> Document:
    said = row.content()
    return Document(row.id, said, row.keys(said, now))


def _sessions(ids: Collection[int] | QuerySet[Any]) -> dict[int, list[Session]]:
    found: dict[int, list[Session]] = defaultdict(list)
    rows = Occurrence.objects.filter(resource__in=ids).order_by("starts", "pk")
    for resource_id, starts, ends, stated in rows.values_list("resource_id", "starts", "ends", "stated"):
        found[resource_id].append(session(starts, ends, stated))
    return found
