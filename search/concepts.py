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
    """Concepts that the atoms from `start` up to `end` name."""

    start: int
    end: int
    concepts: tuple[Concept, ...]


def atoms(text: str) -> list[str]:
    """The text as it is compared with terms."""
    found: list[str] = []
    for word in analysis.words(text):
        found += word if analysis.is_unspaced(word) else analysis.phrase(word)
    return found


def matches(wanted: Sequence[str], languages: Collection[str] = ()) -> list[Match]:
    """Where atoms name concepts: from left to right, the longest name first, without overlaps.

    `languages`: those of the reader; what they or English mean by a word is meant before what others do.
    """
    meant = frozenset((*map(language_of, languages), "en"))
    found, at = [], 0
    while at < len(wanted):
        match = _longest(wanted, at, meant)
        if match:
            found.append(match)
        at = match.end if match else at + 1
    return found


def language_of(tag: str) -> str:
    """The one of LANGUAGES that a BCP 47 tag belongs to: zh-Hant → zh; another is itself."""
    return {"in": "id", "tl": "fil", "cmn": "zh", "yue": "zh"}.get(
        primary := tag.partition("-")[0].lower(), primary
    )


def _longest(wanted: Sequence[str], at: int, meant: frozenset[str]) -> Match | None:
    names, most = _names()
    for end in range(min(len(wanted), at + most), at, -1):
        name = tuple(wanted[at:end])
        if name in names and (concepts := _meant(name, names[name], meant)):
            return Match(at, end, concepts)
    return None


def _meant(
    name: Atoms, named: Sequence[tuple[Concept, frozenset[str]]], meant: frozenset[str]
) -> tuple[Concept, ...]:
    certain = tuple(concept for concept, languages in named if languages & meant)
    if certain or (len(name) == 1 and name[0].isascii() and len(name[0]) < _CERTAIN):
        return certain
    return tuple(concept for concept, _languages in named)


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
def _names() -> tuple[Mapping[Atoms, Sequence[tuple[Concept, frozenset[str]]]], int]:
    """The concepts by each of their names, with the languages that use it, and how long the longest name is."""
    found: dict[Atoms, dict[str, set[str]]] = {}
    for row in _rows():
        for language, name in _stated(row):
            named = found.setdefault(tuple(atoms(name.lstrip("~"))), {})
            named.setdefault(row["concept"], set()).add(language)
    names = {
        name: tuple((concept(id), frozenset(languages)) for id, languages in named.items())
        for name, named in found.items()
    }
    return names, max(map(len, names))
