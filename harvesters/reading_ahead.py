"""Reads a listing some pages ahead of what is stored, and has their new records described meanwhile.

A small run never gets so far: page after page is read, described and stored. Once a run proves large, or its source
says so, a second process describes what comes next while this one stores. What the second has not come to when this
one has nothing to store, this one describes itself, so that both are busy all the time.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import IO, Self

from django.conf import settings

from harvesters.describing import Answer
from harvesters.listing import Harvested, Page
from harvesters.preparing import Answers, Preparation
from harvesters.problems import Problem
from harvesters.second_process import Broken, SecondProcess

log = logging.getLogger(__name__)

LARGE = 500  # described records from which on a run has a second process, which takes a second to start
_LONG = 4  # times as many records as a source says it lists
_PIECE = 125  # records that are described in one go
_TOGETHER = 500  # records of several pages that are stored in one transaction (rule 14)
_FEW = 12  # pieces that wait: with fewer the second process might have nothing to do while this one indexes
_AHEAD = 4_000  # records that are held in memory, from which on no further page is read
_SLOW = 0.5  # seconds: a source that answers so slowly is not waited for while there is something to store

# Of all runs of this installation: more of them than processors would only be in each other's way.
_PLACES = max(0, (os.cpu_count() or 1) - 1)


@dataclass(slots=True)
class _Piece:
    """Some new records of a page, by their positions in it."""

    records: dict[int, Harvested]
    answers: list[Answer] | None = None


@dataclass(slots=True)
class _Read:
    """A page that was read and is not stored yet."""

    page: Page
    pieces: list[_Piece]

    @property
    def is_described(self) -> bool:
        return all(piece.answers is not None for piece in self.pieces)

    def answers(self) -> Answers:
        return {
            position: answer
            for piece in self.pieces
            for position, answer in zip(piece.records, piece.answers or (), strict=True)
        }


class _Together:
    """Described pages that are stored in one transaction: what it costs besides its rows comes less often."""

    def __init__(self) -> None:
        self.pages: list[_Read] = []
        self._named = set[str | None]()

    def takes(self, read: _Read) -> bool:
        """Not one too many, nor one that names a record again: what comes of it depends on whether the first is
        stored."""
        names = [record.identifier for record in read.page.records]
        if self.pages and (_count(*self.pages, read) > _TOGETHER or not self._named.isdisjoint(names)):
            return False
        self.pages.append(read)
        self._named.update(names)
        return True

    def as_one(self) -> tuple[Page, Answers]:
        """The page that ends where the last of them does."""
        first, last = self.pages[0], self.pages[-1]
        if first is last:
            return first.page, first.answers()
        records: list[Harvested] = []
        warnings: list[Problem] = []
        answers: dict[int, Answer] = {}
        for read in self.pages:
            answers |= {len(records) + position: answer for position, answer in read.answers().items()}
            records += read.page.records
            warnings += read.page.warnings
        totals = [read.page.total for read in self.pages if read.page.total is not None]
        total = totals[-1] if totals else None
        return replace(last.page, records=records, total=total, warnings=warnings), answers


class ReadingAhead:
    """The pages of one run, in their order; to be left when the run is over."""

    def __init__(self, preparation: Preparation) -> None:
        self._preparation = preparation
        self._second: SecondProcess | None = None
        self._place: IO[str] | None = None
        self._read: deque[_Read] = deque()
        self._unsent: deque[_Piece] = deque()
        self._sent: deque[_Piece] = deque()
        self._stopped: Exception | None = None  # why nothing more can be read
        self._more = True
        self._slow = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._second:
            self._second.close()
        if self._place:
            self._place.close()

    def pages(self, pages: Iterator[Page]) -> Iterator[tuple[Page, Answers]]:
        """Each page with what its new records came to, as far as that was found out beforehand.

        What stops the reading is raised when all pages before it have been given.
        """
        listed = 0
        for page in pages:
            yield page, {}
            listed += len(page.records)
            if self._is_large(page, listed) and self._start():
                yield from self._ahead(pages)
                return

    def _is_large(self, page: Page, listed: int) -> bool:
        """Whether the run has proved large, or begins with much that is new in a list that is said to be long."""
        described = self._preparation.described
        is_long = page.total is not None and page.total >= _LONG * LARGE
        return described >= (min(LARGE, listed // 2 + 1) if is_long else LARGE)

    def _start(self) -> bool:
        if self._preparation.peer:
            return False
        self._place = _free_place()
        if self._place is None:
            return False
        self._second = SecondProcess(self._preparation.draft_entries())
        return True

    def _ahead(self, pages: Iterator[Page]) -> Iterator[tuple[Page, Answers]]:
        together = _Together()
        while self._more or self._read or together.pages:
            while self._read and self._read[0].is_described and together.takes(self._read[0]):
                self._read.popleft()
            is_full = bool(self._read) and self._read[0].is_described
            if self._more and self._wants_more(bool(together.pages)):
                self._read_page(pages)
            elif self._unsent and not is_full:
                self._describe()
            elif together.pages:
                yield together.as_one()
                together = _Together()
            else:
                self._exchange(wait=True)
            self._exchange(wait=False)
        if self._stopped:
            raise self._stopped

    def _wants_more(self, is_something_described: bool) -> bool:
        if is_something_described and (self._slow or len(self._unsent) + len(self._sent) >= _FEW):
            return False
        return _count(*self._read) < _AHEAD

    def _read_page(self, pages: Iterator[Page]) -> None:
        begun = time.monotonic()
        try:
            page = next(pages)
        except StopIteration:
            self._more = False
        except Exception as stopped:  # noqa: BLE001 - raised again as soon as what came before it is stored
            self._more, self._stopped = False, stopped
        else:
            pieces = [_Piece(new) for new in self._pieces(page.records)]
            self._read.append(_Read(page, pieces))
            self._unsent += pieces
        self._slow = time.monotonic() - begun > _SLOW

    def _pieces(self, records: Sequence[Harvested]) -> Iterator[dict[int, Harvested]]:
        positions = self._preparation.new(records)
        for start in range(0, len(positions), _PIECE):
            yield {position: records[position] for position in positions[start : start + _PIECE]}

    def _describe(self) -> None:
        """One piece here, the oldest that the second process has no room for."""
        piece = self._unsent.popleft()
        piece.answers = self._preparation.describe.all(piece.records.values())

    def _exchange(self, *, wait: bool) -> None:
        """Takes the answers that are there, and sends what there is room for."""
        if self._second is None:
            return
        try:
            while self._sent and (answers := self._second.answers(wait=wait)) is not None:
                self._sent.popleft().answers = answers
                wait = False
            while self._unsent and self._second.takes(list(self._unsent[0].records.values())):
                self._sent.append(self._unsent.popleft())
        except Broken as broken:
            log.warning("%s Its records are described here.", broken)
            self._do_without()

    def _do_without(self) -> None:
        """What the second process was given and has not answered is described here."""
        assert self._second
        self._second.close()
        self._second = None
        self._unsent.extendleft(reversed(self._sent))
        self._sent.clear()


def _count(*reads: _Read) -> int:
    return sum([len(read.page.records) for read in reads])


def _free_place() -> IO[str] | None:
    """A lock that is let go when it is closed, or its process ends; None when all are taken."""
    for number in range(_PLACES):
        place = (settings.DATA_DIR / f"second-process-{number}.lock").open("w")
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            place.close()
        else:
            return place
    return None
