"""The addresses of a sitemap that is damaged or breaks off, so that the rest of its pages are read (rule 3)."""

from __future__ import annotations

import re
from html import unescape

_ROOT = re.compile(r"<(?P<prefix>(?:[\w.-]+:)?)urlset\b", re.IGNORECASE)


def cut_into_locations(text: str) -> list[str]:
    """The addresses that have their end tag; none of a text that is no sitemap of pages or declares entities."""
    root = _ROOT.search(text[:20_000])
    if root is None or "<!ENTITY" in text:
        return []
    tag = re.escape(f"{root['prefix']}loc")  # not <image:loc>
    stated = re.findall(rf"<{tag}\s*>\s*(?:<!\[CDATA\[)?\s*([^<>\[\]]*?)\s*(?:\]\]>)?\s*</{tag}\s*>", text)
    return [unescape(one) for one in stated if one]
