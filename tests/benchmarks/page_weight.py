"""The bytes of the search page over the wire: its HTML as the server sends it, and the style sheet and icon."""

from __future__ import annotations

import gzip
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import html


class Weight(NamedTuple):
    """In bytes. `text`: the visible text alone, compressed."""

    html: int
    parts: int
    text: int


def weight(url: str) -> Weight:
    """Of the page at an address, and of everything that its head links to be loaded with it."""
    sent, page = _loaded(url)
    root = html.fromstring(page)
    linked = root.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src")
    parts = [_loaded(urljoin(url, address))[0] for address in linked]
    return Weight(sent, sum(parts), len(gzip.compress(_visible_text(root).encode())))


def _loaded(url: str) -> tuple[int, bytes]:
    """How many bytes the server sent as the body, and what they are unpacked."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=30)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{url} answered {answer.status}.")
    packed = answer.getheader("Content-Encoding") == "gzip"
    return len(body), gzip.decompress(body) if packed else body


def _visible_text(root: html.HtmlElement) -> str:
    shown = root.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::template)]")
    return "\n".join(folded for text in shown if (folded := " ".join(text.split())))
