"""One search as a request to Elasticsearch: a page of hits in its order, and the counts of every facet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl.query import MatchAll
from elasticsearch.dsl.response import Response

from registry.framework.rubric import UNKNOWN
from search.cursor import FURTHEST, Cursor
from search.engines import Hit, Results
from search.engines.elasticsearch_filters import Clauses
from search.engines.elasticsearch_words import chosen, ordered
from search.facets import ASPECT, DATE, DEPTH, FACETS
from search.query import Query
from search.scoring import Scoring

# More values of one facet than any catalogue has.
_MOST_VALUES = 2_000
# How many have the words, whatever the filters: decides whether the words are to be relaxed.
_HAVE_WORDS = "have-words"


def request(query: Query, scored: Scoring, now: datetime, *, relaxed: bool = False) -> Search[Any]:
    """All that one page asks, in one request.

    The filters come after the words, so that each facet is counted under all others.
    """
    clauses = Clauses(query, now)
    asked = ordered(chosen(scored, relaxed=relaxed), scored)
    search: Search[Any] = Search().query(asked).post_filter(clauses.all())
    search = _page(search.source(False).extra(track_total_hits=True), query)
    search.aggs.bucket(_HAVE_WORDS, A("filter", filter=MatchAll()))
    reckoned = list(_reckoned(query))
    for facet in _by_terms(query):
        filtered = search.aggs.bucket(facet, A("filter", filter=clauses.all(but=facet)))
        filtered.bucket("values", A("terms", field=facet, size=_MOST_VALUES))
    for facet, value in reckoned:
        search.aggs.bucket(f"{facet}={value}", A("filter", filter=clauses.with_only(facet, value)))
    return search


def results(answer: Response[Any], query: Query, *, relaxed: bool = False) -> Results:
    """What an answer to `request` says."""
    total = answer.hits.total.value  # type: ignore[attr-defined]  # the stubs know the list of hits only
    raw = answer.to_dict()["hits"]["hits"]
    hits = [Hit(int(hit["_id"]), hit["_score"]) for hit in raw[: query.page_size]]
    return Results(hits, total, _counts(answer, query), _next(raw, query, total), relaxed)


def have_words(answer: Response[Any]) -> int:
    """How many resources have what was asked for, whatever the filters."""
    count: int = answer.aggregations[_HAVE_WORDS].doc_count
    return count


def _page(search: Search[Any], query: Query) -> Search[Any]:
    if query.order == "relevance":
        start = query.cursor.position if query.cursor else 0
        end = min(start + query.page_size, FURTHEST)
        return search.sort("_score", "tie")[start:end]
    # Keys are unique, so that no hit comes twice, whatever was written since. One more says whether others follow.
    search = search.sort(f"{query.order}_key")[: query.page_size + 1]
    return search.extra(search_after=[query.cursor.position]) if query.cursor else search


def _next(raw: list[dict[str, list[int]]], query: Query, total: int) -> Cursor | None:
    if query.order == "relevance":
        end = min((query.cursor.position if query.cursor else 0) + query.page_size, FURTHEST)
        return Cursor("relevance", end) if min(total, FURTHEST) > end else None
    if len(raw) <= query.page_size:
        return None
    return Cursor(query.order, raw[query.page_size - 1]["sort"][0])


def _counts(answer: Response[Any], query: Query) -> dict[str, dict[str, int]]:
    found = answer.aggregations
    counts = {
        facet: {bucket.key: bucket.doc_count for bucket in found[facet]["values"].buckets}
        for facet in _by_terms(query)
    }
    for facet, value in _reckoned(query):
        if count := found[f"{facet}={value}"].doc_count:
            counts.setdefault(facet, {})[value] = count
    return {facet: counts.get(facet, {}) for facet in FACETS}


def _by_terms(query: Query) -> list[str]:
    reckoned = {facet for facet, _value in _reckoned(query)}
    return [facet for facet in FACETS if facet not in reckoned]


def _reckoned(query: Query) -> Iterator[tuple[str, str]]:
    """The values that are no terms of a field but conditions, to be counted one by one."""
    for facet in [DEPTH, DATE, *([ASPECT] if DEPTH.id in query.filters else [])]:
        yield from ((facet.id, value) for value in (*facet.values, UNKNOWN))
