"""The protocols by name: one module each, with a class `Harvester` that reads one kind of source."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from harvesters.listing import Outcome, Page, Request

if TYPE_CHECKING:
    from harvesters.fetch import Fetcher

PROTOCOLS = {
    "calendar": "harvesters.protocols.calendar",
    "feed": "harvesters.protocols.feed",
    "mapped": "harvesters.protocols.mapped",
    "oai_pmh": "harvesters.protocols.oai_pmh",
    "sitemap": "harvesters.protocols.sitemap",
    "table": "harvesters.protocols.table",
}


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


def harvester(protocol: str) -> type[Protocol]:
    """The class that reads sources of a protocol; KeyError for an unknown name."""
    found: type[Protocol] = import_module(PROTOCOLS[protocol]).Harvester
    return found
