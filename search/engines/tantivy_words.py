"""The words of a query as tantivy understands them."""

from __future__ import annotations

from collections.abc import Mapping

import tantivy

from search.analysis import Unit
from search.engines.tantivy_schema import SCHEMA, TEXTS, total
from search.query import Query

Q, Occur = tantivy.Query, tantivy.Occur

# What a word in a second field adds to the best field's score.
_TIE_BREAKER = 0.2
# What another form of the word counts, beside the one that was asked for.
_OTHER_FORM = 0.5
# What it adds that the title has the words side by side and in their order.
_TITLE_PHRASE = 2.0


def words(searcher: tantivy.Searcher, query: Query) -> tuple[tantivy.Query, bool]:
    """The query for the words alone, and whether it had to be relaxed: decided without the filters, so that no
    filter brings in what the words did not ask for."""
    strict = _asked(query, least=len(query.units))
    if len(query.units) < 2 or total(searcher.search(strict, 1)):
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
    asked, *others = (_all([_token(token) for token in tokens]) for tokens in unit.alternatives)
    return _any([asked, *(Q.boost_query(other, _OTHER_FORM) for other in others)])


def _token(token: str) -> tantivy.Query:
    return _best({name: Q.term_query(SCHEMA, name, token) for name in TEXTS})


def _phrase(tokens: tuple[str, ...]) -> tantivy.Query:
    if len(tokens) == 1:
        return _token(tokens[0])
    words: list[str | tuple[int, str]] = [*tokens]
    return _best({name: Q.phrase_query(SCHEMA, name, words) for name in TEXTS})


def _title_phrase(query: Query) -> tantivy.Query | None:
    words: list[str | tuple[int, str]] = [*query.spoken_tokens]
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
