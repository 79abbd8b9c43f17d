"""A resource's effective values in Dublin Core (oai_dc)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from registry.federation.oai_provider import XSI, legal

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XML = "http://www.w3.org/XML/1998/namespace"
_SCHEMA = f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


def dublin_core(effective: Mapping[str, Any]) -> etree._Element:
    """Only what is known; a language that was only recognised from the text is not passed on as stated."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", _SCHEMA)
    language = None if effective.get("language_by") else effective.get("language")
    for name, text in _elements(effective, language):
        element = etree.SubElement(root, f"{{{DC}}}{name}")
        element.text = legal(text)
        if language and name in ("title", "description"):
            element.set(f"{{{XML}}}lang", language)
    return root


def _elements(effective: Mapping[str, Any], language: str | None) -> Iterator[tuple[str, str]]:
    yield "title", effective.get("title", "")
    yield from (("creator", name) for name in effective.get("creators", ()))
    yield from (("subject", term) for term in effective.get("subjects", ()))
    for element, field in (("description", "description"), ("publisher", "publisher"), ("date", "published")):
        if effective.get(field):
            yield element, effective[field]
    yield from (("date", o["start"]) for o in effective.get("occurrences", ()))
    if effective.get("type"):
        yield "type", effective["type"]
    if effective.get("url"):
        yield "identifier", effective["url"]
    yield from (("identifier", identifier) for identifier in effective.get("identifiers", ()))
    if language:
        yield "language", language
    yield from (("coverage", economy) for economy in effective.get("economies", ()))
    if effective.get("licence"):
        yield "rights", effective["licence"]
