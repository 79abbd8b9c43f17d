"""Why a resource was found that has none of the words that were typed: the words that it has instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search import indexed_text
from search.concepts import Term
from search.needs import Need

_MOST = 2  # words that are named
_SEARCHED = 3_000  # characters of a text


def said_instead(needs: Sequence[Need], texts: Iterable[str]) -> tuple[Term, ...]:
    """The terms of the needs' vocabulary that texts use, what comes nearest to the query first, the longest of them."""
    said = f" {indexed_text.of_values(text[:_SEARCHED] for text in texts)} "
    nearest = sorted(
        (each for need in needs if not need.is_side for each in need.alternatives if each.term),
        key=lambda each: (-each.weight, -len(each.tokens)),
    )
    found: list[Term] = []
    for each in nearest:
        if each.term and f" {' '.join(each.tokens)} " in said:
            found.append(each.term)
            if len(found) == _MOST:
                break
    return tuple(found)
