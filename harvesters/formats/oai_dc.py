"""Dublin Core as OAI-PMH repositories send it (oai_dc): fifteen repeatable elements of plain text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from harvesters.context import Context
from harvesters.problems import SourceProblem, Undescribable
from harvesters.values.dates import instant
from harvesters.values.identifiers import doi, identifier, web_address
from harvesters.values.kinds import resource_type
from harvesters.values.languages import language_tag
from harvesters.xml import parsed
from registry.catalogue.description import Description
from registry.framework.economies import economy

_EMPTY_LINE = re.compile(r"\n\s*\n")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class _Value(NamedTuple):
    text: str
    language: str | None  # of this value (xml:lang)


def describe(payload: bytes, context: Context) -> Description:
    """Maps the elements of one `oai_dc:dc`; a title in the record's own language is preferred."""
    try:
        elements = _elements(parsed(payload, what="an oai_dc record"))
    except SourceProblem as problem:
        raise Undescribable(problem.problem.reason, problem.problem.advice) from None
    language = _first(language_tag(value.text) for value in elements["language"])
    identifiers = [value.text for value in elements["identifier"]]
    return Description(
        title=_in_language(elements["title"], language),
        description=_paragraphs(elements["description"], language),
        url=_address(identifiers),
        language=language,
        type=resource_type(*_texts(elements["type"])),
        subjects=tuple(_parted(_texts(elements["subject"]))),
        creators=tuple(_texts(elements["creator"])),
        publisher=_first(_texts(elements["publisher"])),
        identifiers=tuple(stated for text in identifiers if (stated := _identifier(text))),
        economies=tuple(code for text in _texts(elements["coverage"]) if (code := economy(text))),
        licence=_licence(_texts(elements["rights"])),
        published=_published(_texts(elements["date"]), context),
    )


def _elements(root: etree._Element) -> dict[str, list[_Value]]:
    """The values of each element by its local name; CDATA and markup inside a value count as its text."""
    found: dict[str, list[_Value]] = defaultdict(list)
    for element in root.iterchildren(tag=etree.Element):
        text = _folded("".join(map(str, element.itertext())) if len(element) else element.text or "")
        if text:
            stated = element.get(_LANGUAGE)
            name = str(element.tag).rpartition("}")[2]
            found[name].append(_Value(text, language_tag(stated) if stated else None))
    return found


def _folded(text: str) -> str:
    """Without the indentation of the XML; empty lines part paragraphs."""
    if "\n" not in text:
        return text.strip()
    return "\n\n".join(" ".join(part.split()) for part in _EMPTY_LINE.split(text.strip()))


def _texts(values: list[_Value]) -> list[str]:
    return [value.text for value in values]


def _in_language(values: list[_Value], language: str | None) -> str | None:
    """The first value in the record's own language, else the first."""
    own = [value.text for value in values if language and _primary(value.language) == _primary(language)]
    return _first(own or _texts(values))


def _paragraphs(values: list[_Value], language: str | None) -> str | None:
    """All values in the language of the preferred one: repositories give each paragraph its element."""
    preferred = _in_language(values, language)
    chosen = next((value.language for value in values if value.text == preferred), None)
    same = (value.text for value in values if _primary(value.language) == _primary(chosen))
    return "\n\n".join(dict.fromkeys(same)) or None


def _primary(tag: str | None) -> str | None:
    return tag.partition("-")[0] if tag else None


def _address(identifiers: list[str]) -> str | None:
    """The first web address, one that is no DOI before one that is."""
    addresses = [found for text in identifiers if (found := web_address(text))]
    own = (found for found in addresses if doi(found) is None)
    resolved = (f"https://doi.org/{name.removeprefix('doi:')}" for name in map(doi, identifiers) if name)
    return next(own, None) or next(resolved, None)


def _identifier(text: str) -> str | None:
    """Anything but an ordinary web address, which is where the resource is, not what it is called."""
    name = identifier(text)
    return None if name and web_address(name) else name


def _parted(terms: list[str]) -> list[str]:
    return [part.strip() for term in terms for part in term.split(";") if part.strip()]


def _licence(rights: list[str]) -> str | None:
    """An address says more than a sentence."""
    return _first(text for text in rights if web_address(text)) or _first(rights)


def _published(dates: list[str], context: Context) -> str | None:
    order = context.settings.get("date_order")
    found = [(text, instant(text, order=order, zone=context.settings.get("zone"))) for text in dates]
    for text, date in found:
        if date is None:
            context.warn(
                "published", f"“{text[:80]}” is no date that is understood.", "Give dates as 2026-12-02."
            )
    return _first(date for _, date in found)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
