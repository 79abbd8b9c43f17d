"""The rater's lexicon: terms of many languages in one automaton, and where a text uses them.

The tables and their columns are described in lexicon/README.md.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from ahocorasick_rs import AhoCorasick

from registry.framework.economies import names_in_texts
from registry.framework.folded_text import FoldedText, folded
from registry.framework.rubric import DEPTH_CELLS

FOLDER = Path(__file__).parent / "lexicon"
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.tsv") if path.stem != "han"))

OTHER_SENSE = "other-sense"
SHORTEST_NAME = 4
LONGEST_SHORT_WORD = 8
# English words turn up in texts of every language; Indonesian and Malay share theirs.
_SHARED_BY = {language: frozenset((language,)) for language in LANGUAGES} | {
    "en": frozenset(),
    "id": frozenset(("id", "ms", "in")),
    "ms": frozenset(("id", "ms", "in")),
    "fil": frozenset(("fil", "tl")),
}
_TOPICS = frozenset((*DEPTH_CELLS, OTHER_SENSE))
_FORMS = frozenset(("online", "offline"))
_NO_CUES = _TOPICS | _FORMS
_BETWEEN = "\x1f"  # of terms that are folded together; no term has it, and folding leaves it
# Of words that spaces set apart. Scripts from Thai on are written without them (Hangul glues particles to words).
_SPACED = frozenset(filter(str.isalnum, map(chr, range(0x0E00))))
_ARABIC = ("\u0600", "\u06ff")
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")


@dataclass(slots=True)
class Sense:
    """One thing that a term tells.

    `only_in`: languages (primary subtags) that a short word has this sense in, since elsewhere it may be
    another word ("kurs", a course in German, a rate of exchange in Indonesian); empty: in any text.
    `value`: what it says of that, where it may be one of several: the industry, the platform, the economy.
    `key` is the term without its ending, so that repetitions can be told from new words.
    """

    about: str
    strength: int
    context: str
    only_in: frozenset[str] = frozenset()
    value: str = ""
    key: str = ""


class Meaning:
    """All senses of a term, and what of them remains inside a longer topic: `cues`.

    `key`: see Sense. `number` puts meanings into a fixed order.
    """

    __slots__ = ("cues", "is_other", "is_topic", "key", "number", "senses")

    def __init__(self, key: str, number: int, senses: Iterable[Sense]) -> None:
        self.key = own = key.removesuffix("*").rstrip("s")
        self.number = number
        self.senses = tuple([Sense(s.about, s.strength, s.context, s.only_in, s.value, own) for s in senses])
        subjects = {s.about for s in self.senses}
        self.is_topic = not _TOPICS.isdisjoint(subjects)
        self.is_other = OTHER_SENSE in subjects
        is_whole = self.is_topic or not _FORMS.isdisjoint(subjects)
        self.cues = tuple([s for s in self.senses if s.about not in _NO_CUES]) if is_whole else self.senses


Hit = tuple[int, int, tuple[Sense, ...]]
"""A term in a text: its place in the folded text, start and end, and what it tells there."""
_Found = tuple[int, int, int, Meaning]
"""Start, end (negative, so that the longest sorts first), number of the meaning, meaning."""
_Term = tuple[bool, Callable[[str, int], int] | None, int, Meaning]
"""Whether it begins a word; what finds its end inside a word, None where words are not told apart by spaces; and as
in what is found."""


def expand(pattern: str) -> Iterator[str]:
    """The terms of a pattern: "letter(s|) of credit" gives two."""
    if "(" not in pattern:
        return iter((pattern,))
    parts = _ALTERNATIVES.split(pattern)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    return map("".join, product(*choices))


class Edit(NamedTuple):
    """A row that a node has added to the tables, or taken out of them (`removed`); the columns are those of a table."""

    language: str
    term: str
    about: str
    strength: int
    context: str
    removed: bool


class Lexicon:
    """All terms of all languages at once: a text may mix languages, and its language may not be known."""

    def __init__(self, folder: Path = FOLDER, edits: Sequence[Edit] = ()) -> None:
        self.digest = digest(folder, edits)
        senses = self._senses(folder, edits)
        self._terms = [
            _term(key, number, known.values()) for number, (key, known) in enumerate(senses.items())
        ]
        self._automaton = AhoCorasick([key.removesuffix("*") for key in senses])

    @staticmethod
    def _senses(folder: Path, edits: Sequence[Edit]) -> dict[str, dict[tuple[str, str], Sense]]:
        """By term, subject and value. Where languages differ, the clearer reading holds for all."""
        stated_by: list[tuple[str, Sense, Sense]] = []
        for pattern, sense in (*_rows(folder, edits), *_economies()):
            anywhere = _anywhere(sense)
            stated_by += [(term, sense, anywhere) for term in expand(pattern)]
        terms: dict[str, dict[tuple[str, str], Sense]] = {}
        keys = _keys([term for term, *_ in stated_by])
        for key, (_, sense, anywhere) in zip(keys, stated_by, strict=True):
            known = terms.setdefault(key, {})
            subject, stated = (sense.about, sense.value), sense if _may_be_another_word(key) else anywhere
            known[subject] = _clearer(known[subject], stated) if subject in known else stated
        return terms

    def hits(self, text: FoldedText) -> list[Hit]:
        """The terms that the text uses, in order, without those that a longer one gives another meaning."""
        folded, terms = text.text, self._terms
        bounded = folded + " "  # so that there is a character after each term, and, by -1, before
        found: list[_Found] = []
        for position, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            starts_word, inside_word, number, meaning = terms[position]
            if starts_word and bounded[start - 1] in _SPACED:
                continue
            if inside_word and bounded[end] in _SPACED and not (end := inside_word(bounded, end)):
                continue
            found.append((start, -end, number, meaning))
        found.sort()  # the longest first
        return _without_other_senses(found)


def _rows(folder: Path, edits: Sequence[Edit]) -> Iterator[tuple[str, Sense]]:
    removed = {(edit.language, edit.term, edit.about) for edit in edits if edit.removed}
    added = (edit for edit in edits if not edit.removed)
    for language, term, stated, strength, context, _ in (*shipped(folder), *added):
        if (language, term, stated) not in removed:
            about, _, value = stated.partition(":")
            yield term, Sense(about, strength, context, _SHARED_BY[language], value)


def shipped(folder: Path = FOLDER) -> Iterator[Edit]:
    """The rows of the tables, as they are."""
    for language in LANGUAGES:
        with (folder / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            columns = itemgetter(*map(next(rows).index, ("term", "about", "strength", "context")))
            for row in rows:
                term, about, strength, context = columns(row)
                yield Edit(language, term, about, int(strength), context, removed=False)


def _may_be_another_word(key: str) -> bool:
    """Short words in Latin letters: longer ones, and several words, hardly mean something else elsewhere."""
    return len(key) <= LONGEST_SHORT_WORD and " " not in key and key.removesuffix("*").isascii()


def _anywhere(sense: Sense) -> Sense:
    return Sense(sense.about, sense.strength, sense.context, value=sense.value) if sense.only_in else sense


def _clearer(one: Sense, other: Sense) -> Sense:
    clearest = max(one, other, key=lambda sense: (sense.strength, sense.context == ""))
    anywhere = not one.only_in or not other.only_in
    return replace(clearest, only_in=frozenset() if anywhere else one.only_in | other.only_in)


def _economies() -> Iterator[tuple[str, Sense]]:
    """All economies by name. Short names in letters are left out: "usa" is a verb in Spanish."""
    for code, name in names_in_texts():
        if len(name) >= SHORTEST_NAME or (len(name) > 1 and folded(name)[0] not in _SPACED):
            yield name.replace("(", "").replace(")", ""), Sense("economy", 1, "", value=code)


def _keys(patterns: Sequence[str]) -> Iterator[str]:
    """All are folded as one text: one by one takes four times as long."""
    texts = folded(_BETWEEN.join([pattern.removesuffix("*") for pattern in patterns])).split(_BETWEEN)
    for pattern, text in zip(patterns, texts, strict=True):
        yield text.strip() + ("*" if pattern.endswith("*") else "")


def _term(key: str, number: int, senses: Iterable[Sense]) -> _Term:
    text = key.removesuffix("*")
    starts_word = text[0] in _SPACED and not _arabic(text[0])
    inside_word = (_word_end if key.endswith("*") else _plural_end) if text[-1] in _SPACED else None
    return starts_word, inside_word, number, Meaning(key, number, senses)


def _arabic(character: str) -> bool:
    """Arabic writes articles and some prepositions together with the word."""
    return _ARABIC[0] <= character <= _ARABIC[1]


@cache
def _both(one: Meaning, other: Meaning) -> Meaning:
    """Of two terms that end alike, one of them open: each subject once."""
    senses = {(sense.about, sense.value): sense for sense in one.senses}
    for sense in other.senses:
        subject = sense.about, sense.value
        senses[subject] = _clearer(senses[subject], sense) if subject in senses else sense
    return Meaning(one.key, one.number, senses.values())


def _plural_end(bounded: str, end: int) -> int:
    """Where the word ends whose first letters a term is, if an s is all that follows; else 0: it is another word."""
    return end + 1 if bounded[end] == "s" and bounded[end + 1] not in _SPACED else 0


def _word_end(bounded: str, end: int) -> int:
    """The same of a term with any ending."""
    while bounded[end] in _SPACED:
        end += 1
    return end


def _without_other_senses(found: list[_Found]) -> list[Hit]:
    """Drops what lies inside a longer topic ("supply chain" in "supply chain finance") or another sense."""
    hits: list[Hit] = []
    topic_end = other_end = 0
    last = len(found)
    for position, (start, minus_end, _, meaning) in enumerate(found, 1):
        if position < last and found[position][0] == start and found[position][1] == minus_end:
            following = found[position]
            found[position] = (start, minus_end, following[2], _both(following[3], meaning))
            continue
        end = -minus_end
        if end <= other_end:
            continue
        if senses := meaning.cues if end <= topic_end else meaning.senses:
            hits.append((start, end, senses))
        if meaning.is_topic and end > topic_end:
            topic_end = end
        if meaning.is_other:
            other_end = end
    return hits


def digest(folder: Path = FOLDER, edits: Sequence[Edit] = ()) -> str:
    """Eight letters that change when a table does, or an edit."""
    checksum = 0
    for path in sorted(folder.glob("*.tsv")):
        checksum = crc32(path.read_bytes(), checksum)
    for edit in sorted(edits):
        checksum = crc32(repr(tuple(edit)).encode(), checksum)
    return f"{checksum:08x}"


class _Current:
    """The lexicon in use, built when it is first needed."""

    edits: tuple[Edit, ...] = ()
    lexicon: Lexicon | None = None


def use(edits: Sequence[Edit]) -> None:
    """Rates with these edits from now on, in this process."""
    if tuple(edits) != _Current.edits:
        _Current.edits, _Current.lexicon = tuple(edits), None


def lexicon() -> Lexicon:
    if _Current.lexicon is None:
        _Current.lexicon = Lexicon(edits=_Current.edits)
    return _Current.lexicon


@contextmanager
def trying(other: Lexicon) -> Iterator[None]:
    """Within, this process rates by another lexicon."""
    before = _Current.lexicon
    _Current.lexicon = other
    try:
        yield
    finally:
        _Current.lexicon = before
