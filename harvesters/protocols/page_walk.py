"""Reads the pages of a list of addresses one after the other, as long as their sites answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from harvesters.fetch import FetchProblem
from harvesters.fetch.robots import site
from harvesters.listing import Harvested, Page
from harvesters.problems import SourceProblem
from harvesters.protocols.page_records import unreadable

_PAGE_SIZE = 50
_AT_ONCE = 10  # addresses that are read before what they hold is stored
_MOST_FAILURES = 10  # in a row, without any other page between them: the site is down


class PageWalk:
    """`read` gives what one address holds, or raises FetchProblem.

    `many_sites`: when one of them does not answer, its other addresses are given up and the rest is read;
    otherwise the walk ends there. `failed`: the addresses that could not be read. `problem`: why the first
    could not be fetched.
    """

    def __init__(self, read: Callable[[str], list[Harvested]], *, many_sites: bool = False) -> None:
        self._read = read
        self._many_sites = many_sites
        self._failures: dict[str, int] = {}  # in a row, by site
        self._given_up: dict[str, FetchProblem] = {}
        self.failed: list[str] = []
        self.problem: FetchProblem | None = None

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
        where = _site(address)
        try:
            if where in self._given_up:
                raise self._given_up[where]
            found = self._read(address)
        except FetchProblem as problem:
            self._note(where, problem)
            self.failed.append(address)
            return [unreadable(address, problem.problem)]
        self._failures[where] = 0
        if any(one.rejected for one in found):
            self.failed.append(address)
        return found

    def _note(self, where: str, problem: FetchProblem) -> None:
        """Raises it when it makes no sense to ask for anything more."""
        self.problem = self.problem or problem
        self._failures[where] = 0 if problem.permanent else self._failures.get(where, 0) + 1
        is_down = problem.retry_after is not None or self._failures[where] >= _MOST_FAILURES
        if problem.ends_run or (is_down and not self._many_sites):
            raise problem
        if is_down:
            self._given_up.setdefault(where, problem)


def _site(address: str) -> str:
    try:
        return site(address)
    except ValueError:  # what is no address is refused when it is fetched
        return ""


def parts(records: list[Harvested]) -> Iterator[Page]:
    for start in range(0, len(records), _PAGE_SIZE):
        yield Page(records=records[start : start + _PAGE_SIZE])
