"""Reads the pages of a sitemap, or a single page or JSON document, by the schema.org JSON-LD that they carry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree

from harvesters.encoding import text_of
from harvesters.fetch import Fetched, FetchProblem
from harvesters.fetch.inflating import inflated
from harvesters.formats.schema_org.graph import record_nodes
from harvesters.formats.schema_org.nodes import Node
from harvesters.listing import Completeness, Harvested, Page
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import Protocol
from harvesters.protocols.json_ld import PageData, page_data, tolerant_json
from harvesters.protocols.sitemap_damage import cut_into_locations
from harvesters.xml import parsed

MOST_ADDRESSES = 100_000
MOST_SITEMAPS = 1_000
_MOST_BYTES = 60_000_000  # of an unpacked sitemap; the format allows 50 MB
_PAGE_SIZE = 50
_ADDRESSES_AT_ONCE = 10  # pages of the site that are read before what they hold is stored
_MOST_FAILURES = 10  # in a row, without any other page between them: the site is down

_SITEMAP = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|\s)*+<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b", re.DOTALL)
_ADDRESSES = re.compile(r"(?:\s*https?://\S++)+\s*", re.IGNORECASE)  # the format knows plain lists, too
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body|script|meta)\b", re.IGNORECASE)
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_RELATED_PAGE = ("url", "@id", "mainEntityOfPage")
_MARKUP_ADVICE = (
    "Describe each training on its page as schema.org JSON-LD: a Course, Event, LearningResource, HowTo, Article"
    " or VideoObject."
)


class Harvester(Protocol):
    """Every page of the sitemap's host is read anew; its records are complete with the last page.

    A record is identified by its `@id`, resolved against its page, else by the page's address and its position
    among the records there: https://example.org/courses#2.
    """

    def pages(self) -> Iterator[Page]:
        fetched = self.listing_document(self.request.url)
        body = _unpacked(fetched)
        text = text_of(body, fetched.charset)
        if not _SITEMAP.match(text) and not _ADDRESSES.fullmatch(text):
            yield from self._single(fetched, text)
            return
        self.outcome.version = None  # the pages may have changed all the same
        listing = _Listing(self, fetched.url)
        waiting: list[Harvested] = []
        for read, address in enumerate(listing.addresses(body, fetched), 1):
            try:
                waiting += self._at(address, listing)
            except SourceProblem:
                yield from _parts(waiting)
                raise
            if read % _ADDRESSES_AT_ONCE == 0 or len(waiting) >= _PAGE_SIZE:
                yield from _parts(waiting)
                waiting = []
        yield from _parts(waiting)
        if listing.problem:
            raise listing.problem

    def _single(self, fetched: Fetched, text: str) -> Iterator[Page]:
        """A page or document that is the whole listing."""
        if not text.strip() or not _is_document(fetched, text):
            parsed(fetched.body, what="a sitemap or a web page", charset=fetched.charset)
            raise _neither()
        yield from _parts(self._records(fetched, text, self.request.url))

    def _at(self, address: str, listing: _Listing) -> list[Harvested]:
        """What one address of a sitemap holds."""
        if not listing.is_own(address):
            return [Harvested(identifier=address, skipped="The address is on another host than the sitemap.")]
        try:
            fetched = self.fetcher.get(address, accept="text/html, application/ld+json, */*;q=0.5")
        except FetchProblem as problem:
            listing.failed(problem)
            return [_unreadable(address, problem.problem)]
        listing.failures = 0
        text = text_of(fetched.body, fetched.charset)
        if not _is_document(fetched, text):
            return [Harvested(identifier=address, skipped="This is no web page.")]
        return self._records(fetched, text, address)

    def _records(self, fetched: Fetched, text: str, address: str) -> list[Harvested]:
        data = _data(text)
        base = _joined(fetched.url, data.base or "")
        nodes = record_nodes(data.documents)
        if not nodes:
            return [self._nothing(data, address)]
        for reason in data.broken:
            self._warn(address, f"A block of JSON-LD on {address} cannot be read: {reason}")
        if (
            len(nodes) == 1
            and text.lstrip()[:1] == "<"
            and not any(name in nodes[0] for name in _RELATED_PAGE)
        ):
            nodes = [nodes[0] | {"mainEntityOfPage": address}]  # what a page is about can be seen there
        return [_record(node, position, address, base) for position, node in enumerate(nodes, 1)]

    def _nothing(self, data: PageData, address: str) -> Harvested:
        if data.broken:
            reason = f"The JSON-LD of the page cannot be read: {data.broken[0]}"
            advice = "Check the page with a JSON-LD validator."
            return _unreadable(address, Problem(stage="read", reason=reason, advice=advice))
        reason = "has no JSON-LD" if not data.blocks else "has JSON-LD, but none of a training"
        if address == self.request.url:
            self._warn(address, f"The page {reason}.")
        return Harvested(identifier=address, skipped=f"No markup: the page {reason}.")

    def _warn(self, address: str, reason: str) -> None:
        self.outcome.warnings.append(
            Problem(stage="read", identifier=address, reason=reason, advice=_MARKUP_ADVICE)
        )


class _Listing:
    """The addresses that a sitemap, or an index of sitemaps, lists: each once, in order."""

    def __init__(self, harvester: Harvester, url: str) -> None:
        self._harvester = harvester
        self._host = _host(url)
        self._seen: set[str] = set()
        self._sitemaps: set[str] = {url}
        self.failures = 0
        self.problem: SourceProblem | None = None  # why the listing is not whole

    def addresses(self, body: bytes, fetched: Fetched) -> Iterator[str]:
        text = text_of(body, fetched.charset)
        if _ADDRESSES.fullmatch(text):
            yield from self._each_once(text.split())
            return
        try:
            root = parsed(body, what="a sitemap", charset=fetched.charset)
        except SourceProblem as problem:
            yield from self._of_damaged(text, problem, fetched.url)
            return
        if etree.QName(root).localname == "sitemapindex":
            for address in _locations(root, "sitemap", fetched.url):
                yield from self._sitemap(address)
            return
        yield from self._each_once(_locations(root, "url", fetched.url))

    def _of_damaged(self, text: str, problem: SourceProblem, base: str) -> Iterator[str]:
        """What can be told of a damaged sitemap, which leaves the listing incomplete; raises if that is nothing."""
        locations = cut_into_locations(text)
        if not locations:
            raise problem
        self.problem = self.problem or problem
        yield from self._each_once(_joined(base, said) for said in locations)

    def _each_once(self, addresses: Iterable[str]) -> Iterator[str]:
        for address in addresses:
            if address in self._seen:
                continue
            if len(self._seen) >= MOST_ADDRESSES:
                self._stop_short(
                    f"The sitemap lists more than {MOST_ADDRESSES:,} addresses; the rest was not read."
                )
                return
            self._seen.add(address)
            yield address

    def _sitemap(self, address: str) -> Iterator[str]:
        """One sitemap of an index; one that cannot be read leaves the listing incomplete, not unread."""
        if address in self._sitemaps or not self.is_own(address):
            return
        if len(self._sitemaps) > MOST_SITEMAPS:
            self._stop_short(f"The index lists more than {MOST_SITEMAPS:,} sitemaps; the rest was not read.")
            return
        self._sitemaps.add(address)
        try:
            fetched = self._harvester.fetcher.get(address)
            yield from self.addresses(_unpacked(fetched), fetched)
        except SourceProblem as problem:
            self.problem = self.problem or problem

    def is_own(self, address: str) -> bool:
        return _host(address) == self._host

    def failed(self, problem: FetchProblem) -> None:
        """Raises when it makes no sense to ask this site for more pages now."""
        self.failures = 0 if problem.permanent else self.failures + 1
        if problem.ends_run or problem.retry_after is not None or self.failures >= _MOST_FAILURES:
            raise problem

    def _stop_short(self, reason: str) -> None:
        self._harvester.outcome.completeness = Completeness.WINDOW
        self._harvester.outcome.warnings.append(
            Problem(
                stage="read", reason=reason, advice="Register the parts of the site as sources of their own."
            )
        )


def _locations(root: etree._Element, entry: str, base: str) -> Iterator[str]:
    for one in root.iterchildren(f"{{*}}{entry}"):
        location = one.find("{*}loc")
        said = "".join(map(str, location.itertext())).strip() if location is not None else ""
        if said:
            yield _joined(base, said)


def _record(node: Node, position: int, address: str, base: str) -> Harvested:
    return Harvested(
        identifier=_identifier(node.get("@id"), base) or f"{address.partition('#')[0]}#{position}",
        payload=json.dumps(node, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
            errors="ignore"
        ),
        format="schema_org",
        base=base,
        listed_at=address,
    )


def _identifier(stated: object, base: str) -> str | None:
    """An absolute name; a blank node's ("_:b0") means nothing outside its document."""
    if not isinstance(stated, str) or not stated or stated.startswith("_:"):
        return None
    if _SCHEME.match(stated):
        return stated
    return _joined(base, stated)


def _joined(base: str, reference: str) -> str:
    """A reference that is no address at all stays what it is."""
    try:
        return urljoin(base, reference)
    except ValueError:  # such as an IPv6 address without its closing bracket
        return reference


def _unreadable(address: str, problem: Problem) -> Harvested:
    named = Problem(stage=problem.stage, identifier=address, reason=problem.reason, advice=problem.advice)
    return Harvested(identifier=address, listed_at=address, rejected=named)


def _parts(records: list[Harvested]) -> Iterator[Page]:
    for start in range(0, len(records), _PAGE_SIZE):
        yield Page(records=records[start : start + _PAGE_SIZE])


def _data(text: str) -> PageData:
    """The blocks of a page, or a JSON document as the only one."""
    if not text.lstrip().startswith(("{", "[")):
        return page_data(text)
    try:
        return PageData(documents=[tolerant_json(text)])
    except ValueError as error:
        return PageData(broken=[str(error)])


def _is_document(fetched: Fetched, text: str) -> bool:
    if text.lstrip().startswith(("{", "[")):
        return True
    return fetched.content_type in _HTML_TYPES or bool(_HTML.search(text[:5000]))


def _neither() -> SourceProblem:
    return SourceProblem(
        Problem(
            stage="read",
            reason="The document is neither a sitemap nor a page or document with JSON-LD.",
            advice="Give the address of the sitemap, or of a page whose JSON-LD describes the trainings.",
        )
    )


def _unpacked(fetched: Fetched) -> bytes:
    """sitemap.xml.gz is a compressed file, not a compressed transfer."""
    if not fetched.body.startswith(b"\x1f\x8b"):
        return fetched.body
    try:
        return inflated(fetched.body, _MOST_BYTES)
    except (ValueError, OverflowError):
        raise SourceProblem(
            Problem(
                stage="read",
                reason="The compressed sitemap is broken, or becomes too large.",
                advice="Offer the sitemap uncompressed, or in parts with an index.",
            )
        ) from None


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
