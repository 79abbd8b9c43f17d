"""The protocols by name: one module each, with a class `Harvester` that reads one kind of source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from harvesters.fetch import Validators
from harvesters.listing import NotModified, Outcome, Page, Request, Version

if TYPE_CHECKING:
    from harvesters.fetch import Fetched, Fetcher

PROTOCOLS = {
    "addresses": "harvesters.protocols.addresses",
    "by_hand": "harvesters.protocols.by_hand",
    "calendar": "harvesters.protocols.calendar",
    "document": "harvesters.protocols.document",
    "feed": "harvesters.protocols.feed",
    "mapped": "harvesters.protocols.mapped",
    "oai_pmh": "harvesters.protocols.oai_pmh",
    "sitemap": "harvesters.protocols.sitemap",
    "table": "harvesters.protocols.table",
}

WITHOUT_ADDRESS = ("addresses", "by_hand")  # whose sources have no address of their own


class Protocol:
    """Reads a source, page by page, and knows nothing of what is stored."""

    def __init__(self, fetcher: Fetcher, request: Request) -> None:
        self.fetcher = fetcher
        self.request = request
        self.outcome = Outcome()

    def pages(self) -> Iterator[Page]:
        """Yields pages as they are read; `self.outcome` holds when the last has been consumed.

        Raises SourceProblem when the listing cannot be read further.
        """
        raise NotImplementedError(f"{type(self).__name__}.pages")

    def listing_document(
        self, url: str, accept: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """The one document that is the whole listing.

        Raises NotModified, which `pages` lets pass, when it is the version that the last complete run read.
        A protocol that goes on to further documents fetches those by `self.fetcher`, and sets
        `self.outcome.version` to None: that the first is unchanged says nothing of them.
        """
        self.outcome.version = None  # of a document that led here
        last = self.request.version
        known = last if last and last.url == url else None
        fetched = self.fetcher.get(
            url, accept=accept, headers=headers, conditional=_validators(known) if known else None
        )
        if fetched.not_modified:
            raise NotModified
        self.outcome.version = _version(url, fetched)
        if known and known.digest == self.outcome.version.digest:
            raise NotModified
        return fetched


def _validators(version: Version) -> Validators:
    return Validators(etag=version.etag, last_modified=version.last_modified)


def _version(url: str, fetched: Fetched) -> Version:
    """Of the answer to an address; what the records are read by beside the body is part of it."""
    digest = hashlib.sha256(f"{fetched.url}\n{fetched.content_type}\n{fetched.charset}\n".encode())
    digest.update(fetched.body)
    return Version(url=url, digest=digest.hexdigest(), etag=fetched.etag, last_modified=fetched.last_modified)


def harvester(protocol: str) -> type[Protocol]:
    """The class that reads sources of a protocol; KeyError for an unknown name."""
    found: type[Protocol] = import_module(PROTOCOLS[protocol]).Harvester
    return found
