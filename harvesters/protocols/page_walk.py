"""Reads the pages of a list of addresses one after the other, as long as their sites answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from harvesters.fetch import FetchProblem
from harvesters.listing import Harvested, Page
from harvesters.problems import SourceProblem
from harvesters.protocols.page_records import unreadable

_PAGE_SIZE = 50
_AT_ONCE = 10  # addresses that are read before what they hold is stored
_MOST_FAILURES = 10  # in a row, without any other page between them: the site is down


class PageWalk:
    """`read` gives what one address holds, or raises FetchProblem. `failed`: those that could not be read."""

    def __init__(self, read: Callable[[str], list[Harvested]]) -> None:
        self._read = read
        self._failures = 0
        self.failed: list[str] = []

    def pages(self, addresses: Iterable[str | Harvested]) -> Iterator[Page]:
        """What the addresses hold; those that are skipped unread come as what is said of them.

        Raises SourceProblem when it makes no sense to ask for more pages now.
        """
        waiting: list[Harvested] = []
        for count, one in enumerate(addresses, 1):
            try:
                waiting += self._at(one) if isinstance(one, str) else [one]
            except SourceProblem:
                yield from parts(waiting)
                raise
            if count % _AT_ONCE == 0 or len(waiting) >= _PAGE_SIZE:
                yield from parts(waiting)
                waiting = []
        yield from parts(waiting)

    def _at(self, address: str) -> list[Harvested]:
        try:
            found = self._read(address)
        except FetchProblem as problem:
            self._failed(address, problem)
            return [unreadable(address, problem.problem)]
        self._failures = 0
        if any(one.rejected for one in found):
            self.failed.append(address)
        return found

    def _failed(self, address: str, problem: FetchProblem) -> None:
        self._failures = 0 if problem.permanent else self._failures + 1
        if problem.ends_run or problem.retry_after is not None or self._failures >= _MOST_FAILURES:
            raise problem
        self.failed.append(address)


def parts(records: list[Harvested]) -> Iterator[Page]:
    for start in range(0, len(records), _PAGE_SIZE):
        yield Page(records=records[start : start + _PAGE_SIZE])
