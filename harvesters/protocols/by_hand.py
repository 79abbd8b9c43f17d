"""Lists what people have typed in and uploaded for a source; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator

from harvesters.listing import Harvested, Page
from harvesters.protocols import Protocol

_PAGE_SIZE = 50
_PAGE_BYTES = 2_000_000  # of uploaded documents that are held at a time


class Harvester(Protocol):
    """The list is complete, and names what was taken back as deleted."""

    def pages(self) -> Iterator[Page]:
        waiting: list[Harvested] = []
        size = 0
        for entry in self.request.entries():
            waiting.append(entry)
            size += len(entry.payload)
            if len(waiting) >= _PAGE_SIZE or size >= _PAGE_BYTES:
                yield Page(records=waiting)
                waiting, size = [], 0
        yield Page(records=waiting)
