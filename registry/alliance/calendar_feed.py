"""An organisation's dated entries as an iCalendar feed (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, vRecur

from registry.alliance.content import Entry, Session


def calendar_feed(host: str, name: str, entries: Sequence[Entry], day: date) -> bytes:
    """One event for each entry; its further sessions are RDATEs. `day` is the day of set-up."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//Training//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(host, entry))
    # Two years either side: no session of the samples lies outside.
    calendar.add_missing_timezones(day - timedelta(days=730), day + timedelta(days=730))
    return bytes(calendar.to_ical())


def _event(host: str, entry: Entry) -> Event:
    first, *others = entry.sessions
    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    # Stable: when the event was last changed, not when it is sent.
    event.add("dtstamp", datetime.combine(entry.modified, time(), UTC))
    event.add("last-modified", datetime.combine(entry.modified, time(), UTC))
    event.add("dtstart", first.start)
    event.add("dtend", _end(first))
    if others:
        event.add("rdate", [session.start for session in others])
    if first.rule:
        event.add("rrule", vRecur.from_ical(first.rule))
    _add_texts(event, entry, first)
    return event


def _end(session: Session) -> date:
    """iCalendar's end of an all-day event is the day after its last."""
    return session.end + timedelta(days=1) if session.all_day else session.end


def _add_texts(event: Event, entry: Entry, session: Session) -> None:
    language = {"LANGUAGE": entry.language} if entry.language else {}
    event.add("summary", entry.title or "", parameters=language)
    event.add("description", "\n".join(entry.paragraphs), parameters=language)
    event.add("url", entry.url)
    event.add("categories", [entry.kind, *entry.subjects])
    if session.place:
        event.add("location", session.place)
    if session.cancelled:
        event.add("status", "CANCELLED")
