"""Dated sessions as iCalendar (RFC 5545): the same event keeps its UID when it moves, and says when it is off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=6)  # how often a subscriber may ask again
_LONGEST_DESCRIPTION = 1000  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `starts` and `ends`: as `moments` gives them; `changed`: when its description last changed."""

    uid: str
    title: str
    starts: date | datetime
    ends: date | datetime | None
    changed: datetime
    url: str = ""
    description: str = ""
    place: str = ""
    language: str = ""
    cancelled: bool = False
    busy: bool = True
    remind: timedelta | None = None
    categories: tuple[str, ...] = field(default=())


def calendar(name: str, host: str, entries: Iterable[Entry]) -> bytes:
    """A whole calendar; `host` names who made it."""
    made = Calendar()
    made.add("prodid", f"-//{host}//CBET registry//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", f"PT{REFRESH.total_seconds() // 3600:.0f}H")
    for entry in entries:
        made.add_component(_event(entry))
    return bytes(made.to_ical())


def moments(
    stated: Mapping[str, Any],
) -> tuple[date | datetime, date | datetime | None] | None:
    """Start and end of an occurrence (catalogue.description.Occurrence as JSON): in UTC, floating, or whole days,
    whose end iCalendar wants to be the day after. None where the day is not known."""
    start, end = _moment(stated["start"]), _moment(stated.get("end"))
    if start is None:
        return None
    if not isinstance(start, datetime):
        last = end if end and not isinstance(end, datetime) and end > start else start
        return start, last + timedelta(days=1)
    fits = isinstance(end, datetime) and (end.tzinfo is None) == (start.tzinfo is None) and end > start
    return start, end if fits else None


def _moment(stated: str | None) -> date | datetime | None:
    try:
        if not stated:
            return None
        if len(stated) == 10:
            return date.fromisoformat(stated)
        moment = datetime.fromisoformat(stated)
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed)
    event.add("last-modified", entry.changed)
    # Each change counts up, so that a program takes the later version of a session that moved.
    event.add("sequence", int(entry.changed.timestamp()) & 0x7FFFFFFF)
    event.add("dtstart", entry.starts)
    if entry.ends:
        event.add("dtend", entry.ends)
    language = {"LANGUAGE": entry.language} if entry.language else {}
    event.add("summary", entry.title, parameters=language)
    if entry.description:
        event.add("description", entry.description[:_LONGEST_DESCRIPTION])
    for name, value in (("url", entry.url), ("location", entry.place)):
        if value:
            event.add(name, value)
    if entry.categories:
        event.add("categories", list(entry.categories))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    if entry.remind is not None and not entry.cancelled:
        event.add_component(_alarm(entry))
    return event


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", -(entry.remind or timedelta()))
    return alarm
