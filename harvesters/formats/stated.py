"""Plain texts as records state them, repeatedly and in several languages: which of them say what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harvesters.context import Context
from harvesters.values.dates import instant
from harvesters.values.identifiers import doi, identifier, web_address
from harvesters.words import words

_EMPTY_LINE = re.compile(r"\n\s*\n")


@dataclass(slots=True)
class Stated:
    text: str
    language: str | None  # of this text, as a BCP 47 tag


def texts(values: Iterable[Stated]) -> list[str]:
    return [value.text for value in values]


def first(values: Iterable[str | None]) -> str | None:
    for value in values:  # next() with a generator takes twice as long, on every record there is
        if value:
            return value
    return None


def folded(text: str) -> str:
    """Without the indentation of the XML; empty lines part paragraphs."""
    if "\n" not in text:
        return text.strip()
    return "\n\n".join(" ".join(part.split()) for part in _EMPTY_LINE.split(text.strip()))


def in_language(values: Sequence[Stated], language: str | None) -> str | None:
    """The first value in the record's own language, else the first."""
    primary = _primary(language)
    own = [value.text for value in values if primary and _primary(value.language) == primary]
    return first(own or texts(values))


def paragraphs(values: Sequence[Stated], language: str | None) -> str | None:
    """All values in the language of the preferred one: repositories give each paragraph its element."""
    if len(values) == 1:
        return values[0].text
    preferred = in_language(values, language)
    chosen = next((value.language for value in values if value.text == preferred), None)
    same = (value.text for value in values if _primary(value.language) == _primary(chosen))
    return "\n\n".join(dict.fromkeys(same)) or None


def link(stated: Sequence[str]) -> str | None:
    """The first web address, one that is no DOI before one that is."""
    addresses = [found for text in stated if (found := web_address(text))]
    own = (found for found in addresses if doi(found) is None)
    resolved = (f"https://doi.org/{name.removeprefix('doi:')}" for name in map(doi, stated) if name)
    return next(own, None) or next(resolved, None)


def names_of(stated: Iterable[str]) -> tuple[str, ...]:
    """Identifiers: anything but an ordinary web address, which is where a resource is, not what it is called."""
    names = (identifier(text) for text in stated)
    return tuple(name for name in names if name and web_address(name) is None)


def address_first(stated: Sequence[str]) -> str | None:
    """Of several texts that say the same (a licence), an address, which says it more exactly than a sentence."""
    return first(text for text in stated if web_address(text)) or first(stated)


def date(field: str, stated: Iterable[str], context: Context) -> str | None:
    """The first date that is understood, in the order and zone that the settings state; a warning for others."""
    order, zone = context.settings.get("date_order"), context.settings.get("zone")
    found = [(text, instant(text, order=order, zone=zone)) for text in stated]
    for text, understood in found:
        if understood is None:
            context.warn(
                field,
                words("“%(value)s” is no date that is understood.", value=text[:80]),
                words("Give dates as 2026-12-02."),
            )
    return first(understood for _, understood in found)


def _primary(tag: str | None) -> str | None:
    return tag.partition("-")[0] if tag else None
