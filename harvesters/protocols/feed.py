"""Feeds: RSS and Atom in all their versions, and JSON Feed; each item or entry is a record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml import etree

from harvesters import json_feeds
from harvesters.alternates import FEED_TYPES
from harvesters.encoding import text_of
from harvesters.feed_damage import cut_into_entries
from harvesters.feed_documents import Feed, is_feed, name
from harvesters.feed_paging import Way
from harvesters.fetch import Fetched, Fetcher, FetchProblem
from harvesters.formats import json_feed_item
from harvesters.formats.feed_entry import identifier_of
from harvesters.json_text import loaded, objects_before_break
from harvesters.listing import Completeness, Harvested, Page, Request
from harvesters.problems import SourceProblem
from harvesters.protocols.record_listing import PAGE, RecordListing, rejected, unreadable
from harvesters.values.identifiers import web_address
from harvesters.words import words
from harvesters.xml import parsed, screened

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, */*;q=0.5"
)
_WHAT = words("a feed (RSS or Atom)")
_NEXT_PART = words(
    "Correct the feed's link to its next part (RFC 5005). What is at another host can be a source of its own."
)
_VALIDATE = words("Check the feed with a feed validator.")


class Harvester(RecordListing):
    """A feed shows its newest entries only: absence from it says nothing, unless it says that it is complete.

    A page that names its feed is followed to it; the further documents of a paged or archived feed are read
    until its end. A record that several of them list counts as the first lists it, which is the newest.
    """

    def __init__(self, fetcher: Fetcher, request: Request) -> None:
        super().__init__(fetcher, request)
        self.outcome.completeness = Completeness.WINDOW
        self._address = request.url  # of the document that is being read
        self._following: str | None = None
        self._paged = request.checkpoint is not None

    def pages(self) -> Iterator[Page]:
        first = self._first()
        way = Way(first.url)
        document: Fetched | None = first
        while document:
            way.arrive(self._address, document.url)
            listed: set[str] = set()
            for page in self._pages_of(document):
                listed.update(record.identifier for record in page.records if record.identifier)
                yield page
            document = self._next(way, brings=way.brings(listed))
        self._conclude()

    def _pages_of(self, document: Fetched) -> Iterator[Page]:
        """A run that is interrupted goes on with the document that it was at, or the next where that was read."""
        self._document, self._following = document, None
        records = self.until_broken(self.records())
        batch = list(islice(records, PAGE))
        while batch:
            rest = list(islice(records, PAGE))
            at = self._address if rest or self.broken else self._following
            yield self.page(batch, checkpoint={"url": at} if at and self._paged else None)
            batch = rest
        if self.broken:
            self.outcome.warnings += self._taken_warnings()
            raise self.broken

    def records(self) -> Iterator[Harvested]:
        """Those of the document that is being read, which also says what it is followed by."""
        document = self._document
        text = self.text(document).lstrip("\ufeff \t\r\n")
        if text.startswith("{"):
            yield from self._of_json(text, document)
        elif "encoding" in self.settings:
            yield from self._of_xml(replace(document, body=text.encode("utf-8", "ignore"), charset="utf-8"))
        else:
            yield from self._of_xml(document)

    def _first(self) -> Fetched:
        at = (self.request.checkpoint or {}).get("url")
        if isinstance(at, str):
            self._address = at
            return self.unpacked(self.fetcher.get(at, accept=_ACCEPT))
        document = self.named_document(_ACCEPT, FEED_TYPES, words("feed"))
        self._address = document.url
        return document

    def _next(self, way: Way, *, brings: bool) -> Fetched | None:
        """The document that follows; None at the end of the feed, and where there is no sense in going on."""
        address = self._following
        if address is None:
            return None
        end = way.end(address) or (
            None if brings else words("A part of the feed lists only what was listed before.")
        )
        if end:
            self.warn(end, _NEXT_PART)
            return None
        self._address = address
        try:
            return self.unpacked(self.fetcher.get(address, accept=_ACCEPT))
        except FetchProblem as problem:
            if not problem.permanent or problem.ends_run:
                raise
            self.warn(
                words("The next part of the feed cannot be read: %(reason)s", reason=problem.problem.reason),
                words("Let the last part of the feed name no next one."),
            )
            return None

    def _of_xml(self, fetched: Fetched) -> Iterator[Harvested]:
        try:
            root = parsed(fetched.body, what=_WHAT, charset=fetched.charset)
        except SourceProblem as problem:
            yield from self._from_pieces(fetched, problem)
            return
        if not is_feed(root):
            raise unreadable(
                words(
                    "The answer is XML, but no feed: its first element is <%(element)s>.", element=name(root)
                ),
                words("Give the address of an RSS or Atom feed, or choose another protocol for this source."),
            )
        feed = Feed(root)
        self._goes_on(feed.following(fetched.url), complete=feed.is_complete)
        for entry in feed.entries():
            yield self._record(feed, entry, fetched)
        for identifier in feed.deleted():
            yield Harvested(identifier=identifier, deleted=True)

    def _goes_on(self, following: str | None, *, complete: bool = False) -> None:
        self._following = following
        self._paged = self._paged or following is not None
        if complete and self._paged:
            self.warn(
                words(
                    "The feed says that it is complete, but is one of several parts; it is not taken for complete."
                ),
                words("Leave out fh:complete, or the links between parts (RFC 5005, section 2)."),
            )
        elif complete:
            self.outcome.completeness = Completeness.COMPLETE

    def _record(self, feed: Feed, entry: etree._Element, fetched: Fetched) -> Harvested:
        return self.harvested(identifier_of(entry), feed.payload_of(entry), "feed_entry", fetched)

    def _from_pieces(self, fetched: Fetched, problem: SourceProblem) -> Iterator[Harvested]:
        """The entries of a damaged feed that are whole; the listing then ends as far as the document goes."""
        cut = cut_into_entries(screened(text_of(fetched.body, fetched.charset), _WHAT))
        if cut is None or not cut.entries:
            raise problem
        for piece in cut.entries:
            yield self._piece(piece, fetched)
        if not cut.whole:
            raise problem
        self.warn(problem.problem.reason, problem.problem.advice)

    def _piece(self, piece: str, fetched: Fetched) -> Harvested:
        try:
            root = parsed(piece.encode(), what=words("an entry of a feed"))
        except SourceProblem as broken:
            return rejected(broken.problem.reason, broken.problem.advice, piece.encode())
        feed = Feed(root)
        entry = next(feed.entries(), None)
        if entry is None:
            return rejected(words("The entry is empty."), _VALIDATE, piece.encode())
        return self._record(feed, entry, fetched)

    def _of_json(self, text: str, fetched: Fetched) -> Iterator[Harvested]:
        try:
            document = loaded(text)
        except ValueError as error:
            if json_feeds.names_json_feed(text):
                head = json_feeds.head_of(text)
                for item in objects_before_break(text, "items"):
                    yield self._item(head, item, fetched)
            raise unreadable(
                words("The JSON cannot be read further: %(error)s.", error=error), _VALIDATE
            ) from None
        if not json_feeds.is_json_feed(document):
            raise unreadable(
                words("The answer is JSON, but no JSON Feed: it names no version of it."),
                words("Give the address of a feed, or choose the protocol for mapped JSON for this source."),
            )
        self._goes_on(web_address(json_feeds.text_of(document.get("next_url")), fetched.url))
        for item in json_feeds.items(document):
            yield self._item(document, item, fetched)

    def _item(self, document: dict[str, object], item: object, fetched: Fetched) -> Harvested:
        if not isinstance(item, dict):
            payload = json.dumps(item).encode("utf-8", "ignore")
            return rejected(words("An item of the feed is no JSON object."), _VALIDATE, payload)
        payload = json_feeds.payload_of(document, item)
        return self.harvested(json_feeds.identifier_of(item), payload, json_feed_item.FORMAT, fetched)
