"""Visible resources as search sees them, read from the catalogue."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models.functions import Coalesce

from registry.catalogue.models import Occurrence, Resource
from registry.links.states import dead_links
from registry.vocabulary.labels import searched
from search.content import Content, Organiser, content
from search.entry import Entry, Keys, drafted, entry, order_keys, session, version
from search.ordering import Session

# Who offers it: of a peer's record the origin's organisation, else the source's (Record.organiser).
ORGANISER = {
    field: Coalesce(f"record__organisation__{field}", f"record__source__organisation__{field}")
    for field in Organiser._fields
}


class _Row(NamedTuple):
    """What is read of a resource: plain values, since draining reads as many as a harvest brings."""

    id: int
    public_id: UUID
    title: str
    effective: dict[str, Any]
    profile: dict[str, Any]
    tags: list[str]
    created: datetime
    organisation: str
    kind: str
    economy: str


_FIELDS: tuple[str | Coalesce, ...] = (
    *("pk", "public_id", "title", "effective", "profile", "tags", "created"),
    *ORGANISER.values(),
)


class Document(NamedTuple):
    """A visible resource."""

    id: int
    public_id: UUID
    created: datetime
    content: Content
    keys: Keys

    @property
    def version(self) -> int:
        """That its entry in an index has when it is not stale."""
        return version(self.content.digest, self.keys.newest)

    def entry(self, now: datetime) -> Entry:
        return entry(drafted(self.content), self.id, self.public_id, self.created, now)


def documents(ids: Collection[int], now: datetime) -> list[Document]:
    """Those of these resources that are visible; four reads, however many."""
    rows = Resource.objects.visible().filter(pk__in=ids).order_by("pk").values_list(*_FIELDS)
    sessions, dead, labels = _sessions(ids), dead_links(ids), searched(ids)
    return [
        _document(row, sessions[row.id], labels.get(row.id, ()), row.id in dead, now)
        for row in itertools.starmap(_Row, rows)
    ]


def _document(
    row: _Row, sessions: list[Session], labels: tuple[str, ...], link_is_dead: bool, now: datetime
) -> Document:
    organiser = Organiser(row.organisation, row.kind, row.economy)
    said = row.effective | {"title": row.title}
    found = content(said, row.profile, organiser, tags=(*row.tags, *labels), sessions=sessions)
    found = found._replace(link_is_dead=link_is_dead)
    keys = order_keys(sessions, found.published, row.public_id, row.created, now)
    return Document(row.id, row.public_id, row.created, found, keys)


def _sessions(ids: Collection[int]) -> dict[int, list[Session]]:
    found: dict[int, list[Session]] = defaultdict(list)
    rows = Occurrence.objects.filter(resource__in=ids).order_by("starts", "pk")
    for resource_id, starts, ends, stated in rows.values_list("resource_id", "starts", "ends", "stated"):
        found[resource_id].append(session(starts, ends, stated))
    return found
