"""An organisation's entries as web pages that carry schema.org JSON-LD, and the sitemap that lists them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from lxml import etree

from registry.alliance.content import Entry
from registry.alliance.schema_org import json_ld

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NAMESPACES: dict[Any, str] = {None: SITEMAP}


def sitemap(entries: Sequence[Entry], address: Callable[[Entry], str]) -> bytes:
    """`address` gives where an entry's page is fetched."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap=NAMESPACES)
    for entry in entries:
        url = etree.SubElement(root, f"{{{SITEMAP}}}url")
        etree.SubElement(url, f"{{{SITEMAP}}}loc").text = address(entry)
        etree.SubElement(url, f"{{{SITEMAP}}}lastmod").text = entry.modified.isoformat()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def page(entry: Entry, organisation: str, website: str) -> bytes:
    """An entry's page; it names its own address at the organisation as the canonical one."""
    title = escape(entry.title or "")
    blocks = [entry.broken_markup] if entry.broken_markup else []
    blocks.append(_json(json_ld(entry, organisation, website)))
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(entry.language)}">' if entry.language else "<html>",
        f'<head><meta charset="utf-8"><title>{title}</title>',
        f'<link rel="canonical" href="{escape(entry.url)}">',
        *(f'<script type="application/ld+json">{block}</script>' for block in blocks),
        f"</head><body><main><h1>{title}</h1>",
        *(f"<p>{escape(text)}</p>" for text in entry.paragraphs),
        f'<p><a href="{escape(website)}">{escape(organisation)}</a></p>',
        "</main></body></html>",
    ]
    return "\n".join(lines).encode()


def _json(values: dict[str, Any]) -> str:
    # "<" is written as an escape, so that no text can end the script element.
    return json.dumps(values, ensure_ascii=False, indent=1).replace("<", "\\u003c")
