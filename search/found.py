"""What a search finds: resources read back from the database, their words marked, and the counts of the facets."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from registry.catalogue.models import Occurrence, Resource
from search import fallback, marking
from search.engines import EngineUnavailable, Hit, Results, engine
from search.facets import FACETS
from search.marking import Piece
from search.query import Query

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FoundHit:
    """`title` and `snippet`: plain text in pieces, to be escaped. `session`: the next that is to come."""

    resource: Resource
    title: list[Piece]
    snippet: list[Piece]
    session: Occurrence | None
    score: float | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Found:
    """`facets`: in the order of FACETS, each facet's values in theirs. `next`: the cursor of the next page.

    `relaxed`: no resource has all the words; these have most of them.
    `degraded`: the engine is down; these were found in the database, without counts and in a simpler way.
    """

    query: Query
    hits: list[FoundHit]
    total: int
    facets: Mapping[str, list[FacetValue]] = field(default_factory=dict)
    next: str | None = None
    relaxed: bool = False
    degraded: bool = False


def search(query: Query, now: datetime | None = None) -> Found:
    """One page of what a query finds. A dead engine makes it simpler, never an error (rule 9)."""
    now = now or timezone.now()
    try:
        results, degraded = engine().search(query, now), False
    except EngineUnavailable as error:
        logger.warning("Searching the database instead: %s", error)
        results, degraded = fallback.search(query, now), True
    hits = _read_back(results.hits, query, now)
    return Found(
        query=query,
        hits=hits,
        total=results.total - (len(results.hits) - len(hits)),
        facets=_facet_values(results, query),
        next=results.next.encoded() if results.next else None,
        relaxed=results.relaxed,
        degraded=degraded,
    )


def _read_back(hits: Sequence[Hit], query: Query, now: datetime) -> list[FoundHit]:
    """The hits that may be seen now, whatever the index says (rule 8); two reads, however many."""
    visible = (
        Resource.objects.visible()
        .with_provenance()
        .defer("record__description")
        .prefetch_related(Prefetch("occurrences", queryset=_to_come(now)[:1], to_attr="to_come"))
        .in_bulk([hit.id for hit in hits])
    )
    return [_found_hit(visible[hit.id], hit, query) for hit in hits if hit.id in visible]


def _to_come(now: datetime) -> QuerySet[Occurrence]:
    whole_day = Q(stated__all_day=True, starts__gt=now - timedelta(days=1))
    return Occurrence.objects.filter(Q(starts__gte=now) | whole_day).order_by("starts", "id")


def _found_hit(resource: Resource, hit: Hit, query: Query) -> FoundHit:
    to_come: list[Occurrence] = getattr(resource, "to_come", [])
    return FoundHit(
        resource=resource,
        title=marking.marked(resource.title, query.terms),
        snippet=marking.snippet(resource.effective.get("description") or "", query.terms),
        session=to_come[0] if to_come else None,
        score=hit.score,
    )


def _facet_values(results: Results, query: Query) -> dict[str, list[FacetValue]]:
    """With what was chosen among them, even where nothing has it: it must be possible to take it back."""
    listed = {}
    for name, facet in FACETS.items():
        chosen = query.filters.get(name, ())
        counts = dict.fromkeys(chosen, 0) | dict(results.facets.get(name, {}))
        listed[name] = [FacetValue(value, n, value in chosen) for value, n in facet.ordered(counts)]
    return listed
