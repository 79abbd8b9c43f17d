"""One search in tantivy: a page of hits in its order, and the counts of every facet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import tantivy

from registry.framework.rubric import UNKNOWN
from search import ordering
from search.cursor import FURTHEST, Cursor
from search.engines import Hit, Results
from search.engines.tantivy_filters import EVERYTHING, Clauses
from search.engines.tantivy_schema import SCHEMA, integers, total
from search.engines.tantivy_words import Known, Translation
from search.facets import ASPECT, DATE, DEPTH, FACETS
from search.query import Query
from search.scoring import ENOUGH, Scoring, scoring

Q, Occur = tantivy.Query, tantivy.Occur

# More values of one facet than any catalogue has.
_MOST_VALUES = 2_000
# How many have the words, whatever the filters: decides whether the words are to be relaxed.
_HAVE_WORDS = "have-words"


class Asked(NamedTuple):
    """`chosen`: what the words choose; `filtered`: those that pass the filters too, in their order."""

    chosen: tantivy.Query
    filtered: tantivy.Query
    relaxed: bool
    scored: Scoring


def run(
    index: tantivy.Index, searcher: tantivy.Searcher, known: Known, query: Query, now: datetime
) -> Results:
    """One page of hits with its counts. `known`: of the searcher's state of the index."""
    clauses = Clauses(query, now)
    counted = _Counted(searcher, aggregations(clauses))
    asked = ask(index, known, query, now, counted.have)
    hits, count, following = _page(searcher, asked.filtered, query)
    counts = _counts(counted.last, clauses)
    return Results(hits, count, counts, following, asked.relaxed, asked.scored.text, asked.scored.meant)


def request(
    index: tantivy.Index, searcher: tantivy.Searcher, known: Known, query: Query, now: datetime
) -> str:
    """The two queries, of hits and of counts, as tantivy writes them, and the counts' aggregations in JSON."""
    counting = aggregations(Clauses(query, now))
    asked = ask(index, known, query, now, _Counted(searcher, counting).have)
    shown = json.dumps(counting, ensure_ascii=False, indent=2)
    return f"hits: {asked.filtered!r}\n\ncounts: {asked.chosen!r}\n\n{shown}"


class _Counted:
    """The counts of the words that were last asked for: whether enough resources have them is one of those."""

    def __init__(self, searcher: tantivy.Searcher, aggregations: dict[str, Any]) -> None:
        self._searcher, self._aggregations = searcher, aggregations
        self.last: dict[str, Any] = {}

    def have(self, asked: tantivy.Query) -> int:
        """How many have what is asked for, whatever the filters."""
        self.last = self._searcher.aggregate(asked, self._aggregations)
        return int(self.last[_HAVE_WORDS]["value"])


def ask(
    index: tantivy.Index, known: Known, query: Query, now: datetime, have: Callable[[tantivy.Query], int]
) -> Asked:
    """`have`: how many resources have what a query asks for. It is asked of what is then chosen last."""
    scored, translation = scoring(query, now, known.anywhere), Translation(known.in_field)
    chosen, relaxed = _chosen(translation, scored, have)
    filters = _filter(index, Clauses(query, now).all())
    return Asked(chosen, _both(translation.ordered(chosen, scored), filters), relaxed, scored)


def _chosen(
    translation: Translation, scored: Scoring, have: Callable[[tantivy.Query], int]
) -> tuple[tantivy.Query, bool]:
    """What the words choose, and whether no resource has all of them: decided without the filters, so that no
    filter brings in what the words did not ask for."""
    strict = translation.chosen(scored, relaxed=False)
    complete = have(strict)
    if complete >= ENOUGH or not scored.can_relax:
        return strict, scored.unmet
    relaxed = translation.chosen(scored, relaxed=True)
    have(relaxed)
    return relaxed, scored.unmet or complete == 0


def _both(asked: tantivy.Query, filters: tantivy.Query | None) -> tantivy.Query:
    """Filters choose; they add nothing to a score."""
    if filters is None:
        return asked
    return Q.boolean_query([(Occur.Must, asked), (Occur.Must, Q.const_score_query(filters, 0.0))])


def _filter(index: tantivy.Index, clause: str) -> tantivy.Query | None:
    return None if clause == EVERYTHING else index.parse_query(clause, [])


def _counts(found: dict[str, Any], clauses: Clauses) -> dict[str, dict[str, int]]:
    """How many resources have each value, each facet under all other filters, counted in one pass over the words'
    hits."""
    reckoned, terms = list(_reckoned(clauses.query)), _by_terms(clauses.query)
    counts = {
        facet: {bucket["key"]: bucket["doc_count"] for bucket in found[facet]["values"]["buckets"]}
        for facet in terms
    }
    for facet, value in reckoned:
        counts.setdefault(facet, {})[value] = found[f"{facet}={value}"]["doc_count"]
    return {facet: {value: n for value, n in counts[facet].items() if n} for facet in FACETS}


def aggregations(clauses: Clauses) -> dict[str, Any]:
    counted: dict[str, Any] = {_HAVE_WORDS: {"value_count": {"field": "id"}}}
    counted |= {facet: _term_counts(facet, clauses.all(but=facet)) for facet in _by_terms(clauses.query)}
    reckoned = _reckoned(clauses.query)
    return counted | {
        f"{facet}={value}": {"filter": clauses.with_only(facet, value)} for facet, value in reckoned
    }


def _by_terms(query: Query) -> list[str]:
    reckoned = {facet for facet, _value in _reckoned(query)}
    return [facet for facet in FACETS if facet not in reckoned]


def _reckoned(query: Query) -> Iterator[tuple[str, str]]:
    """The values that are no terms of a field but conditions, to be counted one by one."""
    facets = [DEPTH, DATE, *([ASPECT] if DEPTH.id in query.filters else [])]
    for facet in facets:
        yield from ((facet.id, value) for value in (*facet.values, UNKNOWN))


def _term_counts(facet: str, clause: str) -> dict[str, Any]:
    return {"filter": clause, "aggs": {"values": {"terms": {"field": facet, "size": _MOST_VALUES}}}}


def _page(
    searcher: tantivy.Searcher, asked: tantivy.Query, query: Query
) -> tuple[list[Hit], int, Cursor | None]:
    if query.order == "relevance":
        return _page_by_score(searcher, asked, query)
    return _page_by_key(searcher, asked, query, f"{query.order}_key")


def _page_by_key(
    searcher: tantivy.Searcher, asked: tantivy.Query, query: Query, key: str
) -> tuple[list[Hit], int, Cursor | None]:
    """The hits after the cursor's key. Keys are unique, so that no hit comes twice, whatever was written since."""
    count = total(searcher.search(asked, 1))
    remaining = asked
    if query.cursor:
        after = Q.range_query(
            SCHEMA, key, tantivy.FieldType.Integer, query.cursor.position, ordering.MOST, include_lower=False
        )
        remaining = _both(asked, after)
    found = searcher.search(
        remaining, query.page_size + 1, count=False, order_by_field=key, order=tantivy.Order.Asc
    )
    page = found.hits[: query.page_size]
    ids = integers(searcher, "id", [address for _key, address in page])
    more = len(found.hits) > query.page_size
    return [Hit(id) for id in ids], count, Cursor(query.order, page[-1][0]) if more else None


def _page_by_score(
    searcher: tantivy.Searcher, asked: tantivy.Query, query: Query
) -> tuple[list[Hit], int, Cursor | None]:
    start = query.cursor.position if query.cursor else 0
    end = min(start + query.page_size, FURTHEST)
    found = _down_to_the_last_tie(searcher, asked, end)
    more = min(total(found), FURTHEST) > end
    return _ordered(searcher, found)[start:end], total(found), Cursor("relevance", end) if more else None


def best(searcher: tantivy.Searcher, asked: tantivy.Query, limit: int) -> list[Hit]:
    """The best hits, without anything else."""
    return _ordered(searcher, _down_to_the_last_tie(searcher, asked, limit))[:limit]


def _ordered(searcher: tantivy.Searcher, found: tantivy.SearchResult) -> list[Hit]:
    addresses = [address for _score, address in found.hits]
    ids, ties = (integers(searcher, name, addresses) for name in ("id", "tie"))
    scores = [score for score, _address in found.hits]
    ordered = sorted(zip(scores, ties, ids, strict=True), key=lambda hit: (-hit[0], hit[1]))
    return [Hit(id, score) for score, _tie, id in ordered]


def _down_to_the_last_tie(searcher: tantivy.Searcher, asked: tantivy.Query, end: int) -> tantivy.SearchResult:
    """The best `end` hits, and those that score as the last of them does: tantivy orders those by chance."""
    limit = end + 1
    while True:
        found = searcher.search(asked, limit)
        scores = [score for score, _address in found.hits]
        if len(scores) < limit or scores[-1] < scores[end - 1] or limit > FURTHEST:
            return found
        limit *= 2
