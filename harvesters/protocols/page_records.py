"""What the page or document at one address holds: the records of its markup, or itself as the only one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from harvesters import plain_page
from harvesters.documents import MOST_BYTES, kind_of
from harvesters.encoding import text_of
from harvesters.fetch import Fetched, Fetcher
from harvesters.formats.schema_org.graph import record_nodes
from harvesters.formats.schema_org.nodes import Node
from harvesters.formats.schema_org.nodes import text as literal
from harvesters.listing import Harvested, Outcome
from harvesters.problems import Problem
from harvesters.protocols import microdata, rdfa
from harvesters.protocols.json_ld import Blocks, blocks, tolerant_json
from harvesters.values.identifiers import page_address
from harvesters.web_page import WebPage, joined
from harvesters.words import words

_ACCEPT = "text/html, application/ld+json, application/pdf;q=0.8, */*;q=0.5"
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body|script|meta)\b", re.IGNORECASE)
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_RELATED_PAGE = ("url", "@id", "mainEntityOfPage")
_MARKUP_ADVICE = words(
    "Describe each training on its page with schema.org, best as JSON-LD: as a Course, Event, LearningResource,"
    " HowTo, Article, VideoObject or Legislation."
)


class PageRecords:
    """Reads pages for a protocol, to whose `outcome` it adds what is wrong with them.

    A record is identified by its `@id`, resolved against its page, else by the page's address and its position
    among the records there: https://example.org/courses#2.
    """

    def __init__(self, fetcher: Fetcher, settings: Mapping[str, Any], outcome: Outcome) -> None:
        self._fetcher = fetcher
        self._outcome = outcome
        self._describes_plain = settings.get("pages_without_markup", "describe") == "describe"

    def at(self, address: str) -> list[Harvested]:
        """What an address that is one of many holds. Raises FetchProblem."""
        fetched = self._fetcher.get(address, accept=_ACCEPT, max_bytes=MOST_BYTES)
        return self.of(fetched, address) or [
            Harvested(
                identifier=address, skipped=words("This is neither a web page nor a PDF or DOCX document.")
            )
        ]

    def of(self, fetched: Fetched, address: str) -> list[Harvested]:
        """What an answer holds; nothing if it is neither a page, nor a document, nor JSON."""
        if kind_of(fetched.body):
            return [document_record(fetched, address)]
        text = text_of(fetched.body, fetched.charset)
        if text.lstrip().startswith(("{", "[")):
            return self._of_json(text, fetched, address)
        if not text.strip() or not (fetched.content_type in _HTML_TYPES or _HTML.search(text[:5000])):
            return []
        return self._of_page(WebPage(text, fetched.url), address)

    def _of_json(self, text: str, fetched: Fetched, address: str) -> list[Harvested]:
        try:
            nodes = record_nodes([tolerant_json(text)])
        except ValueError as error:
            return [_broken(words("The document cannot be read: %(error)s", error=error), address)]
        return _records(nodes, address, fetched.url) or [
            _without(address, words("the document describes no training"))
        ]

    def _of_page(self, page: WebPage, address: str) -> list[Harvested]:
        data = blocks(page)
        nodes = _each_once(record_nodes(data.documents), _in_elements(page))
        if not nodes:
            return [self._plain(page, data, address)]
        for reason in data.broken:
            self._outcome.warnings.append(_broken_beside(reason, address))
        if len(nodes) == 1 and not any(name in nodes[0] for name in _RELATED_PAGE):
            # What a page is about can be seen there.
            nodes = [nodes[0] | {"mainEntityOfPage": page_address(page.link("canonical") or "", address)}]
        return _records(nodes, address, page.base)

    def _plain(self, page: WebPage, data: Blocks, address: str) -> Harvested:
        """A page that does not say in markup what it is."""
        if data.broken:
            reason = words("The JSON-LD of the page cannot be read: %(error)s", error=data.broken[0])
            return _broken(reason, address)
        lack = (
            words("the page has JSON-LD, but none of a training")
            if data.documents
            else words("the page has no markup of a training")
        )
        if not self._describes_plain:
            return _without(address, lack)
        plain = plain_page.read(page)
        if plain.missing:
            return _without(address, words("%(lack)s, and %(missing)s", lack=lack, missing=plain.missing))
        return Harvested(
            identifier=_by_position(address, 1),
            payload=plain.payload,
            format="page",
            base=page.url,
            listed_at=address,
        )


def document_record(fetched: Fetched, address: str) -> Harvested:
    """For a PDF or DOCX document."""
    return Harvested(
        identifier=_by_position(address, 1),
        payload=fetched.body,
        format="document",
        base=fetched.url,
        listed_at=address,
    )


def unreadable(address: str, problem: Problem) -> Harvested:
    """For an address that is listed, and of which nothing can be told now."""
    named = Problem(stage=problem.stage, identifier=address, reason=problem.reason, advice=problem.advice)
    return Harvested(identifier=address, listed_at=address, rejected=named)


def warning_without_markup(skipped: Harvested) -> Problem:
    """For a page that is the whole source, whose provider expects something of it."""
    return Problem(stage="read", identifier=skipped.identifier, reason=skipped.skipped, advice=_MARKUP_ADVICE)


def _in_elements(page: WebPage) -> list[Node]:
    """The records in a page's microdata and RDFa."""
    if "schema.org" not in page.text:
        return []
    return _each_once(record_nodes([microdata.items(page)]), record_nodes([rdfa.things(page)]))


def _each_once(first: list[Node], more: Iterable[Node]) -> list[Node]:
    """Those of two syntaxes: many pages say the same in both, and one that says no day does not say another."""
    days: dict[str, set[str]] = {}
    for node in first:
        title, day = _title_and_day(node)
        days.setdefault(title, set()).add(day)

    def is_new(node: Node) -> bool:
        title, day = _title_and_day(node)
        known = days.get(title)
        return not known or not (not day or "" in known or day in known)

    return [*first, *filter(is_new, more)]


def _title_and_day(node: Node) -> tuple[str, str]:
    title = literal(node.get("name")) or literal(node.get("headline")) or ""
    return " ".join(title.casefold().split()), (literal(node.get("startDate")) or "")[:10]


def _records(nodes: list[Node], address: str, base: str) -> list[Harvested]:
    return [_record(node, position, address, base) for position, node in enumerate(nodes, 1)]


def _record(node: Node, position: int, address: str, base: str) -> Harvested:
    written = json.dumps(node, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Harvested(
        identifier=_identifier(node.get("@id"), base) or _by_position(address, position),
        payload=written.encode(errors="ignore"),
        format="schema_org",
        base=base,
        listed_at=address,
    )


def _by_position(address: str, position: int) -> str:
    return f"{address.partition('#')[0]}#{position}"


def _identifier(stated: object, base: str) -> str | None:
    """An absolute name; a blank node's ("_:b0") means nothing outside its document."""
    if not isinstance(stated, str) or not stated or stated.startswith("_:"):
        return None
    return stated if _SCHEME.match(stated) else joined(base, stated)


def _without(address: str, why: str) -> Harvested:
    return Harvested(identifier=address, skipped=words("No markup: %(why)s.", why=why))


def _broken(reason: str, address: str) -> Harvested:
    told = Problem(stage="read", reason=reason, advice=words("Check it with a JSON-LD validator."))
    return unreadable(address, told)


def _broken_beside(reason: str, address: str) -> Problem:
    return Problem(
        stage="read",
        identifier=address,
        reason=words(
            "A block of JSON-LD on %(address)s cannot be read: %(error)s", address=address, error=reason
        ),
        advice=_MARKUP_ADVICE,
    )
