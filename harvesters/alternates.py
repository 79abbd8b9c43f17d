"""The feeds that an HTML page names as alternates of itself."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html

from harvesters.values.identifiers import web_address


def alternates(page: str, address: str, media_types: frozenset[str]) -> Iterator[str]:
    """The addresses of `<link rel="alternate">` elements of these media types, in the page's order."""
    try:
        root = html.document_fromstring(page.encode(), html.HTMLParser(encoding="utf-8", no_network=True))
    except etree.ParserError:
        return  # a tag and nothing else
    bases = [element.get("href", "") for element in root.iter("base")]
    base = (web_address(bases[0], address) if bases else None) or address
    for link in root.iter("link"):
        found = web_address(link.get("href", ""), base)
        stated = (link.get("type") or "").partition(";")[0].strip().lower()
        if found and stated in media_types and "alternate" in (link.get("rel") or "").lower().split():
            yield found
