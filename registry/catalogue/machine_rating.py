"""The machine's rating of effective values: pure, and needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.framework import rater
from registry.framework.rateable import Rateable


def machine_profile(effective: Mapping[str, Any], organiser_kind: str, as_of: date) -> dict[str, Any]:
    """The machine's profile of effective values, as JSON; pure, and needs no database."""
    return rater.rate(rateable(effective, organiser_kind, as_of)).as_json()


_FACTS = (
    "description",
    "language",
    "type",
    "publisher",
    "url",
    "free",
    "price",
    "duration",
    "level",
    "access",
)
_LISTS = ("subjects", "forms", "audience", "economies")


def rateable(effective: Mapping[str, Any], organiser_kind: str, as_of: date) -> Rateable:
    """What the rater reads of a resource. `as_of` is the day that decides what is recent and still to come."""
    starts = [o["start"] for o in effective.get("occurrences", ()) if not o.get("cancelled")]
    facts: dict[str, Any] = {name: effective.get(name) for name in _FACTS}
    facts |= {name: tuple(effective.get(name, ())) for name in _LISTS}
    return Rateable(
        title=effective.get("title", ""),
        organiser_kind=organiser_kind or None,
        sessions=len(starts) or None,
        next_session=min((start for start in starts if start >= as_of.isoformat()), default=None),
        published=effective.get("published"),
        modified=effective.get("modified"),
        as_of=as_of.isoformat(),
        **facts,
    )
