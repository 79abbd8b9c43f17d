"""What the four sample organisations offer, dated from the day of set-up; the same for every kind of feed.

The texts are data, one file for each organisation in `content/`: feed, then entries. A date there is either
a number of days after the day of set-up (before it when negative) or an ISO date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from registry.framework.vocabularies import RESOURCE_TYPES

DIRECTORY = Path(__file__).with_name("content")

# How a date is read when the file gives none.
PUBLISHED = -90
MODIFIED = -30


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A dated session. All day: dates, `end` inclusive; else times, aware when a zone is stated."""

    start: date
    end: date
    zone: str | None = None
    rule: str | None = None  # RFC 5545, without COUNT and UNTIL when it never ends
    place: str | None = None
    economy: str | None = None
    registration: str | None = None
    seats: int | None = None
    form: str | None = None
    cancelled: bool = False

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that an organisation offers. Terms are those of registry.catalogue.description.Description.

    The last four make the samples like real feeds: `stated` replaces a value by what a careless provider
    writes, `broken_markup` is a block that is no JSON, and `cells` is where a row breaks off.
    """

    organisation: str  # whose it is: the first label of its addresses
    key: str
    title: str | None
    description: str
    modified: date
    published: date
    type: str
    language: str | None = None
    subjects: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    forms: tuple[str, ...] = ()
    free: bool | None = None
    price: str | None = None
    currency: str | None = None
    duration: str | None = None
    level: str | None = None
    audience: tuple[str, ...] = ()
    economies: tuple[str, ...] = ()
    access: str | None = None
    licence: str | None = None
    deleted: bool = False
    stated: Mapping[str, str] = field(default_factory=dict)
    broken_markup: str = ""
    cells: int | None = None

    @property
    def url(self) -> str:
        return f"https://{self.organisation}.example/{self.key}"

    @property
    def kind(self) -> str:
        """Its type in its own language, as people write it."""
        return RESOURCE_TYPES[self.type].label(self.language)

    @property
    def paragraphs(self) -> list[str]:
        """What it is about and how to get it: for feeds that have one text for everything."""
        return [*self.description.split("\n"), *([self.access] if self.access else [])]


def entries(organisation: str, feed: str, day: date) -> tuple[Entry, ...]:
    """An organisation's entries in one of its feeds, in the file's order. `day` is the day of set-up."""
    return tuple(_entry(organisation, raw, day) for raw in _file(organisation)[feed])


@cache
def _file(organisation: str) -> dict[str, list[dict[str, Any]]]:
    feeds: dict[str, list[dict[str, Any]]] = json.loads(
        (DIRECTORY / f"{organisation}.json").read_text(encoding="utf-8")
    )
    return feeds


def _entry(organisation: str, raw: Mapping[str, Any], day: date) -> Entry:
    if "same_as" in raw:
        owner, key = raw["same_as"].split("/", 1)
        return _entry(owner, {**_raw(owner, key), **{k: v for k, v in raw.items() if k != "same_as"}}, day)
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    values["organisation"] = organisation
    values["description"] = "\n".join(raw["description"])
    values["published"] = _day(raw.get("published", PUBLISHED), day)
    values["modified"] = _day(raw.get("modified", MODIFIED), day)
    values["sessions"] = tuple(_session(session, day) for session in raw.get("sessions", ()))
    return Entry(**values)


def _raw(organisation: str, key: str) -> dict[str, Any]:
    feeds = _file(organisation).values()
    return next(raw for feed in feeds for raw in feed if raw.get("key") == key)


def _day(value: int | str, day: date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else day + timedelta(days=value)


def _session(raw: Mapping[str, Any], day: date) -> Session:
    """`day`, `days` (how many), `start` and `end` (times of day; neither: all day), and the rest as it is."""
    first = _day(raw["day"], day)
    last = first + timedelta(days=raw.get("days", 1) - 1)
    rest = {k: v for k, v in raw.items() if k not in ("day", "days", "start", "end")}
    if "start" not in raw:
        return Session(start=first, end=last, **rest)
    zone = ZoneInfo(raw["zone"]) if raw.get("zone") else None
    start = datetime.combine(first, time.fromisoformat(raw["start"]), zone)
    return Session(start=start, end=datetime.combine(last, time.fromisoformat(raw["end"]), zone), **rest)
