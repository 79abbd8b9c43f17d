"""Calendars (iCalendar): one record for each UID, its changed occurrences included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from harvesters.alternates import CALENDAR_TYPES
from harvesters.calendar_documents import Calendar, Event, calendar_of, document, unfolded
from harvesters.fetch import Fetched, Fetcher
from harvesters.listing import Completeness, Harvested, Request
from harvesters.protocols.record_listing import RecordListing, unreadable

_ACCEPT = "text/calendar, */*;q=0.5"
_START = re.compile(r"\ufeff?\s*BEGIN:VCALENDAR\b", re.IGNORECASE)
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})


@dataclass(slots=True)
class _Series:
    """The events of one UID: the event itself, and changes of single occurrences."""

    masters: list[Event] = field(default_factory=list)
    overrides: list[Event] = field(default_factory=list)


class Harvester(RecordListing):
    """A calendar is complete for what is still to come; many drop what is over."""

    def __init__(self, fetcher: Fetcher, request: Request) -> None:
        super().__init__(fetcher, request)
        self.outcome.completeness = Completeness.AHEAD

    def records(self) -> Iterator[Harvested]:
        fetched = self.named_document(_ACCEPT, CALENDAR_TYPES, "calendar")
        text = self.text(replace(fetched, body=unfolded(fetched.body)))
        _check(text)
        calendar = calendar_of(text)
        for events in _records(calendar.events):
            yield self._record(events, calendar, fetched)
        if calendar.broken:
            raise unreadable(
                "The calendar breaks off: END:VCALENDAR is missing.",
                "See that the calendar is written and sent in full.",
            )

    def _record(self, events: list[Event], calendar: Calendar, fetched: Fetched) -> Harvested:
        payload = document(events, calendar).encode()
        if (events[0].value("CLASS") or "").upper() in _PRIVATE:
            return Harvested(
                identifier=events[0].uid, payload=payload, skipped="The calendar marks this event as private."
            )
        return self.harvested(events[0].uid, payload, "calendar", fetched)


def _records(events: list[Event]) -> Iterator[list[Event]]:
    """The events of each record, in the order of the calendar.

    A UID that is given to several events is listed as often: the newest version counts, the others repeat it.
    """
    series: dict[str, _Series] = {}
    for event in events:
        if event.uid:
            own = series.setdefault(event.uid, _Series())
            (own.overrides if event.overrides else own.masters).append(event)
    for event in events:
        if not event.uid:
            yield [event]
        elif event.uid in series:
            yield from _versions(series.pop(event.uid))


def _versions(series: _Series) -> Iterator[list[Event]]:
    overrides = sorted(
        series.overrides, key=lambda event: (event.value("RECURRENCE-ID") or "", event.sequence)
    )
    masters = sorted(series.masters, key=lambda event: -event.sequence)
    yield [*masters[:1], *overrides]
    yield from ([event] for event in masters[1:])


def _check(text: str) -> None:
    if _START.match(text):
        return
    if not text.strip():
        raise unreadable("The answer is empty.", "Let the address answer with a calendar.")
    raise unreadable(
        "The answer is something else where a calendar should be.",
        "Give the address of the calendar itself (often ending in .ics), one that needs no signing in.",
    )
