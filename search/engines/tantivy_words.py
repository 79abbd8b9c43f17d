"""What orders hits (search.scoring) as tantivy understands it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import tantivy

from search import ordering
from search.engines.tantivy_schema import SCHEMA
from search.entry import TEXTS
from search.scoring import Begins, Best, Clause, Flat, From, Has, Ids, Is, Near, Scoring, Sum, Times

Q, Occur = tantivy.Query, tantivy.Occur


class Known:
    """Which tokens a state of an index has; asked again for each query, so it is remembered as long as it holds."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._in_field: dict[tuple[str, str], int] = {}
        self._anywhere: dict[str, int] = {}

    def in_field(self, field: str, token: str) -> int:
        """How many entries have it there."""
        key = (field, token)
        if key not in self._in_field:
            self._in_field[key] = self._searcher.doc_freq(field, token)
        return self._in_field[key]

    def anywhere(self, token: str) -> int:
        """How many have it in the field in which most have it."""
        if token not in self._anywhere:
            self._anywhere[token] = max(self.in_field(field, token) for field in TEXTS)
        return self._anywhere[token]


class Translation:
    """Clauses as queries of one state of an index; what that index has not is left out. Each need is translated
    once, however often it comes."""

    def __init__(self, knows: Callable[[str, str], int]) -> None:
        self._knows = knows
        self._made: dict[int, tuple[Best, tantivy.Query | None]] = {}

    def chosen(self, scoring: Scoring, *, relaxed: bool) -> tantivy.Query:
        """Those that were asked for."""
        parts = [(Occur.Must, self.clause(signal.clause)) for signal in scoring.chosen_by(relaxed=relaxed)]
        parts += [(Occur.MustNot, query) for query in self._queries(scoring.excluded)]
        return Q.boolean_query([(Occur.Must, Q.all_query()), *parts] if not scoring.asks else parts)

    def ordered(self, chosen: tantivy.Query, scoring: Scoring) -> tantivy.Query:
        """The same, with what their order depends on besides."""
        further = self._queries(signal.clause for signal in scoring.signals)
        return Q.boolean_query([(Occur.Must, chosen), *((Occur.Should, query) for query in further)])

    def clause(self, clause: Clause) -> tantivy.Query:
        return self._query(clause) or Q.empty_query()

    def _query(self, clause: Clause) -> tantivy.Query | None:
        """None where nothing can meet it."""
        match clause:
            case Has(field, tokens):
                return self._has(field, tokens)
            case Is(field, values):
                return _any([Q.term_query(SCHEMA, field, value) for value in values]) if values else None
            case Ids(ids):
                return _any([Q.term_query(SCHEMA, "id", id) for id in ids]) if ids else None
            case Begins(field, beginning):
                return Q.const_score_query(Q.regex_query(SCHEMA, field, f"{re.escape(beginning)}.*"), 1.0)
            case Near(field, token, slips):
                return Q.const_score_query(Q.fuzzy_term_query(SCHEMA, field, token, slips), 1.0)
            case From(field, least):
                return Q.range_query(SCHEMA, field, tantivy.FieldType.Integer, least, ordering.MOST)
            case Sum(parts, least):
                return self._sum(parts, least)
            case Best():
                return self._best(clause)
            case Times(part, by):
                query = self._query(part)
                return None if query is None else Q.boost_query(query, by)
            case Flat(part, score):
                query = self._query(part)
                return None if query is None else Q.const_score_query(query, score)

    def _has(self, field: str, tokens: tuple[str, ...]) -> tantivy.Query | None:
        if not all(self._knows(field, token) for token in tokens):
            return None
        if len(tokens) == 1:
            return Q.term_query(SCHEMA, field, tokens[0])
        words: list[str | tuple[int, str]] = [*tokens]
        return Q.phrase_query(SCHEMA, field, words)

    def _best(self, clause: Best) -> tantivy.Query | None:
        if id(clause) not in self._made:
            queries = self._queries(clause.parts)
            query = Q.disjunction_max_query(queries, clause.share) if len(queries) > 1 else _first(queries)
            self._made[id(clause)] = (clause, query)  # held, so that no other clause gets its id
        return self._made[id(clause)][1]

    def _sum(self, parts: Iterable[Clause], least: int) -> tantivy.Query | None:
        queries = self._queries(parts)
        if len(queries) < least:
            return None
        if len(queries) == 1:
            return queries[0]
        occur = Occur.Must if least == len(queries) else Occur.Should
        return Q.boolean_query(
            [(occur, query) for query in queries], minimum_number_should_match=_least(occur, least)
        )

    def _queries(self, parts: Iterable[Clause]) -> list[tantivy.Query]:
        return [query for part in parts if (query := self._query(part)) is not None]


def _least(occur: tantivy.Occur, least: int) -> int | None:
    return least if occur == Occur.Should else None


def _any(queries: list[tantivy.Query]) -> tantivy.Query:
    return Q.const_score_query(Q.boolean_query([(Occur.Should, query) for query in queries]), 1.0)


def _first(queries: list[tantivy.Query]) -> tantivy.Query | None:
    return queries[0] if queries else None
