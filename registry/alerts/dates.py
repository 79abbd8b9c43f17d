"""The dates of a resource as people are told of them: which is which, what is new, what has moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.catalogue.merging import placed

Stated = Mapping[str, Any]
"""registry.catalogue.description.Occurrence as JSON."""


@dataclass(frozen=True, slots=True)
class Moved:
    """`before`: where it was to begin, as stated; `now`: the date as it is stated now."""

    before: str
    now: Stated


@dataclass(slots=True)
class Differences:
    """Between the dates that somebody was told and those of today, as far as they are still to come."""

    new: list[Stated] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    cancelled: list[Stated] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def key(stated: Stated) -> str:
    """What tells a date apart from the resource's others: the source's key, else where it begins."""
    return str(stated.get("key") or stated["start"])[:300]


def told(occurrences: Sequence[Stated]) -> dict[str, str]:
    """As the ledger keeps them: where each begins, by its key."""
    return {key(stated): stated["start"] for stated in occurrences if not stated.get("cancelled")}


def to_come(occurrences: Sequence[Stated], now: datetime) -> list[Stated]:
    """Those that one can still go to, the next first."""
    coming = [o for o in occurrences if not o.get("cancelled") and _is_to_come(o["start"], now)]
    return sorted(coming, key=lambda stated: str(placed(stated["start"])))


def differences(before: Mapping[str, str], occurrences: Sequence[Stated], now: datetime) -> Differences:
    """A date keeps its key when it moves, where its source gives it one. Without, one date that goes while one
    other comes is a date that has moved."""
    found = Differences()
    stated_now = {key(stated): stated for stated in occurrences}
    for id, stated in stated_now.items():
        start = before.get(id)
        if stated.get("cancelled"):
            if start and _is_to_come(start, now):
                found.cancelled.append(stated)
        elif start is None:
            if _is_to_come(stated["start"], now):
                found.new.append(stated)
        elif start != stated["start"] and (_is_to_come(start, now) or _is_to_come(stated["start"], now)):
            found.moved.append(Moved(start, stated))
    found.gone = [s for id, s in before.items() if id not in stated_now and _is_to_come(s, now)]
    if len(found.gone) == len(found.new) == 1 and not found.new[0].get("key"):
        found.moved.append(Moved(found.gone.pop(), found.new.pop()))
    return found


def when(stated: Stated | str) -> str:
    """A date in words that claim no more than its source stated; times in UTC, as the pages show them."""
    start = stated if isinstance(stated, str) else stated["start"]
    try:
        if len(start) == 10:
            return date_format(date.fromisoformat(start), "j M Y")
        moment = datetime.fromisoformat(start)
    except ValueError:
        return start
    words = f"{date_format(moment, 'j M Y')}, {moment:%H:%M}"
    return f"{words} UTC" if moment.tzinfo else _("%(time)s, local time") % {"time": words}


def _is_to_come(start: str, now: datetime) -> bool:
    moment = placed(start)
    if moment is None:
        return False
    return moment > now - timedelta(days=1) if len(start) == 10 else moment > now
