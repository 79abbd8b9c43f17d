"""Dublin Core as OAI-PMH repositories send it (oai_dc): fifteen repeatable elements of plain text."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from lxml import etree

from harvesters.context import Context
from harvesters.formats.stated import (
    Stated,
    address_first,
    date,
    first,
    folded,
    in_language,
    link,
    names_of,
    paragraphs,
    texts,
)
from harvesters.problems import SourceProblem, Undescribable
from harvesters.values.kinds import resource_type
from harvesters.values.languages import language_tag
from harvesters.words import words
from harvesters.xml import parsed
from registry.catalogue.description import Description
from registry.framework.economies import economy

_WHAT = words("an oai_dc record")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def describe(payload: bytes, context: Context) -> Description:
    """Maps the elements of one `oai_dc:dc`; a title in the record's own language is preferred."""
    try:
        elements = _elements(parsed(payload, what=_WHAT))
    except SourceProblem as problem:
        raise Undescribable(problem.problem.reason, problem.problem.advice) from None
    language = first(language_tag(value.text) for value in elements["language"])
    identifiers = texts(elements["identifier"])
    return Description(
        title=in_language(elements["title"], language),
        description=paragraphs(elements["description"], language),
        url=link(identifiers),
        language=language,
        type=resource_type(*texts(elements["type"])),
        subjects=tuple(_parted(texts(elements["subject"]))),
        creators=tuple(texts(elements["creator"])),
        publisher=first(texts(elements["publisher"])),
        identifiers=names_of(identifiers),
        economies=tuple(code for text in texts(elements["coverage"]) if (code := economy(text))),
        licence=address_first(texts(elements["rights"])),
        published=date("published", texts(elements["date"]), context),
    )


def _elements(root: etree._Element) -> dict[str, list[Stated]]:
    """The values of each element by its local name; CDATA and markup inside a value count as its text."""
    found: dict[str, list[Stated]] = defaultdict(list)
    for element in root.iterchildren(tag=etree.Element):
        text = folded("".join(map(str, element.itertext())) if len(element) else element.text or "")
        if text:
            stated = element.get(_LANGUAGE)
            found[_local(element.tag)].append(Stated(text, language_tag(stated) if stated else None))
    return found


@lru_cache(maxsize=200)
def _local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _parted(terms: list[str]) -> list[str]:
    return [part.strip() for term in terms for part in term.split(";") if part.strip()]
