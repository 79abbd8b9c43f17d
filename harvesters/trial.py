"""A trial: harvests a source without storing anything, and shows what would be taken and what would not."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from harvesters.detect import detect
from harvesters.fetch import Fetcher
from harvesters.intake import Reading, pages, read, told
from harvesters.listing import Page, Request
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import harvester
from harvesters.recurrence import ahead
from harvesters.settings import SettingsProblem, checked
from harvesters.words import sentences, words
from registry.catalogue.description import Description, Occurrence

SECONDS = 55.0  # what a trial may take, so that its command ends within 60
FETCH_SECONDS = 45.0  # of these, for fetching: what has come is still to be described
ANSWER_SECONDS = 20.0

_KINDS = {"described": "added", "deleted": "deleted", "rejected": "rejected", "skipped": "skipped"}
_COUNTS = ("listed", "added", "changed", "unchanged", "deleted", "rejected", "skipped", "withdrawn")
_OUT_OF_TIME = Problem(
    stage="read",
    reason=words(
        "A trial ends after %(seconds)s seconds; what is listed further on was not read.",
        seconds=format(SECONDS, "g"),
    ),
    advice=words("Try with a limit, or approve the source: a run that stores takes the time it needs."),
)
_EMPTY = Problem(
    stage="read",
    reason=words("The source lists no records."),
    advice=words("Nothing is wrong if it has none yet; otherwise check the address and the settings."),
)


@dataclass(slots=True)
class Trial:
    """What a trial found; `as_json` gives the object that docs/trial.schema.json describes."""

    outcome: str = "succeeded"
    truncated: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[Problem] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  # identifiers listed so far

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "outcome": self.outcome,
            "counts": {name: self.counts[name] for name in _COUNTS},
            "errors": [_error(problem) for problem in self.errors],
            "records": self.records,
        }
        return found | {"truncated": True} if self.truncated else found

    def count(self, reading: Reading, today: datetime) -> None:
        self.counts["listed"] += 1
        self.counts[_KINDS[reading.kind]] += 1
        self.errors += reading.problems
        if reading.kind in ("described", "deleted"):
            self.records.append(_record(reading, today))

    def break_off(self, problem: Problem) -> None:
        self.errors.append(problem)
        self.outcome = "partial" if self.records else "failed"


def tried(
    fetcher: Fetcher,
    url: str,
    *,
    today: datetime,
    protocol: str | None = None,
    settings: Mapping[str, Any] | None = None,
    limit: int | None = None,
    progress: Callable[[Page], None] = lambda page: None,
    clock: Callable[[], float] = time.monotonic,
) -> Trial:
    """Harvests an address for at most SECONDS and stores nothing.

    `protocol`: a key of PROTOCOLS, found out when None. `limit`: how many records may be listed.
    `progress` is called with every page before it is read.
    """
    trial = Trial()
    ends = clock() + SECONDS
    try:
        request = Request(url=url, settings=settings or {}, today=today, trial=True)
        name = protocol or _detected(fetcher, request)
        for page in _listing(fetcher, name, request, trial):
            progress(page)
            if not _read(page, request, trial, limit, lambda: clock() >= ends):
                break
    except SourceProblem as stopped:
        trial.break_off(stopped.problem)
    if not trial.counts["listed"] and not trial.errors:
        trial.errors.append(_EMPTY)
    return trial


def _detected(fetcher: Fetcher, request: Request) -> str:
    """The protocol of an address; the request goes on at the address that it was found at."""
    with told(request.url):
        found = detect(fetcher, request.url)
    request.url = found.url
    request.settings = {**found.settings, **request.settings}
    try:
        checked(request.settings, found.protocol)
    except SettingsProblem as problem:
        raise SourceProblem(
            Problem(
                stage="detect",
                field=problem.at or None,
                reason=sentences(
                    words("This is a source of the kind %(kind)s.", kind=found.protocol), problem.reason
                ),
                advice=problem.advice,
            )
        ) from None
    return found.protocol


def _listing(fetcher: Fetcher, protocol: str, request: Request, trial: Trial) -> Iterator[Page]:
    reader = harvester(protocol)(fetcher, request)
    for page in pages(reader):
        trial.errors += page.warnings
        yield page
    trial.errors += reader.outcome.warnings


def _read(
    page: Page, request: Request, trial: Trial, limit: int | None, out_of_time: Callable[[], bool]
) -> bool:
    """Whether the trial goes on after this page."""
    for reading in read(page.records, request.settings, request.today, trial.seen):
        trial.count(reading, request.today)
        if limit is not None and trial.counts["listed"] >= limit:
            trial.truncated = trial.counts["listed"] != page.total
            return False
        if out_of_time():
            trial.break_off(_OUT_OF_TIME)
            return False
    return True


def _error(problem: Problem) -> dict[str, Any]:
    return {
        "stage": problem.stage,
        "identifier": problem.identifier,
        "field": problem.field,
        "reason": problem.reason,
        "advice": problem.advice or None,
    }


def _record(reading: Reading, today: datetime) -> dict[str, Any]:
    description = reading.description or Description()
    return {
        "identifier": reading.harvested.identifier,
        "deleted": reading.kind == "deleted",
        "url": description.url,
        "title": description.title,
        "description": description.description,
        "language": description.language,
        "type": description.type,
        "subjects": list(description.subjects),
        "creators": list(description.creators),
        "identifiers": list(description.identifiers),
        "occurrences": [_occurrence(one) for one in _sessions(description, today)],
    }


def _sessions(description: Description, today: datetime) -> list[Occurrence]:
    """The stated ones, and of an endless rule those ahead, as a worker would make them.

    A session that does not take place cannot be told from the others here, and is none to offer.
    """
    sessions = list(description.occurrences)
    if description.recurrence:
        starts = {one.start for one in sessions}
        sessions += [one for one in ahead(description.recurrence, today) if one.start not in starts]
        sessions.sort(key=lambda one: one.start)
    return [one for one in sessions if not one.cancelled]


def _occurrence(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "start": occurrence.start,
        "end": occurrence.end,
        "zone": occurrence.zone,
        "all_day": occurrence.all_day,
    }
