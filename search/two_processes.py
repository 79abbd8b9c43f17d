"""The entries of many resources: this process reads them and makes some, a second one makes the others meanwhile."""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime

from registry.child_process import follow_parent
from registry.garbage import collect_seldom, collected_seldom
from search.entry import Entry
from search.row import Row

log = logging.getLogger(__name__)

LARGE = 5_000  # rows from which on a second process is worth its start, which takes a second
_PIECE = 250  # rows
_AHEAD = 4  # pieces that it is given at most, so that it never waits, and memory stays bounded
_PROCESSORS = os.cpu_count() or 1


def entries(pages: Iterable[list[Row]], now: datetime) -> Iterator[list[Entry]]:
    """Of all rows, some at a time, in any order."""
    pieces, count = _pieces(pages), 0
    with collected_seldom():
        for piece in pieces:
            yield made(piece, now)
            count += len(piece)
            if count >= LARGE and _PROCESSORS > 1:
                break
        else:
            return
        with _second_process(now) as second:
            yield from _shared(pieces, now, second)


def made(piece: list[Row], now: datetime) -> list[Entry]:
    """What a process makes of some rows."""
    return [row.entry(now) for row in piece]


class _Second:
    """The second process, and what it has been given, in its order."""

    def __init__(self, pool: ProcessPoolExecutor, now: datetime) -> None:
        self._pool, self._now = pool, now
        self._given: deque[tuple[list[Row], Future[list[Entry]]]] = deque()
        self._broken = False

    def takes(self, piece: list[Row]) -> bool:
        if self._broken or len(self._given) >= _AHEAD:
            return False
        try:
            self._given.append((piece, self._pool.submit(made, piece, self._now)))
        except BrokenProcessPool:
            self._broken = True
        return not self._broken

    def answers(self, *, wait: bool) -> Iterator[list[Entry]]:
        while self._given and (wait or self._given[0][1].done()):
            yield self._answer(*self._given.popleft())

    def _answer(self, piece: list[Row], answer: Future[list[Entry]]) -> list[Entry]:
        try:
            return answer.result()
        except BrokenProcessPool:
            if not self._broken:
                log.warning("The second process has ended by itself; this one goes on alone.")
            self._broken = True
            return made(piece, self._now)


def _shared(pieces: Iterator[list[Row]], now: datetime, second: _Second) -> Iterator[list[Entry]]:
    """A piece that the second process has no time for, this one makes itself."""
    for piece in pieces:
        if not second.takes(piece):
            yield made(piece, now)
        yield from second.answers(wait=False)
    yield from second.answers(wait=True)


def _pieces(pages: Iterable[list[Row]]) -> Iterator[list[Row]]:
    for page in pages:
        for start in range(0, len(page), _PIECE):
            yield page[start : start + _PIECE]


@contextmanager
def _second_process(now: datetime) -> Iterator[_Second]:
    # Not a fork: this process has connections and an engine's threads.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin)
    try:
        yield _Second(pool, now)
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    follow_parent()
    collect_seldom()
