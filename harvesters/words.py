"""Sentences for providers, kept in English together with what they were made of, so that each reader has them in
the language of the page (harvesters/telling.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

Wording = list[Any]
"""What a sentence was made of, in JSON: [template], [template, values] or [singular, values, plural], where the
number that decides is values["number"]. A value is a text, a number, or the wording of another sentence."""


class Words(str):
    """An English sentence that remembers its wording."""

    __slots__ = ("wording",)
    wording: Wording

    @classmethod
    def of(cls, text: str, wording: Wording) -> Words:
        said = cls(text)
        said.wording = wording
        return said

    def each(self, change: Callable[[str], str]) -> Words:
        """The sentence with every text in it that is not ours changed."""
        return made_of(_changed(self.wording, change))


def words(template: str, **values: object) -> Words:
    """The sentence of a template with the values in the places of %(name)s; `make messages` finds the template.

    A number is counted, and written as the reader's language does: a year, a status or a line is a text.
    An exception says its own words.
    """
    if not values:
        return Words.of(template, [template])
    shown, plain = _both(values)
    return Words.of(template % shown, [template, plain])


def counted_words(singular: str, plural: str, number: int, **values: object) -> Words:
    """As words(), where a number, %(number)s, decides on the form."""
    shown, plain = _both({"number": number, **values})
    return Words.of((singular if number == 1 else plural) % shown, [singular, plain, plural])


def sentences(*said: str) -> str:
    """One sentence after the other, empty ones left out."""
    return _folded(lambda first, more: words("%(first)s %(more)s", first=first, more=more), said)


def all_of(names: Iterable[str]) -> str:
    return _folded(lambda first, more: words("%(first)s and %(more)s", first=first, more=more), names)


def one_of(names: Iterable[str]) -> str:
    return _folded(lambda first, more: words("%(first)s or %(more)s", first=first, more=more), names)


def each_of(meanings: Iterable[str]) -> str:
    return _folded(lambda first, more: words("%(first)s; %(more)s", first=first, more=more), meanings)


def made_of(wording: Wording) -> Words:
    """The English sentence of a wording."""
    template, values, plural = (*wording, None, None)[:3]
    inner: dict[str, Any] = {
        name: made_of(v) if isinstance(v, list) else v for name, v in (values or {}).items()
    }
    return counted_words(template, plural, **inner) if plural else words(template, **inner)


def said_by(error: Exception) -> str:
    """What an exception says, as the sentence that it was raised with."""
    return error.args[0] if error.args and isinstance(error.args[0], Words) else str(error)


def wording_of(said: str) -> Wording | None:
    """What is to be kept beside a text; None where the text itself says it all."""
    return said.wording if isinstance(said, Words) and len(said.wording) > 1 else None


def _folded(join: Callable[[str, str], Words], parts: Iterable[str]) -> str:
    stated = [part for part in parts if part]
    return reduce(join, stated) if stated else ""


def _both(values: dict[str, object]) -> tuple[dict[str, str], dict[str, Any]]:
    """The values as English shows them, and as they are kept."""
    shown: dict[str, str] = {}
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if type(value) is str:  # most of them
            shown[name] = plain[name] = value
            continue
        if isinstance(value, Exception):
            value = said_by(value)
        if isinstance(value, int):
            shown[name], plain[name] = f"{value:,}", value
        elif isinstance(value, Words):
            shown[name], plain[name] = value, value.wording
        else:
            shown[name] = plain[name] = str(value)  # a text of lxml remembers its document
    return shown, plain


def _changed(wording: Wording, change: Callable[[str], str]) -> Wording:
    if len(wording) == 1:
        return wording
    template, values, *plural = wording
    changed = {
        name: _changed(value, change)
        if isinstance(value, list)
        else change(value)
        if isinstance(value, str)
        else value
        for name, value in values.items()
    }
    return [template, changed, *plural]
