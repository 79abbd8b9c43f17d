"""What every description goes through: no markup, no private contacts, nothing oversized or out of place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from harvesters.context import Context
from harvesters.values.contacts import without_contacts
from harvesters.values.identifiers import web_address
from harvesters.values.markup import line, plain
from harvesters.values.storable import storable
from harvesters.words import words
from registry.catalogue.description import Description, Occurrence

TITLE_LENGTH = 500
TEXT_LENGTH = 20_000
LINE_LENGTH = 1_000
LIST_LENGTHS = {
    "subjects": 200,
    "creators": 500,
    "identifiers": 100,
    "audience": 50,
    "economies": 300,
    "forms": 2,
    "occurrences": 2_000,
}

# Nothing but these can be markup, an entity or a character that must not be kept.
_SUSPECT = re.compile(
    r"[<&\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_SHORT = 50  # characters of texts that are worth remembering
_INDENTED = re.compile(r"\s[^\S\n]")  # white space of the document, not of the text
_DATE_OR_TIME = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?)?)?")


def sanitised(description: Description, context: Context) -> Description:
    """The description with plain, bounded text and absolute addresses; each loss is a warning of `context`.

    Settings: `public_contacts` keeps e-mail addresses and telephone numbers (rule 16); `language` is that of
    records which state none.
    """
    cleaner = _Cleaner(context)
    changes: dict[str, Any] = {}
    for name, clean in _CLEANERS.items():
        value = getattr(description, name)
        if value is None or value == ():
            continue
        cleaned = clean(cleaner, name, value)
        if cleaned is not value and cleaned != value:
            changes[name] = cleaned
    if description.language is None and (declared := context.settings.get("language")):
        changes["language"] = declared
    return replace(description, **changes) if changes else description


class _Cleaner:
    """Cleans single values for one record."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.keep_contacts = bool(context.settings.get("public_contacts"))

    def title(self, name: str, text: str) -> str | None:
        return self._cut(name, self._line(text), TITLE_LENGTH)

    def short(self, name: str, text: str) -> str | None:
        return self._cut(name, self._line(text), LINE_LENGTH)

    def text(self, name: str, text: str) -> str | None:
        if _SUSPECT.search(text) or _INDENTED.search(text):
            text = plain(text)
        text = text.strip()
        return self._cut(name, text if self.keep_contacts else without_contacts(text), TEXT_LENGTH)

    def address(self, name: str, text: str) -> str | None:
        found = web_address(text, self.context.base)
        if found is None:
            self.context.warn(
                name,
                words("“%(value)s” is no web address.", value=text[:80]),
                words("Give a full http or https address."),
            )
        return found

    def date(self, name: str, text: str) -> str | None:
        if _DATE_OR_TIME.fullmatch(text):
            return text
        self.context.warn(
            name, words("“%(value)s” is no date.", value=text[:80]), words("Give dates as 2026-12-02.")
        )
        return None

    def day(self, name: str, text: str) -> str | None:
        """A date or time that is exact to the day, as a session's must be."""
        return self.date(name, text if len(text) >= len("2026-12-02") else f"{text} (no day)")

    def lines(self, name: str, values: Iterable[str]) -> tuple[str, ...]:
        cleaned = dict.fromkeys(line for value in values if (line := self._line(value)[:LINE_LENGTH]))
        return self._bounded(name, tuple(cleaned))

    def as_stated(self, name: str, values: Iterable[str]) -> tuple[str, ...]:
        stripped = (storable(value).strip()[:LINE_LENGTH] for value in values)
        cleaned = dict.fromkeys(value for value in stripped if value)
        return self._bounded(name, tuple(cleaned))

    def key(self, name: str, text: str) -> str:
        return storable(text)[:LINE_LENGTH]

    def occurrences(self, name: str, values: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
        cleaned = dict.fromkeys(one for value in values if (one := self._occurrence(value)))
        return self._bounded(name, tuple(cleaned))

    def _occurrence(self, occurrence: Occurrence) -> Occurrence | None:
        if self.day("occurrences.start", occurrence.start) is None:
            return None
        changes: dict[str, Any] = {}
        for field, clean in _OCCURRENCE_CLEANERS.items():
            value = getattr(occurrence, field)
            if value is not None and (cleaned := clean(self, f"occurrences.{field}", value)) != value:
                changes[field] = cleaned
        end = changes.get("end", occurrence.end)
        if end is not None and _before(end, occurrence.start):
            self.context.warn(
                "occurrences.end",
                words("It ends (%(end)s) before it starts (%(start)s).", end=end, start=occurrence.start),
                words("Correct the end."),
            )
            changes["end"] = None
        return replace(occurrence, **changes) if changes else occurrence

    def _line(self, text: str) -> str:
        return (
            _short_line(text, self.keep_contacts) if len(text) <= _SHORT else _line(text, self.keep_contacts)
        )

    def _cut(self, name: str, text: str, length: int) -> str | None:
        if len(text) <= length:
            return text or None
        self.context.warn(
            name,
            words(
                "It is %(number)s characters long and was cut at %(length)s.", number=len(text), length=length
            ),
            words("Make it shorter."),
        )
        return text[: length - 1].rstrip() + "…"

    def _bounded(self, name: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        most = LIST_LENGTHS[name]
        if len(values) > most:
            self.context.warn(
                name,
                words(
                    "%(number)s values are stated, the first %(most)s were taken.",
                    number=len(values),
                    most=most,
                ),
            )
        return values[:most]


def _line(text: str, keep_contacts: bool) -> str:
    text = line(text) if _SUSPECT.search(text) else " ".join(text.split())
    return text if keep_contacts else without_contacts(text)


_short_line = lru_cache(maxsize=5_000)(_line)  # subjects, names and licences, which many records share


def _before(end: str, start: str) -> bool:
    """Compares what both state: whole times of one kind, else their dates."""
    if end.endswith("Z") != start.endswith("Z") or ("T" in end) != ("T" in start):
        end, start = end[:10], start[:10]
    length = min(len(end), len(start))
    return end[:length] < start[:length]


_CLEANERS: dict[str, Callable[[_Cleaner, str, Any], Any]] = {
    "title": _Cleaner.title,
    "description": _Cleaner.text,
    "url": _Cleaner.address,
    "image": _Cleaner.address,
    "subjects": _Cleaner.lines,
    "creators": _Cleaner.lines,
    "publisher": _Cleaner.short,
    "identifiers": _Cleaner.as_stated,
    "occurrences": _Cleaner.occurrences,
    "forms": _Cleaner.as_stated,
    "level": _Cleaner.short,
    "audience": _Cleaner.lines,
    "economies": _Cleaner.as_stated,
    "access": _Cleaner.text,
    "licence": _Cleaner.short,
    "published": _Cleaner.date,
    "modified": _Cleaner.date,
    "in_force": _Cleaner.date,
    "authority": _Cleaner.short,
    "replaced_by": _Cleaner.short,
}
_OCCURRENCE_CLEANERS: dict[str, Callable[[_Cleaner, str, str], str | None]] = {
    "end": _Cleaner.day,
    "key": _Cleaner.key,
    "place": _Cleaner.short,
    "url": _Cleaner.address,
    "registration": _Cleaner.short,
}
