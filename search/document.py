"""What an engine indexes of a resource: plain data, the same for every engine."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models.functions import Coalesce

from registry.catalogue.models import Occurrence, Resource
from registry.framework.rubric import ASSIGNED, BOTH, DEPTH_CELLS, UNKNOWN, Value
from registry.framework.vocabularies import ASPECTS, FORMS, PHASES
from search import ordering
from search.facets import NONE, language
from search.ordering import Session

ANY = "any"
"""In place of an aspect in `Document.depths`: the best of the six."""

STATED = "stated"
"""In place of a date among `Document.facets`: that is reckoned from `starts` and `ends`."""

# Who offers it: of a peer's record the origin's organisation, else the source's (Record.organiser).
_ORGANISER = tuple(
    Coalesce(f"record__organisation__{field}", f"record__source__organisation__{field}")
    for field in ("name", "kind", "economy")
)


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
    *_ORGANISER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A visible resource, as an engine indexes it.

    `tie`: breaks ties of relevance. `version`: a digest of all that the resource says, to tell a stale entry.
    `facets`: values by facet, those of depth and date apart. `depths`: "<aspect>-<depth>" for each aspect,
    visits, and ANY. `starts` and `ends`: of its sessions, in seconds since 1970.
    """

    id: int
    tie: int
    version: int
    title: str
    subjects: tuple[str, ...]
    people: tuple[str, ...]  # and organisations
    description: str
    facets: Mapping[str, tuple[str, ...]]
    depths: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    next_key: int
    newest_key: int


def documents(ids: Collection[int], now: datetime) -> list[Document]:
    """The documents of those of these resources that are visible; two reads, however many."""
    rows = Resource.objects.visible().filter(pk__in=ids).order_by("pk").values_list(*_FIELDS)
    sessions = _sessions(ids)
    return [_document(row, sessions[row.id], now) for row in itertools.starmap(_Row, rows)]


def _sessions(ids: Collection[int]) -> dict[int, list[Session]]:
    found: dict[int, list[Session]] = defaultdict(list)
    rows = Occurrence.objects.filter(resource__in=ids).order_by("starts", "pk")
    for resource_id, starts, ends, stated in rows.values_list("resource_id", "starts", "ends", "stated"):
        found[resource_id].append(_session(starts, ends, stated))
    return found


def _session(starts: datetime, ends: datetime | None, stated: Mapping[str, Any]) -> Session:
    """A session of whole days begins when its first day is over: until then one can still go there."""
    if stated.get("all_day"):
        starts += timedelta(days=1, seconds=-1)
    start = int(starts.timestamp())
    return Session(start, max(start, int(ends.timestamp())) if ends else start)


def _document(row: _Row, sessions: Sequence[Session], now: datetime) -> Document:
    said = row.effective
    people = (said.get("publisher"), row.organisation, *said.get("creators", ()))
    judged = _judged(row.profile)
    added, tied = _added(row), ordering.tie(row.public_id)
    document = Document(
        id=row.id,
        tie=tied,
        version=0,
        title=row.title,
        subjects=(*said.get("subjects", ()), *row.tags),
        people=tuple(dict.fromkeys(name for name in people if name)),
        description=said.get("description") or "",
        facets=_facets(row, judged, sessions),
        depths=_depths(judged),
        starts=tuple(dict.fromkeys(session.start for session in sessions)),
        ends=tuple(dict.fromkeys(session.end for session in sessions)),
        next_key=ordering.next_key(sessions, added, tied, now),
        newest_key=ordering.newest_key(added, tied),
    )
    return replace(document, version=_digest(document))


def _digest(d: Document) -> int:
    """Of all but `next_key`, which time alone changes."""
    said = (d.title, d.subjects, d.people, d.description, d.facets, d.depths, d.starts, d.ends, d.newest_key)
    plain = json.dumps(said, separators=(",", ":")).encode()
    return int.from_bytes(hashlib.blake2b(plain, digest_size=8).digest()) >> 1


def _added(row: _Row) -> datetime:
    """When it was published, as far as stated and believable; else when the catalogue first had it."""
    try:
        stated = datetime.fromisoformat(row.effective.get("published", ""))
    except ValueError:
        return row.created
    published = stated if stated.tzinfo else stated.replace(tzinfo=UTC)
    return min(published, row.created)


def _judged(profile: Mapping[str, Any]) -> dict[str, Value]:
    """The known values of a profile (registry.framework.profile.Profile as JSON), by cell."""
    values = {cell: judgement["value"] for cell, judgement in profile.get("cells", {}).items()}
    return {cell: value for cell, value in values.items() if value != UNKNOWN}


def _facets(
    row: _Row, judged: Mapping[str, Value], sessions: Sequence[Session]
) -> dict[str, tuple[str, ...]]:
    said = row.effective
    known = {
        "aspect": _taught(judged),
        "kind": [row.kind],
        "form": _either("form", judged) if "form" in judged else said.get("forms", ()),
        "phase": _either("phase", judged),
        "language": [language(said.get("language") or "")],
        "economy": _economies(said) or [row.economy],
        "type": [said.get("type")],
        "cost": [_cost(said)],
        "date": [STATED] if sessions else [UNKNOWN],
    }
    return {facet: _values(values) for facet, values in known.items()}


def _values(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value)) or (UNKNOWN,)


def _known_depths(judged: Mapping[str, Value]) -> dict[str, int]:
    return {cell: int(judged[cell]) for cell in DEPTH_CELLS if cell in judged}


def _taught(judged: Mapping[str, Value]) -> list[str]:
    depths = _known_depths(judged)
    if not depths:
        return [UNKNOWN]
    return [cell for cell, depth in depths.items() if depth >= ASSIGNED] or [NONE]


def _depths(judged: Mapping[str, Value]) -> tuple[str, ...]:
    depths = _known_depths(judged)
    of_aspects = [depths[aspect] for aspect in ASPECTS.ids if aspect in depths]
    best = max(of_aspects) if of_aspects else UNKNOWN
    return (f"{ANY}-{best}", *(f"{cell}-{depth}" for cell, depth in depths.items()))


def _either(cell: str, judged: Mapping[str, Value]) -> tuple[str, ...]:
    """The forms or phases that were judged; none when unknown."""
    value = str(judged.get(cell, ""))
    both = {"form": FORMS.ids, "phase": PHASES.ids}
    return both[cell] if value == BOTH else (value,)


def _economies(said: Mapping[str, Any]) -> list[str | None]:
    held_in = (session.get("economy") for session in said.get("occurrences", ()))
    return [economy for economy in (*said.get("economies", ()), *held_in) if economy]


def _cost(said: Mapping[str, Any]) -> str | None:
    if said.get("free") is not None:
        return "free" if said["free"] else "paid"
    try:
        price = Decimal(said.get("price") or "")
    except InvalidOperation:
        return None
    return "paid" if price > 0 else "free"
