"""What an answer says of an address, and what several answers over days say: pure, and needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

FAILURES = 3
DAYS = timedelta(days=5)
"""An address is dead after so many failures in a row, the first so long ago: a site may be down for a weekend."""

UNTOLD = frozenset({401, 402, 403, 407, 408, 425, 429, 451, 999})
"""Answers that shut us out, or put us off, and say nothing of whether readers get there."""

Outcome = Literal["works", "unknown", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one look. `status`: of HTTP, None when no answer came. `moved_to`: where it redirected, or "".

    `delay`: seconds that the site wants between two requests. `retry_after`: seconds until it may be asked again.
    `by_get`: HEAD alone would not have told.
    """

    outcome: Outcome
    status: int | None = None
    reason: str = ""
    moved_to: str = ""
    delay: float = 0.0
    retry_after: float | None = None
    by_get: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The state after an answer: see registry.links.models.Address. `again`: when it is to be looked at next."""

    state: str
    failures: int
    failing_since: datetime | None
    again: timedelta


def judged(outcome: Outcome, failures: int, failing_since: datetime | None, now: datetime) -> Judged:
    """`failures` and `failing_since`: before this answer. What says nothing neither ends a series of failures nor
    adds to it, and a series that has become long enough needs one more failure to be called dead."""
    if outcome == "works":
        return Judged("working", 0, None, timedelta(days=30))
    if outcome == "unknown":
        return Judged("unknown", failures, failing_since, timedelta(days=7))
    since = failing_since or now
    failures += 1
    if failures >= FAILURES and now - since >= DAYS:
        return Judged("dead", failures, since, timedelta(days=7))
    return Judged("failing", failures, since, timedelta(days=1 if failures == 1 else 2))
