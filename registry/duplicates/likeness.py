"""Whether two descriptions are of one thing, or of related ones: by several signs together, never by title alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp
from typing import Any, Literal
from urllib.parse import urlsplit

from registry.duplicates.terms import alike, contained, of_one_script, shingles, terms
from registry.duplicates.words import KIND_OF_ORGANISER, PART, SMALL
from registry.framework.language_recognition import recognised

Kind = Literal["same", "language", "edition", "series"]

LEAST = 50  # percent: what is less likely the same is not proposed
_LEAST_RELATED = 0.6  # likeness of the titles of related things
_FEW = 14  # pairs of words: a shorter description says too little to be compared
_PROSE = 25  # of which two texts of one thing share at least some
_MOST_TERMS = 400  # of a description that are read

_ROMAN = re.compile(r"[ivx]{1,4}\Z")
_CHINESE_NUMERALS = dict(zip("一二三四五六七八九十", map(str, range(1, 11)), strict=True))
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_NUMERAL = re.compile(r"[(（第]([一二三四五六七八九十])|\b(?:part|module|level|unit) ([a-d])\b")


@dataclass(frozen=True)
class Subject:
    """What is compared of one resource. `values`: its effective values; `organiser`: who offers it, by its source.

    `speaks_for_itself`: the organiser teaches, so that a record without a publisher is its own.
    """

    id: int
    source: int
    values: Mapping[str, Any]
    organiser: str = ""
    speaks_for_itself: bool = True

    @cached_property
    def title_in_order(self) -> list[str]:
        return terms(self.values.get("title") or "")

    @cached_property
    def title(self) -> frozenset[str]:
        return frozenset(self.title_in_order)

    @cached_property
    def text(self) -> list[str]:
        return terms((self.values.get("description") or "")[:4000])[:_MOST_TERMS]

    @cached_property
    def pairs(self) -> frozenset[str]:
        return shingles(self.text)

    @cached_property
    def name(self) -> list[str]:
        """Words of the name of who offers it; none where only a platform is known."""
        stated = terms(self.values.get("publisher") or "")
        own = terms(self.organiser)
        if not stated or set(stated) <= set(own):
            stated = own if self.speaks_for_itself else []
        return [term for term in stated if term not in SMALL]

    @cached_property
    def telling_name(self) -> frozenset[str]:
        return frozenset(self.name) - KIND_OF_ORGANISER or frozenset(self.name)

    @cached_property
    def identifiers(self) -> frozenset[str]:
        return frozenset(str(one) for one in self.values.get("identifiers") or ())

    @cached_property
    def language(self) -> str:
        return str(self.values.get("language") or "").partition("-")[0]

    @cached_property
    def days(self) -> frozenset[str]:
        return frozenset(str(one["start"])[:10] for one in self.values.get("occurrences") or ())

    @cached_property
    def site(self) -> str:
        try:
            return (urlsplit(self.values.get("url") or "").hostname or "").removeprefix("www.")
        except ValueError:
            return ""

    @cached_property
    def years(self) -> frozenset[str]:
        return frozenset(term for term in self.title if _YEAR.match(term))

    @cached_property
    def numerals(self) -> frozenset[str]:
        """Numbers of parts: 2, II, （二）, Part B."""
        found = {term for term in self.title if (term.isdecimal() and len(term) < 3) or _ROMAN.match(term)}
        for chinese, letter in _NUMERAL.findall((self.values.get("title") or "").lower()):
            found.add(_CHINESE_NUMERALS.get(chinese, letter))
        return frozenset(found)


@dataclass(frozen=True)
class Sign:
    """One reason of a judgement. `degree`: in percent, where there are degrees."""

    name: str
    degree: int | None = None


@dataclass(frozen=True)
class Likeness:
    """`score`: how likely they are the same, in percent; of related ones, how alike they are."""

    kind: Kind
    score: int
    signs: tuple[Sign, ...]


def likeness(first: Subject, second: Subject) -> Likeness | None:
    """None for two different things. It does not matter which comes first."""
    measured = _Measured(first, second)
    kind = _relation(first, second, measured)
    score = round(100 * measured.probability)
    if kind == "same":
        if score < LEAST or not measured.more_than_title:
            return None
    elif measured.title < _LEAST_RELATED or not (measured.organiser == 1 or measured.text >= 0.5):
        return None
    else:
        score = round(100 * measured.title)
    return Likeness(kind, score, tuple(measured.signs()))


class _Measured:
    """How far two subjects agree, sign by sign."""

    def __init__(self, first: Subject, second: Subject) -> None:
        self.first, self.second = first, second
        titles = of_one_script(first.title, second.title)
        self.title, self.only_first, self.only_second = alike(*titles)
        self.compared_text = min(len(first.pairs), len(second.pairs)) >= _FEW
        self.prose = min(len(first.pairs), len(second.pairs)) >= _PROSE
        self.text = contained(first.pairs, second.pairs) if self.compared_text else 0.0
        self.length = _ratio(len(first.pairs), len(second.pairs)) if self.compared_text else 0.0
        self.duration = _agree(first.values.get("duration"), second.values.get("duration"))
        self.organiser = _same_name(first, second)
        self.one_source = first.source == second.source
        self.other_address = bool(first.site) and first.site == second.site
        self.same_days = bool(first.days & second.days)
        self.same_identifier = bool(first.identifiers & second.identifiers)

    @property
    def apart(self) -> bool:
        """Each title has words that the other lacks."""
        return bool(self.only_first and self.only_second)

    @property
    def more_than_title(self) -> bool:
        if self.same_days or self.same_identifier:
            return True
        if self.one_source:  # all of it is by one organiser
            return self.text >= 0.6
        return self.organiser == 1 or self.text >= 0.3

    @property
    def weights(self) -> Iterator[tuple[float, float]]:
        """How far each sign is there, 0 to 1 or -1 to 1, with its weight."""
        yield self.title, 4.2
        yield self.title > 0.96, 0.8
        yield self.apart, -0.8
        yield self.text, 2.0
        yield self.text * self.length, 0.3
        yield self.prose and self.text < 0.12, -0.8
        yield self.organiser == 1, 1.8
        yield self.organiser == -1, -2.0
        yield self.same_days, 1.5
        yield self.same_identifier, 2.5
        yield self.duration, 0.6
        yield self.one_source, -0.5
        yield self.other_address and not self.one_source, -2.2

    @property
    def probability(self) -> float:
        """By a logistic function; the weights are rounded from a regression on half of the labelled pairs."""
        return 1 / (1 + exp(4.6 - sum(value * weight for value, weight in self.weights)))

    def signs(self) -> Iterator[Sign]:
        yield Sign("title", round(100 * self.title))
        if self.compared_text:
            yield Sign("text", round(100 * self.text))
        if self.compared_text and self.text >= 0.5:
            yield Sign("length", round(100 * self.length))
        if self.duration:
            yield Sign("same duration" if self.duration == 1 else "other duration")
        if self.organiser:
            yield Sign("same organiser" if self.organiser == 1 else "other organiser")
        if self.same_identifier:
            yield Sign("same identifier")
        if self.same_days:
            yield Sign("same dates")
        if self.first.language and self.first.language == self.second.language:
            yield Sign("same language")
        if self.one_source:
            yield Sign("one source")
        elif self.other_address:
            yield Sign("two addresses of one site")


def _relation(first: Subject, second: Subject, measured: _Measured) -> Kind:
    if _agree(first.language, second.language) == -1 and not _misstated(first, second):
        return "language"
    if first.years and second.years and first.years != second.years:
        return "edition"
    if first.days and second.days and not measured.same_days:
        return "edition"
    if first.numerals != second.numerals or bool(PART & (measured.only_first | measured.only_second)):
        return "series"
    # One source calls two things differently, be it by the order of the words.
    return "same" if not measured.one_source or first.title_in_order == second.title_in_order else "series"


def _misstated(first: Subject, second: Subject) -> bool:
    """Whether two texts that are said to be in two languages are in one."""
    written = {_written_in(first), _written_in(second)}
    return len(written) == 1 and None not in written


def _written_in(subject: Subject) -> str | None:
    """The language of the text, or of the title where there is hardly a text."""
    prose = len(subject.pairs) >= _PROSE
    return recognised(str(subject.values["description"] if prose else subject.values.get("title") or ""))


def _same_name(first: Subject, second: Subject) -> int:
    """1: the same organiser, as far as names tell; -1: another; 0: unknown."""
    if not first.name or not second.name:
        return 0
    if contained(first.telling_name, second.telling_name) > 0.6:
        return 1
    return 1 if _initials(first.name) in second.name or _initials(second.name) in first.name else -1


def _initials(name: Sequence[str]) -> str:
    """MIT for Massachusetts Institute of Technology; nothing where a name is too short for it."""
    return "".join(word[0] for word in name) if len(name) > 2 else ""


def _agree(first: object, second: object) -> int:
    """1 where two stated values are equal, -1 where they are not, 0 where one is unknown."""
    if not first or not second:
        return 0
    return 1 if first == second else -1


def _ratio(first: int, second: int) -> float:
    """Of the smaller to the larger."""
    return min(first, second) / max(first, second, 1)
