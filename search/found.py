"""What a search finds: resources read back from the database, and the counts of the facets."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone

from registry.catalogue.models import Resource
from search import fallback, marking
from search.cursor import Cursor
from search.engines import Engine, EngineUnavailable, Hit, Results, engine
from search.marking import Piece, Wanted
from search.naming import named, words_of_address
from search.query import Query
from search.said_instead import said_instead

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FoundHit:
    """`title` and `snippet`: plain text in pieces, to be escaped where it is shown. `score`: None where it does
    not order the hits. `found_by`: where it has none of the words that were typed, those by which it was found:
    a translation, another word for the same."""

    resource: Resource
    title: list[Piece]
    snippet: list[Piece]
    score: float | None
    found_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """`total`: how many resources there are in all. `facets`: how many have each value, by facet, each facet
    counted under all other filters. `next`: where the next page begins.

    `relaxed`: no resource has all the words; these have most of them. `mended`: the words that were looked for
    instead of those that were typed, which no resource has.
    `meant`: words that may have been meant instead, where those that were typed are there but rare.
    `named`: what was typed is an address or an identifier, and these are what it names.
    `degraded`: the engine is down; these were found in the database, without counts and in a simpler way.
    """

    query: Query
    hits: list[FoundHit]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    next: Cursor | None = None
    relaxed: bool = False
    mended: str = ""
    meant: str = ""
    named: bool = False
    degraded: bool = False

    @property
    def resources(self) -> list[tuple[Resource, list[Piece]]]:
        """The resources with their snippets."""
        return [(hit.resource, hit.snippet) for hit in self.hits]


def search(query: Query, now: datetime | None = None, chosen: Engine | None = None) -> Found:
    """One page of what a query finds, by the chosen engine or the installation's. A dead engine makes it simpler,
    never an error (rule 9)."""
    now, chosen = now or timezone.now(), chosen or engine()
    only = named(query)
    if only:
        found = _found(replace(query, only=only, words=(), sort="next"), now, chosen)
        if found.total or only.ids:
            return replace(found, query=query, named=True)
        if query.text == "".join(query.words):
            said = tuple(words_of_address(query.text).split())
            return replace(_found(replace(query, words=said), now, chosen), query=query)
    return _found(query, now, chosen)


def _found(query: Query, now: datetime, chosen: Engine) -> Found:
    try:
        results, degraded = chosen.search(query, now), False
    except EngineUnavailable as error:
        logger.warning("Searching the database instead: %s", error)
        results, degraded = fallback.search(query, now), True
    hits = _read_back(results.hits, _looked_for(query, results))
    return Found(
        query=query,
        hits=hits,
        total=results.total - (len(results.hits) - len(hits)),
        facets=results.facets,
        next=results.next,
        relaxed=results.relaxed,
        mended=results.mended,
        meant=results.meant,
        degraded=degraded,
    )


def _looked_for(query: Query, results: Results) -> Query:
    return replace(query, words=tuple(results.mended.split())) if results.mended else query


def _read_back(hits: Sequence[Hit], query: Query) -> list[FoundHit]:
    """The hits that may be seen now, whatever the index says (rule 8); one read, however many."""
    resources = Resource.objects.visible().with_provenance().defer("record__description")
    visible = resources.in_bulk([hit.id for hit in hits])
    wanted = Wanted(query.terms)
    return [_found_hit(visible[hit.id], hit, query, wanted) for hit in hits if hit.id in visible]


def _found_hit(resource: Resource, hit: Hit, query: Query, wanted: Wanted) -> FoundHit:
    description = resource.effective.get("description") or ""
    title, snippet = marking.marked(resource.title, wanted), marking.snippet(description, wanted)
    if not wanted.terms or any(piece.marked for piece in (*title, *snippet)):
        return FoundHit(resource, title, snippet, hit.score)
    subjects = resource.effective.get("subjects", ())
    found = said_instead(query.needs, [resource.title, *subjects, description])
    instead = Wanted(frozenset(token for term in found for token in term.tokens))
    return FoundHit(
        resource=resource,
        title=marking.marked(resource.title, instead),
        snippet=marking.snippet(description, instead),
        score=hit.score,
        found_by=tuple(term.text for term in found),
    )
