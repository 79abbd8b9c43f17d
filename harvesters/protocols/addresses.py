"""Reads the pages and documents of a list of addresses, which the source's settings hold."""

from __future__ import annotations

from collections.abc import Iterator

from harvesters.listing import Page
from harvesters.problems import SourceProblem
from harvesters.protocols import Protocol
from harvesters.protocols.page_records import PageRecords
from harvesters.protocols.page_walk import PageWalk


class Harvester(Protocol):
    """The list is complete: what is taken off it is gone. The addresses may lie on any number of sites."""

    def pages(self) -> Iterator[Page]:
        records = PageRecords(self.fetcher, self.request.settings, self.outcome)
        walk = PageWalk(records.at, many_sites=True)
        addresses = list(dict.fromkeys(self.request.settings.get("addresses", ())))
        yield from walk.pages(addresses)
        if walk.problem and len(walk.failed) == len(addresses):
            raise SourceProblem(walk.problem.problem)
