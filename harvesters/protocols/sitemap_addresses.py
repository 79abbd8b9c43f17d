"""The addresses that a sitemap, or an index of sitemaps, lists: each once, in order, each with its lastmod."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from harvesters.encoding import text_of
from harvesters.fetch import Fetched, Fetcher
from harvesters.fetch.inflating import inflated
from harvesters.listing import Completeness, Outcome
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols.sitemap_damage import cut_into_locations
from harvesters.web_page import joined
from harvesters.words import words
from harvesters.xml import parsed

MOST_ADDRESSES = 100_000
MOST_SITEMAPS = 1_000
DEEPEST = 3  # indexes inside indexes, which the format does not know and some sites have
_MOST_BYTES = 60_000_000  # of an unpacked sitemap; the format allows 50 MB

_SITEMAP = re.compile(
    r"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\])?\s*>|\s)*+<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b",
    re.DOTALL,
)
_ADDRESSES = re.compile(r"(?:\s*https?://\S++)+\s*", re.IGNORECASE)  # the format knows plain lists, too


class Listed(NamedTuple):
    """An address of a sitemap; `lastmod` as it stands there, empty where it does not."""

    address: str
    lastmod: str = ""


def is_sitemap(text: str) -> bool:
    return bool(_SITEMAP.match(text) or _ADDRESSES.fullmatch(text))


def unpacked(fetched: Fetched) -> bytes:
    """sitemap.xml.gz is a compressed file, not a compressed transfer."""
    if not fetched.body.startswith(b"\x1f\x8b"):
        return fetched.body
    try:
        return inflated(fetched.body, _MOST_BYTES)
    except (ValueError, OverflowError):
        raise SourceProblem(
            Problem(
                stage="read",
                reason=words("The compressed sitemap is broken, or becomes too large."),
                advice=words("Offer the sitemap uncompressed, or in parts with an index."),
            )
        ) from None


def host(url: str) -> str:
    """The host of an address, with or without www; empty for what is no address."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class SitemapAddresses:
    """Reads the sitemaps of one site. `problem`: why the listing is not whole; None as long as it is."""

    def __init__(self, fetcher: Fetcher, outcome: Outcome, url: str) -> None:
        self._fetcher = fetcher
        self._outcome = outcome
        self._host = host(url)
        self._seen: set[str] = set()
        self._sitemaps: set[str] = {url}
        self.problem: SourceProblem | None = None

    def is_own(self, address: str) -> bool:
        return host(address) == self._host

    def of_document(self, fetched: Fetched, depth: int = 1) -> Iterator[Listed]:
        """The addresses of a sitemap, and of those that it names. Raises SourceProblem where nothing can be told."""
        body = unpacked(fetched)
        text = text_of(body, fetched.charset)
        if _ADDRESSES.fullmatch(text):
            yield from self._each_once(map(Listed, text.split()))
            return
        try:
            root = parsed(body, what=words("a sitemap"), charset=fetched.charset)
        except SourceProblem as problem:
            yield from self._of_damaged(text, problem, fetched.url)
            return
        if etree.QName(root).localname == "sitemapindex":
            yield from self._of_index([one.address for one in _entries(root, "sitemap", fetched.url)], depth)
            return
        yield from self._each_once(_entries(root, "url", fetched.url))

    def of_named(self, addresses: Iterable[str]) -> Iterator[Listed]:
        """The addresses of the sitemaps that a site's robots.txt names, which may lie on another host."""
        for address in addresses:
            yield from self._of_sitemap(address, depth=1)

    def _of_index(self, addresses: list[str], depth: int) -> Iterator[Listed]:
        if depth > DEEPEST:
            self._stop_short(
                words(
                    "Indexes of sitemaps name each other more than %(most)s deep; the rest was not read.",
                    most=DEEPEST,
                )
            )
            return
        for address in filter(self.is_own, addresses):
            yield from self._of_sitemap(address, depth + 1)

    def _of_damaged(self, text: str, problem: SourceProblem, base: str) -> Iterator[Listed]:
        """What can be told of a damaged sitemap, which leaves the listing incomplete; raises if that is nothing."""
        locations = cut_into_locations(text)
        if not locations:
            raise problem
        self.problem = self.problem or problem
        yield from self._each_once(Listed(joined(base, said)) for said in locations)

    def _each_once(self, listed: Iterable[Listed]) -> Iterator[Listed]:
        for one in listed:
            if one.address in self._seen:
                continue
            if len(self._seen) >= MOST_ADDRESSES:
                self._stop_short(
                    words(
                        "The sitemap lists more than %(most)s addresses; the rest was not read.",
                        most=MOST_ADDRESSES,
                    )
                )
                return
            self._seen.add(one.address)
            yield one

    def _of_sitemap(self, address: str, depth: int) -> Iterator[Listed]:
        """One sitemap of several; one that cannot be read leaves the listing incomplete, not unread."""
        if address in self._sitemaps:
            return
        if len(self._sitemaps) > MOST_SITEMAPS:
            self._stop_short(
                words(
                    "There are more than %(most)s sitemaps; the rest was not read.",
                    most=MOST_SITEMAPS,
                )
            )
            return
        self._sitemaps.add(address)
        try:
            yield from self.of_document(self._fetcher.get(address), depth)
        except SourceProblem as problem:
            self.problem = self.problem or problem

    def _stop_short(self, reason: str) -> None:
        if self._outcome.completeness == Completeness.WINDOW:
            return  # said already
        self._outcome.completeness = Completeness.WINDOW
        advice = words("Register the parts of the site as sources of their own.")
        self._outcome.warnings.append(Problem(stage="read", reason=reason, advice=advice))


def _entries(root: etree._Element, entry: str, base: str) -> Iterator[Listed]:
    for one in root.iterchildren(f"{{*}}{entry}"):
        said = _text(one, "loc")
        if said:
            yield Listed(joined(base, said), _text(one, "lastmod"))


def _text(entry: etree._Element, name: str) -> str:
    found = entry.find(f"{{*}}{name}")
    return "".join(map(str, found.itertext())).strip() if found is not None else ""
