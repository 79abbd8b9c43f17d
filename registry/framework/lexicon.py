"""The rater's lexicon: terms of many languages in one automaton, and where a text uses them.

The tables and their columns are described in lexicon/README.md.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import ahocorasick

from registry.framework.folded_text import FoldedText, folded
from registry.framework.rubric import DEPTH_CELLS

FOLDER = Path(__file__).parent / "lexicon"
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.tsv") if path.stem != "han"))

OTHER_SENSE = "other-sense"
_TOPICS = frozenset((*DEPTH_CELLS, OTHER_SENSE))
_FORMS = frozenset(("online", "offline"))
# Scripts from Thai on are written without spaces between words (Hangul glues particles to them).
_FIRST_UNSPACED = "\u0e00"
_ARABIC = ("\u0600", "\u06ff")
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")


class Sense(NamedTuple):
    """One thing that a term tells."""

    about: str
    strength: int
    context: str


class Hit(NamedTuple):
    """A term in a text, by its place in the folded text."""

    start: int
    end: int
    senses: tuple[Sense, ...]


class _Term(NamedTuple):
    length: int
    starts_word: bool
    ends_word: bool
    senses: tuple[Sense, ...]


def expand(pattern: str) -> Iterator[str]:
    """The terms of a pattern: "letter(s|) of credit" gives two."""
    parts = _ALTERNATIVES.split(pattern)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    return ("".join(chosen) for chosen in product(*choices))


class Lexicon:
    """All terms of all languages at once: a text may mix languages, and its language may not be known."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._automaton = ahocorasick.Automaton()
        for key, senses in self._senses(folder).items():
            text = key.removesuffix("*")
            term = _Term(
                len(text),
                _spaced(text[0]) and not _arabic(text[0]),
                _spaced(text[-1]) and not key.endswith("*"),
                tuple(senses.values()),
            )
            self._automaton.add_word(text, (*self._automaton.get(text, ()), term))
        self._automaton.make_automaton()

    @staticmethod
    def _senses(folder: Path) -> dict[str, dict[str, Sense]]:
        """By term and subject. Where languages differ, the clearer reading holds for all."""
        terms: dict[str, dict[str, Sense]] = {}
        for row in _rows(folder):
            sense = Sense(row["about"], int(row["strength"]), row["context"])
            for pattern in expand(row["term"]):
                key = _key(pattern)
                if key.removesuffix("*"):
                    known = terms.setdefault(key, {})
                    rival = known.get(sense.about)
                    if rival is None or (sense.strength, rival.context) > (rival.strength, sense.context):
                        known[sense.about] = sense
        return terms

    def hits(self, text: FoldedText) -> list[Hit]:
        """The terms that the text uses, in order, without those that a longer one gives another meaning."""
        string = text.text
        found: set[tuple[int, int, tuple[Sense, ...]]] = set()
        for last, terms in self._automaton.iter(string):
            for term in terms:
                start = last + 1 - term.length
                end = _word_end(string, last + 1, term.ends_word)
                if end and not (term.starts_word and start and _spaced(string[start - 1])):
                    found.add((start, end, term.senses))
        return _without_other_senses([Hit(*hit) for hit in sorted(found, key=lambda h: (h[0], -h[1]))])


def _rows(folder: Path) -> Iterator[dict[str, str]]:
    for language in LANGUAGES:
        with (folder / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _key(pattern: str) -> str:
    return folded(pattern.removesuffix("*")).strip() + ("*" if pattern.endswith("*") else "")


def _spaced(character: str) -> bool:
    return character < _FIRST_UNSPACED and character.isalnum()


def _arabic(character: str) -> bool:
    """Arabic writes articles and some prepositions together with the word."""
    return _ARABIC[0] <= character <= _ARABIC[1]


def _word_end(string: str, end: int, ends_word: bool) -> int:
    """Where the word ends that a term was found in; 0 when the term is only a part of it. A plural s is taken."""
    if not ends_word:
        while end < len(string) and _spaced(string[end]) and _spaced(string[end - 1]):
            end += 1
        return end
    if end < len(string) and _spaced(string[end]):
        plural = string[end] == "s" and not (end + 1 < len(string) and _spaced(string[end + 1]))
        return end + 1 if plural else 0
    return end


def _without_other_senses(hits: list[Hit]) -> list[Hit]:
    """Drops what lies inside a longer topic ("supply chain" in "supply chain finance") or another sense."""
    kept = []
    topic_end = other_end = 0
    topic_span = other_span = (0, 0)
    for hit in hits:
        span = (hit.start, hit.end)
        in_topic = hit.end <= topic_end and span != topic_span
        in_other = hit.end <= other_end and span != other_span
        senses = tuple(s for s in hit.senses if not _shadowed(s.about, in_topic, in_other))
        if not in_topic and any(s.about in _TOPICS for s in senses):
            topic_end, topic_span = hit.end, span
        if not in_other and any(s.about == OTHER_SENSE for s in senses):
            other_end, other_span = hit.end, span
        if senses:
            kept.append(Hit(hit.start, hit.end, senses))
    return kept


def _shadowed(about: str, in_topic: bool, in_other: bool) -> bool:
    return in_other or (in_topic and (about in _TOPICS or about in _FORMS))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    return Lexicon()
