"""The concepts of cross-border trade, and what each is called in the languages of the catalogue.

`concepts.tsv` has a line for each concept:

concept   its id
about     the aspect that it belongs to, "visits", or what it is besides: `form` (course, beginner), `audience`
          (small business), `scope` (abroad), `place`; empty: a trade that belongs to no aspect
related   concepts that somebody who asks for this one is helped by too, and those that it is made of
en, zh …  what it is called, alternatives between "|"; one after "~" is understood in a query and not looked for,
          since in other texts it means other things ("delivery", "returns")
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from registry.framework.rubric import DEPTH_CELLS
from search import analysis

_TABLE = Path(__file__).parent / "concepts.tsv"
LANGUAGES = ("en", "zh", "es", "pt", "fr", "ru", "ja", "ko", "vi", "id", "ms", "th", "fil", "ar")

FORM, AUDIENCE, SCOPE, PLACE = "form", "audience", "scope", "place"
_SIDE = frozenset((FORM, AUDIENCE, SCOPE))
# A shorter word in Latin letters means something else in too many languages (Vietnamese "Mỹ", folded: "my").
_CERTAIN = 4
# So many other words may stand between two words of a name.
_GAP = 1

Atoms = tuple[str, ...]
"""A text as terms are compared: stems of words, and the single characters of scripts without spaces."""


class Term(NamedTuple):
    """What a concept is called in a language. `tokens`: as they are indexed, in their order."""

    text: str
    language: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """`terms`: what is looked for, the clearest first in each language."""

    id: str
    about: str
    related: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def aspect(self) -> str | None:
        """The aspect, or visits, that it belongs to."""
        return self.about if self.about in DEPTH_CELLS else None

    @property
    def is_side(self) -> bool:
        """Whether it says how or for whom, rather than of what: nearly everything here is a course for companies."""
        return self.about in _SIDE


class Match(NamedTuple):
    """Concepts that the atoms at these places name."""

    places: tuple[int, ...]
    concepts: tuple[Concept, ...]


def atoms(text: str) -> list[str]:
    """The text as it is compared with terms."""
    found: list[str] = []
    for word in analysis.words(text):
        found += word if analysis.is_unspaced(word) else analysis.phrase(word)
    return found


def matches(wanted: Sequence[str], languages: Collection[str] = ()) -> list[Match]:
    """Where atoms name concepts: from left to right, the longest name first, without overlaps, side by side before
    apart.

    `languages`: those of the reader; what they or English mean by a word is meant before what others do.
    """
    meant = frozenset((*map(language_of, languages), "en"))
    found: list[Match] = []
    for gap in (0, _GAP):
        taken = {place for match in found for place in match.places}
        free = [place for place in range(len(wanted)) if place not in taken]
        found += _from_left(wanted, free, gap, meant)
    return sorted(found)


def _from_left(
    wanted: Sequence[str], free: Sequence[int], gap: int, meant: frozenset[str]
) -> Iterator[Match]:
    at = 0
    while at < len(free):
        match = _apart(wanted, free, at, meant) if gap else _longest(wanted, free, at, meant)
        if match:
            yield match
            free = [place for place in free if place not in match.places]
        else:
            at += 1


def language_of(tag: str) -> str:
    """The one of LANGUAGES that a BCP 47 tag belongs to: zh-Hant → zh; another is itself."""
    return {"in": "id", "tl": "fil", "cmn": "zh", "yue": "zh"}.get(
        primary := tag.partition("-")[0].lower(), primary
    )


def _longest(wanted: Sequence[str], free: Sequence[int], at: int, meant: frozenset[str]) -> Match | None:
    """The longest name that begins there."""
    names, _beginnings, most = _names()
    for length in range(min(len(free) - at, most), 0, -1):
        places = tuple(free[at : at + length])
        name = tuple(wanted[place] for place in places)
        if name in names and (concepts := _meant(name, names[name], meant)):
            return Match(places, concepts)
    return None


def _apart(wanted: Sequence[str], free: Sequence[int], at: int, meant: frozenset[str]) -> Match | None:
    """The longest name whose words begin there, with another word between some: “research of foreign markets”."""
    names, beginnings, _most = _names()
    for name in beginnings.get(wanted[free[at]], ()):
        places = _places(name, wanted, free[at:])
        if places and (concepts := _meant(name, names[name], meant)):
            return Match(places, concepts)
    return None


def _places(name: Atoms, wanted: Sequence[str], free: Sequence[int]) -> tuple[int, ...]:
    """Where the atoms of a name are, in order and none too far from the one before; none if one is missing."""
    places = [free[0]]
    for atom in name[1:]:
        near = (place for place in free if places[-1] < place <= places[-1] + 1 + _GAP)
        place = next((place for place in near if wanted[place] == atom), None)
        if place is None:
            return ()
        places.append(place)
    return tuple(places)


def _meant(
    name: Atoms, named: Sequence[tuple[Concept, frozenset[str]]], meant: frozenset[str]
) -> tuple[Concept, ...]:
    certain = tuple(concept for concept, languages in named if languages & meant)
    if certain or (len(name) == 1 and name[0].isascii() and len(name[0]) < _CERTAIN):
        return certain
    return tuple(concept for concept, _languages in named)


def words() -> list[str]:
    """The words that names are made of, folded, of scripts that are written with spaces."""
    found = (word for row in _rows() for _, name in _stated(row) for word in analysis.words(name))
    return sorted({word for word in found if word.isalpha() and not analysis.is_unspaced(word)})


def every() -> Collection[Concept]:
    return _concepts().values()


def concept(id: str) -> Concept:
    return _concepts()[id]


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _concepts() -> dict[str, Concept]:
    return {row["concept"]: _concept(row) for row in _rows()}


def _concept(row: Mapping[str, str]) -> Concept:
    terms: dict[tuple[str, ...], Term] = {}
    for language, name in _stated(row):
        if not name.startswith("~") and (tokens := analysis.phrase(name)):
            terms.setdefault(tokens, Term(name, language, tokens))
    related = tuple(filter(None, row["related"].split("|")))
    return Concept(row["concept"], row["about"], related, tuple(terms.values()))


def _stated(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        yield from ((language, name) for name in row[language].split("|") if name)


@cache
def _names() -> tuple[
    Mapping[Atoms, Sequence[tuple[Concept, frozenset[str]]]], Mapping[str, Sequence[Atoms]], int
]:
    """The concepts by each of their names, with the languages that use it; the names of several words by their
    first, the longest first; and how long the longest name is."""
    found: dict[Atoms, dict[str, set[str]]] = {}
    for row in _rows():
        for language, name in _stated(row):
            named = found.setdefault(tuple(atoms(name.lstrip("~"))), {})
            named.setdefault(row["concept"], set()).add(language)
    names = {
        name: tuple((concept(id), frozenset(languages)) for id, languages in named.items())
        for name, named in found.items()
    }
    beginnings: dict[str, list[Atoms]] = {}
    for words in sorted(names, key=len, reverse=True):
        if len(words) > 1 and min(map(len, words)) > 1:  # no single characters
            beginnings.setdefault(words[0], []).append(words)
    return names, beginnings, max(map(len, names))
