"""What orders hits (search.scoring) as Elasticsearch understands it."""

from __future__ import annotations

from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    Fuzzy,
    MatchAll,
    MatchNone,
    MatchPhrase,
    Prefix,
    Query,
    Range,
    Term,
    Terms,
)

from search.scoring import Begins, Best, Clause, Flat, From, Has, Ids, Is, Near, Scoring, Sum, Times

_MOST_NEAR = 500  # words that may have been meant


def chosen(scoring: Scoring, *, relaxed: bool) -> Query:
    """Those that were asked for."""
    return Bool(
        must=[clause(signal.clause) for signal in scoring.chosen_by(relaxed=relaxed)] or [MatchAll()],
        must_not=[clause(excluded) for excluded in scoring.excluded],
    )


def ordered(chosen: Query, scoring: Scoring) -> Query:
    """The same, with what their order depends on besides."""
    return Bool(must=[chosen], should=[clause(signal.clause) for signal in scoring.signals])


def clause(stated: Clause) -> Query:
    """A clause as a query that scores as the clause says."""
    match stated:
        case Has(field, (token,)):
            return Term(field, {"value": token})
        case Has(field, tokens):
            return MatchPhrase(field, {"query": " ".join(tokens)})
        case Is(field, values):
            return _flat(Terms(field, list(values)), 1.0)
        case Ids(ids):
            return _flat(Terms("id", list(ids)), 1.0)
        case Begins(field, beginning):
            return _flat(Prefix(field, {"value": beginning}), 1.0)
        case Near(field, token, slips):
            near = {"value": token, "fuzziness": slips, "max_expansions": _MOST_NEAR}
            return _flat(Fuzzy(field, near), 1.0)
        case From(field, least):
            return _flat(Range(field, {"gte": least}), 1.0)
        case Sum(parts, least):
            return Bool(should=[clause(part) for part in parts], minimum_should_match=least)
        case Best(()):
            return MatchNone()
        case Best(parts, share):
            return DisMax(queries=[clause(part) for part in parts], tie_breaker=share)
        case Times(part, by):
            return Bool(must=[clause(part)], boost=by)
        case Flat(part, score):
            return _flat(clause(part), score)


def _flat(query: Query, score: float) -> Query:
    return ConstantScore(filter=query, boost=score)
