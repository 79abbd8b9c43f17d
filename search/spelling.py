"""Words typed with a slip, and what was meant, by the vocabulary: a word that an index does not know is mended; for
one that few entries have, another is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache

from search import analysis, concepts
from search.query import Query

# From so many letters on a word may have one slip, or two: in a shorter one too much else is as near.
_ONE_SLIP, _TWO_SLIPS = 5, 8
_MOST_WORDS = 12  # of a query: who types more has pasted a text
# A word that few entries have may be a slip of one that so many times as many have.
_FEW, _TIMES_AS_MANY = 3, 10


def mended(query: Query, knows: Callable[[str], int]) -> Query:
    """The query with the words that were meant in place of those that the index has in no form. The first letter
    is taken as typed."""
    words = _each(query.words, lambda word: _meant(word, knows))
    return query if words == query.words else replace(query, words=words)


def meant(query: Query, knows: Callable[[str], int]) -> str:
    """What may have been meant, where a word is known and yet looks like a slip of a much more usual one; "" else."""
    words = _each(query.words, lambda word: _more_usual(word, knows))
    return "" if words == query.words else " ".join(words)


def _each(words: tuple[str, ...], instead: Callable[[str], str | None]) -> tuple[str, ...]:
    return (*(instead(word) or word for word in words[:_MOST_WORDS]), *words[_MOST_WORDS:])


def warm() -> None:
    """Reads the vocabulary before somebody waits for it."""
    _words(), _stems()


def candidates(query: Query) -> set[str]:
    """The tokens of all that may be meant, to be looked up at once with the query's own."""
    others = filter(None, map(_of_vocabulary, query.words[:_MOST_WORDS]))
    return {token for other in others for token in analysis.tokens(other)}


def slips_in(token: str) -> int:
    """How many slips a word, or its stem, may have; 0 for what is too short or no word of letters."""
    if not token.isalpha() or analysis.is_unspaced(token) or len(token) < _ONE_SLIP:
        return 0
    return 2 if len(token) >= _TWO_SLIPS else 1


def _meant(word: str, knows: Callable[[str], int]) -> str | None:
    return None if any(map(knows, analysis.tokens(word))) else _of_vocabulary(word)


def _more_usual(word: str, knows: Callable[[str], int]) -> str | None:
    known = max(map(knows, analysis.tokens(word)), default=0)
    if not 0 < known <= _FEW or not (other := _of_vocabulary(word)):
        return None
    usual = max(map(knows, analysis.tokens(other)), default=0)
    return other if usual >= _TIMES_AS_MANY * known else None


@lru_cache(maxsize=10_000)
def _of_vocabulary(word: str) -> str | None:
    """The word of the vocabulary that comes nearest; None for one that is in it, and where none is near."""
    folded = analysis.folded(word)
    if not (most := slips_in(folded)) or not analysis.tokens(word).isdisjoint(_stems()):
        return None
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
