"""Feeds: RSS and Atom in all their versions, each item or entry a record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from harvesters.alternates import alternates
from harvesters.encoding import text_of
from harvesters.feed_damage import cut_into_entries
from harvesters.feed_documents import Feed, is_feed, name
from harvesters.fetch import Fetched, Fetcher
from harvesters.formats.feed_entry import identifier_of
from harvesters.listing import Completeness, Harvested, Request
from harvesters.problems import SourceProblem
from harvesters.protocols.record_listing import RecordListing, rejected, unreadable
from harvesters.xml import parsed

_ACCEPT = "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, */*;q=0.5"
_FEED_TYPES = frozenset({"application/atom+xml", "application/rss+xml", "application/rdf+xml"})
_HTML = re.compile(r"(?:<\?xml.*?\?>|<!--.*?-->|\s)*+<(?:!doctype\s+html|html|head|body)\b", re.S | re.I)
_WHAT = "a feed (RSS or Atom)"


class Harvester(RecordListing):
    """A feed shows its newest entries only: absence from it says nothing.

    A page that names its feed is followed to it.
    """

    def __init__(self, fetcher: Fetcher, request: Request) -> None:
        super().__init__(fetcher, request)
        self.outcome.completeness = Completeness.WINDOW

    def records(self) -> Iterator[Harvested]:
        fetched = self._feed()
        try:
            root = parsed(fetched.body, what=_WHAT, charset=fetched.charset)
        except SourceProblem as problem:
            yield from self._from_pieces(fetched, problem)
            return
        if not is_feed(root):
            raise unreadable(
                f"The answer is XML, but no feed: its first element is <{name(root)}>.",
                "Give the address of an RSS or Atom feed, or choose another protocol for this source.",
            )
        feed = Feed(root)
        for entry in feed.entries():
            yield self._record(feed, entry, fetched)
        for identifier in feed.deleted():
            yield Harvested(identifier=identifier, deleted=True)

    def _feed(self) -> Fetched:
        fetched = self.listing_document(self.request.url, _ACCEPT)
        page = text_of(fetched.body, fetched.charset)
        if not _HTML.match(page.lstrip("\ufeff")):
            return fetched
        for address in alternates(page, fetched.url, _FEED_TYPES):
            return self.listing_document(address, _ACCEPT)
        raise unreadable(
            "The address is an HTML page that names no feed.",
            'Give the address of the feed itself, or name it in the page with <link rel="alternate">.',
        )

    def _record(self, feed: Feed, entry: etree._Element, fetched: Fetched) -> Harvested:
        return self.harvested(identifier_of(entry), feed.payload_of(entry), "feed_entry", fetched)

    def _from_pieces(self, fetched: Fetched, problem: SourceProblem) -> Iterator[Harvested]:
        """The entries of a damaged feed that are whole; the listing then ends as far as the document goes."""
        cut = cut_into_entries(text_of(fetched.body, fetched.charset))
        if cut is None or not cut.entries:
            raise problem
        for piece in cut.entries:
            yield self._piece(piece, fetched)
        if not cut.whole:
            raise problem
        self.warn(problem.problem.reason, problem.problem.advice)

    def _piece(self, piece: str, fetched: Fetched) -> Harvested:
        try:
            root = parsed(piece.encode(), what="an entry of a feed")
        except SourceProblem as broken:
            return rejected(broken.problem.reason, broken.problem.advice, piece.encode())
        feed = Feed(root)
        entry = next(feed.entries(), None)
        if entry is None:
            return rejected("The entry is empty.", "Check the feed with a feed validator.", piece.encode())
        return self._record(feed, entry, fetched)
