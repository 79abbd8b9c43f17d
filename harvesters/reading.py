"""The known values of a record's fields as text: paths followed, maps applied, words for unknown left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from harvesters.context import Context
from harvesters.paths import JsonPlace, PathProblem, Place
from harvesters.values.numbers import whole_number
from harvesters.words import words

UNKNOWN = frozenset(
    {
        *("", "-", "–", "—", "na", "n/a", "#n/a", "nan", "null", "none", "unknown", "not-mentioned"),
        *("not mentioned", "not specified", "notspecified", "not available"),
    }
)

Spec = Mapping[str, Any]
"""How one value is read: an object of the settings, such as {"path": "name", "split": ";"}."""

Value = TypeVar("Value")

_ONE = r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*"""
_ESCAPE = re.compile(r"\\(?:(?P<code>x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})|.)", re.DOTALL)
_BRACKETED = re.compile(rf"\[(?:{_ONE}(?:,{_ONE})*)?,?\s*\]")


class Reader:
    """Reads one record, or one session of it, by the settings of its source.

    Warnings go to `context`; without one they are dropped.
    """

    def __init__(self, place: Place, settings: Mapping[str, Any], context: Context | None = None) -> None:
        self.place = place
        self.settings = settings
        self.context = context
        self._common = {name: settings.get(name) for name in ("date_order", "calendar", "zone")}
        self._unknown = UNKNOWN.union(_folded(settings.get("unknown", ())))

    def within(self, name: str, path: str) -> list[Reader]:
        """A reader for each place that a path leads to."""
        return [Reader(place, self.settings, self.context) for place in self._places(name, path)]

    def first(self, name: str, stated: Any, understand: Callable[[str, Spec], Value | None]) -> Value | None:
        """The first value of a field that is known and understood; warns when none of several is."""
        strange = ""
        for text, spec in self.texts(name, stated):
            value = understand(text, spec)
            if value is not None:
                return value
            strange = strange or text
        if strange:
            self.not_understood(name, strange)
        return None

    def every(
        self, name: str, stated: Any, understand: Callable[[str, Spec], Value | None]
    ) -> tuple[Value, ...]:
        """All values of a field that are understood; warns of each other one."""
        values = []
        for text, spec in self.texts(name, stated):
            value = understand(text, spec)
            if value is None:
                self.not_understood(name, text)
            else:
                values.append(value)
        return tuple(values)

    def texts(self, name: str, stated: Any) -> Iterator[tuple[str, Spec]]:
        """The known values of a field as the settings state it, each with the object that it was read by.

        The object also holds what the settings state for all fields: `date_order`, `calendar` and `zone`.
        """
        for one in stated if isinstance(stated, list) else [stated]:
            spec = self._common | ({"path": one} if isinstance(one, str) else one)
            unknown = _folded(spec["unknown"]) if "unknown" in spec else self._unknown
            for said in self._said(name, spec):
                for part in parts(said, spec.get("split")):
                    if part.casefold() not in unknown:
                        yield from ((meaning, spec) for meaning in self._meanings(name, part, spec))

    def not_understood(self, name: str, text: str, advice: str = "") -> None:
        self.warn(
            name,
            words("“%(value)s” is not understood and stays unknown.", value=text[:80]),
            advice or _ADVICE.get(name, ""),
        )

    def warn(self, name: str, reason: str, advice: str = "") -> None:
        if self.context is not None:
            self.context.warn(name, reason, advice)

    def _said(self, name: str, spec: Spec) -> Iterator[str]:
        """What the record says before it is split and mapped."""
        if "constant" in spec:
            yield JsonPlace(spec["constant"]).text() or ""
        elif "join" in spec:
            yield self._joined(name, spec)
        elif "parts" in spec:
            yield self._date_of_parts(name, spec["parts"])
        else:
            yield from self._values(name, spec["path"])

    def _values(self, name: str, path: str) -> Iterator[str]:
        for place in self._places(name, path):
            text = place.text()
            if text is None:
                self.warn(
                    name,
                    words("`%(path)s` leads to an object, not to a text.", path=path),
                    words("State a path to a value in it."),
                )
            else:
                yield text.strip()

    def _places(self, name: str, path: str) -> list[Place]:
        try:
            return self.place.find(path)
        except PathProblem as problem:
            self.warn(
                name,
                words("`%(path)s` cannot be followed: %(problem)s.", path=path, problem=problem),
                words("Correct the path in the settings."),
            )
            return []

    def _joined(self, name: str, spec: Spec) -> str:
        known = [text for path in spec["join"] for text, _ in self.texts(name, path)]
        joiner: str = spec.get("joiner", ", ")
        return joiner.join(dict.fromkeys(known))

    def _date_of_parts(self, name: str, paths: Mapping[str, str]) -> str:
        part = {key: next((text for text, _ in self.texts(name, path)), "") for key, path in paths.items()}
        date = part.get("date", "") or date_of(
            part.get("year", ""), part.get("month", ""), part.get("day", "")
        )
        return f"{date} {part.get('time', '')}".strip() if date else ""

    def _meanings(self, name: str, text: str, spec: Spec) -> list[str]:
        """What a value stands for by the field's value map: one text or several, none for unknown."""
        if "values" not in spec:
            return [text]
        key = text.casefold()
        named = [meaning for value, meaning in spec["values"].items() if value.strip().casefold() == key]
        if not named:
            self.not_understood(name, text, words("Add it to the field's `values` in the settings."))
            return []
        meant = named[0] if isinstance(named[0], list) else [named[0]]
        return [said for value in meant if (said := JsonPlace(value).text())]


def parts(text: str, separators: str | list[str] | None) -> list[str]:
    """The values inside one text: those of a list in brackets, ['a', 'b'], or between separators."""
    if _BRACKETED.fullmatch(text):
        return [_unescaped(a or b) for a, b in re.findall(_ONE, text)]
    for separator in [separators] if isinstance(separators, str) else separators or []:
        if separator in text:
            return [part.strip() for part in text.split(separator)]
    return [text]


def date_of(year: str, month: str, day: str) -> str:
    """A date in one text out of its parts, as much of it as is known; empty without a year of four digits."""
    if not re.fullmatch(r"\d{4}", year):
        return ""
    if month.isdecimal():
        numbers = [number for part in (month, day) if (number := whole_number(part)) is not None]
        return "-".join([year, *(f"{number:02d}" for number in numbers)])
    return f"{day} {month} {year}".strip()


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text).strip()


def _character(escape: re.Match[str]) -> str:
    if escape["code"]:
        return chr(int(escape["code"][1:], 16))
    return " " if escape[0] in (r"\n", r"\r", r"\t") else escape[0][1:]


def _folded(words: Any) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in words)


_DATE_ADVICE = words("Write dates as 2026-12-02, or state `date_order` in the settings.")
_ADVICE = {
    "language": words("Write a language tag such as zh-Hans, or map the value in the settings."),
    "type": words("Map the source's own types in the settings (`values`)."),
    "published": _DATE_ADVICE,
    "modified": _DATE_ADVICE,
    "occurrences.start": _DATE_ADVICE,
    "occurrences.end": _DATE_ADVICE,
    "occurrences.zone": words("Write a time zone as Asia/Shanghai or +08:00."),
    "economies": words(
        "Write the name or the ISO 3166 code of one economy, or map the value in the settings."
    ),
    "occurrences.economy": words(
        "Write the name or the ISO 3166 code of one economy, or map the value in the settings."
    ),
    "price": words("Write one amount with its currency, such as USD 20."),
    "currency": words("Write the ISO 4217 code of the currency."),
    "duration": words("Write the duration in ISO 8601 (PT14H) or as “14 hours”."),
    "forms": words("Write online, offline or hybrid, or map the value in the settings."),
    "occurrences.form": words("Write online or offline, or map the value in the settings."),
}
