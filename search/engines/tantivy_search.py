"""A query as tantivy understands it: the words, the filters, the order, and the counts of every facet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import tantivy

from registry.framework.rubric import DEPTH_CELLS, UNKNOWN
from search import ordering
from search.analysis import Unit
from search.cursor import FURTHEST, Cursor
from search.document import ANY
from search.engines import Hit, Results
from search.engines.tantivy_schema import SCHEMA, TEXTS, integers
from search.facets import ASPECT, DATE, DEPTH, FACETS
from search.query import Query

Q, Occur = tantivy.Query, tantivy.Occur

# What a word in a second field adds to the best field's score.
_TIE_BREAKER = 0.2
# What it adds that the title has the words side by side and in their order.
_TITLE_PHRASE = 2.0
# More values of one facet than any catalogue has.
_MOST_VALUES = 2_000
_EVERYTHING = "*"


def run(index: tantivy.Index, searcher: tantivy.Searcher, query: Query, now: datetime) -> Results:
    """One page of hits with its counts."""
    clauses = Clauses(query, now)
    words, relaxed = _words(searcher, query)
    asked = _both(words, _filter(index, clauses.all()))
    hits, total, following = _page(searcher, asked, query)
    return Results(hits, total, _counts(searcher, words, clauses), following, relaxed)


# Words


def _words(searcher: tantivy.Searcher, query: Query) -> tuple[tantivy.Query, bool]:
    """The query for the words alone, and whether it had to be relaxed: decided without the filters, so that no
    filter brings in what the words did not ask for."""
    strict = _asked(query, least=len(query.units))
    if len(query.units) < 2 or _total(searcher.search(strict, 1)):
        return strict, False
    return _asked(query, least=(len(query.units) + 1) // 2), True


def _asked(query: Query, least: int) -> tantivy.Query:
    """At least `least` of the words, all phrases, none of the exclusions."""
    parts = [(Occur.Must, _phrase(tokens)) for tokens in query.phrase_tokens]
    if query.units:
        words = [(Occur.Should, _unit(unit)) for unit in query.units]
        parts.append((Occur.Must, Q.boolean_query(words, minimum_number_should_match=least)))
    if not parts:
        parts.append((Occur.Must, Q.all_query()))
    if title := _title_phrase(query):
        parts.append((Occur.Should, title))
    parts += [(Occur.MustNot, _phrase(tokens)) for tokens in query.excluded_tokens]
    return Q.boolean_query(parts)


def _unit(unit: Unit) -> tantivy.Query:
    return _any([_all([_token(token) for token in tokens]) for tokens in unit.alternatives])


def _token(token: str) -> tantivy.Query:
    return _best({name: Q.term_query(SCHEMA, name, token) for name in TEXTS})


def _phrase(tokens: tuple[str, ...]) -> tantivy.Query:
    if len(tokens) == 1:
        return _token(tokens[0])
    words: list[str | tuple[int, str]] = [*tokens]
    return _best({name: Q.phrase_query(SCHEMA, name, words) for name in TEXTS})


def _title_phrase(query: Query) -> tantivy.Query | None:
    words: list[str | tuple[int, str]] = [token for unit in query.units for token in unit.alternatives[0]]
    if len(words) < 2:
        return None
    return Q.boost_query(Q.phrase_query(SCHEMA, "title", words), _TITLE_PHRASE)


def _best(by_field: Mapping[str, tantivy.Query]) -> tantivy.Query:
    boosted = [Q.boost_query(query, TEXTS[name]) for name, query in by_field.items()]
    return Q.disjunction_max_query(boosted, _TIE_BREAKER)


def _any(queries: list[tantivy.Query]) -> tantivy.Query:
    return queries[0] if len(queries) == 1 else Q.boolean_query([(Occur.Should, q) for q in queries])


def _all(queries: list[tantivy.Query]) -> tantivy.Query:
    return queries[0] if len(queries) == 1 else Q.boolean_query([(Occur.Must, q) for q in queries])


def _total(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # tantivy's stubs leave it out


# Filters


def _both(words: tantivy.Query, filters: tantivy.Query | None) -> tantivy.Query:
    """Filters choose; they add nothing to a score."""
    if filters is None:
        return words
    return Q.boolean_query([(Occur.Must, words), (Occur.Must, Q.const_score_query(filters, 0.0))])


def _filter(index: tantivy.Index, clause: str) -> tantivy.Query | None:
    return None if clause == _EVERYTHING else index.parse_query(clause, [])


@dataclass(frozen=True)
class Clauses:
    """The filters of a query, in tantivy's query language, which its aggregations take too.

    “Not” is written with + and -: tantivy takes “a AND NOT b” for something that nothing matches.
    Nothing of it is text that a person typed: values are those that the facets know (search.query).
    """

    query: Query
    now: datetime

    def all(self, *, but: str = "") -> str:
        """All filters, or all but one facet's."""
        chosen = [facet for facet in FACETS if facet != but and self._is_filtered(facet)]
        return _every(self._chosen(facet) for facet in chosen)

    def with_only(self, facet: str, value: str) -> str:
        """All other facets' filters, and of this facet this value alone."""
        if facet == ASPECT.id:
            # The depth that is asked for is then this aspect's.
            others = (f for f in FACETS if f != facet and self._is_filtered(f))
            return _every([self.value(facet, value), *(self._chosen(f, aspects=[value]) for f in others)])
        return _every([self.all(but=facet), self.value(facet, value)])

    def value(self, facet: str, value: str, aspects: Iterable[str] | None = None) -> str:
        if facet == DEPTH.id:
            return self._depth(value, self.query.filters.get(ASPECT.id, ()) if aspects is None else aspects)
        if facet == DATE.id and value != UNKNOWN:
            return self._date(value)
        return f'{facet}:"{value}"'

    def _is_filtered(self, facet: str) -> bool:
        return facet in self.query.filters or (facet == DATE.id and self._has_days())

    def _has_days(self) -> bool:
        return bool(self.query.since or self.query.until)

    def _chosen(self, facet: str, aspects: Iterable[str] | None = None) -> str:
        values = self.query.filters.get(facet, ())
        one_of = " OR ".join(self.value(facet, value, aspects) for value in values)
        if facet == DATE.id and self._has_days():
            return _every(filter(None, [one_of, self._days()]))
        return one_of

    def _depth(self, value: str, aspects: Iterable[str]) -> str:
        """The best depth of these aspects, of all six when none of them is an aspect."""
        names = [aspect for aspect in aspects if aspect in DEPTH_CELLS] or [ANY]
        if value == UNKNOWN:
            return _one_of("depths", [f"{name}-{UNKNOWN}" for name in names])
        depth = int(value)
        exactly = _one_of("depths", [f"{name}-{depth}" for name in names])
        deeper = [f"{name}-{more}" for name in names for more in range(depth + 1, 4)]
        return f"(+{exactly} -{_one_of('depths', deeper)})" if deeper else exactly

    def _date(self, value: str) -> str:
        moment = int(self.now.timestamp())
        if value == "past":
            return f"(+ends:<{moment} -ends:>={moment})"
        days = {"week": 7, "month": 30}.get(value)
        if days is None:
            return f"ends:>={moment}"
        return f"starts:[{moment} TO {moment + days * 86_400}]"

    def _days(self) -> str:
        first = _seconds(self.query.since) if self.query.since else "*"
        last = _seconds(self.query.until + timedelta(days=1)) - 1 if self.query.until else "*"
        return f"starts:[{first} TO {last}]"


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp())


def _one_of(field: str, values: list[str]) -> str:
    return "(" + " OR ".join(f'{field}:"{value}"' for value in values) + ")"


def _every(clauses: Iterable[str]) -> str:
    needed = [clause for clause in clauses if clause != _EVERYTHING]
    return " AND ".join(f"({clause})" for clause in needed) or _EVERYTHING


# Counts


def _counts(searcher: tantivy.Searcher, words: tantivy.Query, clauses: Clauses) -> dict[str, dict[str, int]]:
    """How many resources have each value, each facet under all other filters, in one pass over the words' hits."""
    reckoned = list(_reckoned(clauses.query))
    terms = [facet for facet in FACETS if facet not in {facet for facet, _value in reckoned}]
    asked: dict[str, Any] = {facet: _term_counts(facet, clauses.all(but=facet)) for facet in terms}
    asked |= {f"{facet}={value}": {"filter": clauses.with_only(facet, value)} for facet, value in reckoned}
    found = searcher.aggregate(words, asked)
    counts = {
        facet: {bucket["key"]: bucket["doc_count"] for bucket in found[facet]["values"]["buckets"]}
        for facet in terms
    }
    for facet, value in reckoned:
        counts.setdefault(facet, {})[value] = found[f"{facet}={value}"]["doc_count"]
    return {facet: {value: n for value, n in counts[facet].items() if n} for facet in FACETS}


def _reckoned(query: Query) -> Iterator[tuple[str, str]]:
    """The values that are no terms of a field but conditions, to be counted one by one."""
    facets = [DEPTH, DATE, *([ASPECT] if DEPTH.id in query.filters else [])]
    for facet in facets:
        yield from ((facet.id, value) for value in (*facet.values, UNKNOWN))


def _term_counts(facet: str, clause: str) -> dict[str, Any]:
    return {"filter": clause, "aggs": {"values": {"terms": {"field": facet, "size": _MOST_VALUES}}}}


# Order and pages


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
    total = _total(searcher.search(asked, 1))
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
    return [Hit(id) for id in ids], total, Cursor(query.order, page[-1][0]) if more else None


def _page_by_score(
    searcher: tantivy.Searcher, asked: tantivy.Query, query: Query
) -> tuple[list[Hit], int, Cursor | None]:
    start = query.cursor.position if query.cursor else 0
    end = min(start + query.page_size, FURTHEST)
    found = _down_to_the_last_tie(searcher, asked, end)
    addresses = [address for _score, address in found.hits]
    ids, ties = (integers(searcher, name, addresses) for name in ("id", "tie"))
    scores = [score for score, _address in found.hits]
    ordered = sorted(zip(scores, ties, ids, strict=True), key=lambda hit: (-hit[0], hit[1]))
    more = min(_total(found), FURTHEST) > end
    hits = [Hit(id, score) for score, _tie, id in ordered[start:end]]
    return hits, _total(found), Cursor("relevance", end) if more else None


def _down_to_the_last_tie(searcher: tantivy.Searcher, asked: tantivy.Query, end: int) -> tantivy.SearchResult:
    """The best `end` hits, and those that score as the last of them does: tantivy orders those by chance."""
    limit = end + 1
    while True:
        found = searcher.search(asked, limit)
        scores = [score for score, _address in found.hits]
        if len(scores) < limit or scores[-1] < scores[end - 1] or limit > FURTHEST:
            return found
        limit *= 2
