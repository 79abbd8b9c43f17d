"""How a list of OAI-PMH records goes on when its tokens lead nowhere: in a circle, or not at all."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable

from harvesters.listing import Harvested
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols.oai_answers import RecordList
from harvesters.words import words

_MOST_EMPTY = 100  # pages without records in a row: some repositories leave out what may not be shown
MOST_PAGES = 100_000  # of one list: a run always ends by itself (rule 5)
_MOST_STARTS = 3  # of one list; a repository whose tokens never last that long gives no more the next time
_LEAST_ORDERED = 2  # different datestamps in order, for the list to be taken up at the last of them
_SURELY_ORDERED = 20  # so many that they are in order by no accident
_DATESTAMP = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?", re.ASCII)


class Thread:
    """What a run has seen of one list, from its beginning, so that it can be taken up where a token is lost."""

    def __init__(self) -> None:
        self._listed = array("q")  # hashes of identifiers, eight bytes each
        self._known: set[int] = set()  # those before the list was taken up again
        self._starts = 1
        self._ordered = True
        self._last = ""
        self._different = 0

    def new(self, records: list[Harvested]) -> list[Harvested]:
        """Those that this run has not seen before the list was taken up again."""
        self._order(records)
        if self._known:
            records = [one for one in records if hash(one.identifier) not in self._known]
        self._listed.extend(hash(one.identifier) for one in records if one.identifier)
        return records

    @property
    def is_surely_ordered(self) -> bool:
        return self._ordered and self._different >= _SURELY_ORDERED

    def at_datestamp(self) -> str | None:
        """Takes the list up at its last datestamp, or says None where that makes no sense."""
        if not self._ordered or self._different < _LEAST_ORDERED or not self._has_news():
            return None
        self._known = set(self._listed)
        return self._last

    def from_start(self, *, without_news: bool = False) -> bool:
        """Takes the list up from its beginning; False where nothing more is to be expected of that.

        `without_news`: also if nothing new has come since it was last taken up.
        """
        if self._starts > _MOST_STARTS or not (without_news or self._has_news()):
            return False
        self._starts += 1
        self._known = set(self._listed)
        self._ordered = False  # what follows repeats what came
        return True

    def _has_news(self) -> bool:
        return len(self._listed) > len(self._known)

    def _order(self, records: Iterable[Harvested]) -> None:
        for stamp in (one.datestamp or "" for one in records if one.rejected is None):
            if stamp == self._last and stamp:
                continue
            if (
                not _DATESTAMP.fullmatch(stamp)
                or stamp < self._last
                or len(stamp) != len(self._last or stamp)
            ):
                self._ordered = False
            if not self._ordered:
                return
            self._different += stamp > self._last
            self._last = stamp


class Circle:
    """Notices a list without end: some repositories repeat a token, or its page, or empty pages, for ever."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._pages = 0
        self._empty = 0  # pages without records, one after the other

    def closed(self, answer: RecordList) -> bool:
        """Whether nothing new is to be expected, or more than any list has."""
        page = hash(tuple((record.identifier, record.datestamp, record.payload) for record in answer.records))
        self._pages += 1
        self._empty = 0 if answer.records else self._empty + 1
        if page in self._seen or self._empty > _MOST_EMPTY or self._pages > MOST_PAGES:
            return True
        if answer.records:
            self._seen.add(page)
        return False

    def problem(self, answer: RecordList) -> SourceProblem:
        """Of a list that is closed before its end."""
        reason = (
            words("The repository gives the same records again and again instead of the next ones.")
            if answer.records
            else words("The repository gives pages without records again and again instead of the next ones.")
        )
        advice = words(
            "Let each resumption token lead to the records after it, and the last page carry none."
        )
        if self._pages > MOST_PAGES:
            reason = words(
                "The list has more than %(most)s pages; the rest is left to the next run.",
                most=MOST_PAGES,
            )
            advice = words(
                "Offer more records on a page, or register the sets of the repository as sources of their own."
            )
        return SourceProblem(Problem(stage="read", reason=reason, advice=advice))
