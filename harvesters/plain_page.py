"""A page without markup of a training: whether it is about something, and what its head and main text say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from harvesters.web_page import WebPage
from harvesters.words import words

# Names of meta elements that state a title, the most exact first.
TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
LEAST_TEXT = 400  # Latin characters of main text; less is a stub, a form or a list of links
MOST_LINKED = 1 / 3  # of a page's words; a page of more is there to lead on
LONGEST_TEXT = 15_000  # characters that are kept, for rating and for readers
MOST_MARKUP = 1_000_000  # characters of a page whose main text is looked for, which takes its time

_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_AROUND = ("script", "style", "noscript", "template", "nav", "header", "footer", "title", "head")
_NO_CONTENT = re.compile(
    r'"@type"\s*:\s*(?:\[[^\]]*?)?"(?:https?://schema\.org/)?'
    r'(ContactPage|AboutPage|CheckoutPage|SearchResultsPage|ProfilePage|CollectionPage)"'
)


@dataclass(frozen=True, slots=True)
class Plain:
    """The payload of a record of the format `page`, or why the page is none."""

    payload: bytes = b""
    missing: str = ""


def read(page: WebPage) -> Plain:
    """Takes a page that has a title and a main text, and does not mainly lead to other pages."""
    if why := _unsuited(page):
        return Plain(missing=why)
    text = _main_text(page)
    if _weight(text) < LEAST_TEXT:
        return Plain(missing=words("too little main text to be described"))
    if (share := _linked(page)) >= MOST_LINKED:
        return Plain(
            missing=words("mostly links to other pages (%(share)s of its words)", share=format(share, ".0%"))
        )
    said = {
        "metadata": page.metadata,
        "title": page.heading("title"),
        "heading": page.heading("h1"),
        "language": page.language,
        "canonical": page.link("canonical"),
        "licence": page.link("license"),
        "text": text[:LONGEST_TEXT],
    }
    return Plain(payload=_written(said))


def _unsuited(page: WebPage) -> str:
    if not page.heading("title", "h1") and page.metadata.keys().isdisjoint(TITLES):
        return words("no title")
    if any("noindex" in said.lower() for said in page.metadata.get("robots", ())):
        return words("the wish not to be indexed (robots)")
    if stated := _NO_CONTENT.search(page.text):
        return words("the statement that it is a %(value)s", value=stated[1])
    if len(page.text) > MOST_MARKUP:
        return words("more than %(most)s characters", most=MOST_MARKUP)
    return ""


def _main_text(page: WebPage) -> str:
    import trafilatura  # takes long, and only such pages need it

    return trafilatura.extract(page.text, include_comments=False, favor_precision=True) or ""


def _weight(text: str) -> int:
    """The length in Latin characters: an ideograph says about as much as three."""
    return len(text) + 2 * len(_IDEOGRAPH.findall(text))


def _linked(page: WebPage) -> float:
    """The share of the words that readers see which are links, what stands around the content left out."""
    body = page.root.find("body")
    seen = linked = 0
    depth, hidden = 0, 0
    for event, element in etree.iterwalk(page.root if body is None else body, events=("start", "end")):
        is_tag = isinstance(element.tag, str)
        step = 1 if event == "start" else -1
        if is_tag and element.tag in _AROUND:
            hidden += step
        if is_tag and element.tag == "a":
            depth += step
        text = (element.text if is_tag else "") if event == "start" else element.tail
        length = 0 if hidden or not text else len(" ".join(text.split()))
        seen += length
        linked += length if depth else 0
    return linked / seen if seen else 1.0


def _written(said: dict[str, Any]) -> bytes:
    known = {name: value for name, value in said.items() if value}
    return json.dumps(known, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        errors="ignore"
    )
