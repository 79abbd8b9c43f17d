"""Cuts a feed that is no well-formed XML into single entries, so that one bad entry costs one entry (rule 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = re.compile(r"<(?P<root>rss|feed|(?:\w+:)?RDF)\b(?P<attributes>[^>]*)>", re.IGNORECASE)
_START = re.compile(r"<(?P<tag>item|entry)\b[^>]*>", re.IGNORECASE)
_END = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]|\s([A-Za-z_][\w.-]*):[\w.-]+\s*=\s*[\"']")
_DECLARED = re.compile(r"\bxmlns:([\w.-]+)\s*=")

# What feeds mean by a prefix that they forget to declare.
_USUAL = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A damaged feed in pieces, each a feed of one entry. `whole`: nothing is missing behind the last piece."""

    entries: list[str]
    whole: bool


def cut_into_entries(text: str) -> Cut | None:
    """None for a text that is no feed, or that declares entities."""
    head = _HEAD.search(text[:20_000])
    if head is None or "<!ENTITY" in text or "<!DOCTYPE" in text[: head.start()].upper():
        return None
    opening, closing = _wrapping(head, text)
    pieces = [opening + piece + closing for piece in _pieces(text, head.end())]
    return Cut(entries=pieces, whole=f"</{head['root']}".lower() in text[-2000:].lower())


def _pieces(text: str, position: int) -> list[str]:
    """Each entry from its start tag to its end tag; one that lacks its own ends where the next one starts."""
    pieces = []
    while start := _START.search(text, position):
        following = _START.search(text, start.end())
        limit = following.start() if following else len(text)
        end = _END.search(text, start.end(), limit)
        position = end.end() if end else limit
        if end or following:  # an entry that the text breaks off in is told by the feed's missing end
            pieces.append(text[start.start() : position])
    return pieces


def _wrapping(head: re.Match[str], text: str) -> tuple[str, str]:
    declared = set(_DECLARED.findall(head["attributes"]))
    used = {first or second for first, second in _PREFIX.findall(text)} - {"xml", "xmlns"}
    missing = "".join(
        f' xmlns:{prefix}="{_USUAL.get(prefix.lower(), f"urn:undeclared:{prefix}")}"'
        for prefix in sorted(used - declared)
    )
    attributes = head["attributes"].rstrip("/")
    return f"<{head['root']}{attributes}{missing}>", f"</{head['root']}>"
