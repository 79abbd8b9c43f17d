"""Words typed with a slip, and what was meant: only a word that an index does not know is mended, by the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from search import analysis, concepts
from search.query import Query

# From so many letters on a word may have one slip, or two: in a shorter one too much else is as near.
_ONE_SLIP, _TWO_SLIPS = 5, 8


def mended(query: Query, knows: Callable[[str], bool]) -> Query:
    """The query with the words that were meant in place of those that the index has in no form. The first letter
    is taken as typed."""
    words = tuple(_meant(word, knows) or word for word in query.words)
    return query if words == query.words else replace(query, words=words)


def _meant(word: str, knows: Callable[[str], bool]) -> str | None:
    folded = analysis.folded(word)
    if len(folded) < _ONE_SLIP or not folded.isalpha() or analysis.is_unspaced(folded):
        return None
    tokens = analysis.tokens(word)
    if any(map(knows, tokens)) or not tokens.isdisjoint(_stems()):
        return None
    most = 2 if len(folded) >= _TWO_SLIPS else 1
    near = [(slips, each) for each in _near(folded, most) if (slips := distance(folded, each)) <= most]
    return min(near)[1] if near else None


def _near(word: str, most: int) -> Iterator[str]:
    for length in range(len(word) - most, len(word) + most + 1):
        yield from _words().get((word[0], length), ())


def distance(one: str, other: str) -> int:
    """How many slips lie between two words: a letter left out, added, changed, or two swapped (Damerau 1964)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != its)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                row[-1] = min(row[-1], before[j - 2] + 1)
        before, last = last, row
    return last[-1]


@cache
def _words() -> dict[tuple[str, int], list[str]]:
    """The words of the vocabulary, folded, by first letter and length."""
    found: dict[tuple[str, int], list[str]] = {}
    for word in concepts.words():
        found.setdefault((word[0], len(word)), []).append(word)
    return found


@cache
def _stems() -> frozenset[str]:
    return frozenset(token for word in concepts.words() for token in analysis.tokens(word))
