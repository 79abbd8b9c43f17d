"""Sentences for providers, kept in English together with what they were made of, so that each reader has them in
the language of the page (harvesters/telling.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Wording = list[Any]
"""What a sentence was made of, in JSON: [template], [template, values] or [singular, values, plural], where the
number that decides is values["number"]. A value is a text, a number, or the wording of another sentence."""


class Words(str):
    """An English sentence that remembers its wording."""

    __slots__ = ("wording",)
    wording: Wording

    def each(self, change: Callable[[str], str]) -> Words:
        """The sentence with every text in it that is not ours changed."""
        return made_of(_changed(self.wording, change))


def words(template: str, **values: str | int) -> Words:
    """The sentence of a template with the values in the places of %(name)s; `make messages` finds the template.

    A number is counted, and written as the reader's language does: a year, a status or a line is a text.
    """
    if not values:
        return _kept(template, [template])
    shown, plain = _both(values)
    return _kept(template % shown, [template, plain])


def counted_words(singular: str, plural: str, number: int, **values: str | int) -> Words:
    """As words(), where a number, %(number)s, decides on the form."""
    shown, plain = _both({"number": number, **values})
    return _kept((singular if number == 1 else plural) % shown, [singular, plain, plural])


def made_of(wording: Wording) -> Words:
    """The English sentence of a wording."""
    template, values, plural = (*wording, None, None)[:3]
    inner: dict[str, Any] = {
        name: made_of(v) if isinstance(v, list) else v for name, v in (values or {}).items()
    }
    return counted_words(template, plural, **inner) if plural else words(template, **inner)


def wording_of(said: str) -> Wording | None:
    """What is to be kept beside a text; None where the text itself says it all."""
    return said.wording if isinstance(said, Words) and len(said.wording) > 1 else None


def _kept(text: str, wording: Wording) -> Words:
    said = Words(text)
    said.wording = wording
    return said


def _both(values: dict[str, str | int]) -> tuple[dict[str, str], dict[str, Any]]:
    """The values as English shows them, and as they are kept."""
    shown: dict[str, str] = {}
    plain: dict[str, Any] = {}
    for name, value in values.items():
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
