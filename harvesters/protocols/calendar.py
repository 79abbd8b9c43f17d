"""Calendars (iCalendar): one record for each UID, its changed occurrences included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from harvesters.alternates import CALENDAR_TYPES
from harvesters.calendar_documents import Calendar, Event, document, document_of, merged, unfolded
from harvesters.fetch import Fetched, Fetcher
from harvesters.listing import Completeness, Harvested, Request
from harvesters.protocols.record_listing import RecordListing, unreadable
from harvesters.words import words

_ACCEPT = "text/calendar, */*;q=0.5"
_START = re.compile(r"\ufeff?\s*BEGIN:VCALENDAR\b", re.IGNORECASE)
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})


@dataclass(slots=True)
class _Series:
    """The events of one UID: the event itself, and changes of single occurrences."""

    calendars: list[Calendar] = field(default_factory=list)  # that they are in
    masters: list[Event] = field(default_factory=list)
    overrides: list[Event] = field(default_factory=list)


_Record = tuple[list[Event], Calendar]


class Harvester(RecordListing):
    """A calendar is complete for what is still to come; many drop what is over."""

    def __init__(self, fetcher: Fetcher, request: Request) -> None:
        super().__init__(fetcher, request)
        self.outcome.completeness = Completeness.AHEAD

    def records(self) -> Iterator[Harvested]:
        fetched = self.named_document(_ACCEPT, CALENDAR_TYPES, words("calendar"))
        text = self.text(replace(fetched, body=unfolded(fetched.body)))
        _check(text)
        found = document_of(text)
        for events, calendar in _records(found.calendars):
            yield self._record(events, calendar, fetched)
        for calendar in found.calendars:
            for other in calendar.others:
                yield _no_event(other)
        if found.broken:
            raise unreadable(
                words("The calendar breaks off: END:VCALENDAR is missing."),
                words("See that the calendar is written and sent in full."),
            )

    def _record(self, events: list[Event], calendar: Calendar, fetched: Fetched) -> Harvested:
        payload = document(events, calendar).encode()
        if (events[0].value("CLASS") or "").upper() in _PRIVATE:
            return Harvested(
                identifier=events[0].uid,
                payload=payload,
                skipped=words("The calendar marks this event as private."),
            )
        return self.harvested(events[0].uid, payload, "calendar", fetched)


def _no_event(component: Event) -> Harvested:
    return Harvested(
        identifier=component.uid, skipped=words("It is no event, but a %(kind)s.", kind=component.kind)
    )


def _records(calendars: Iterable[Calendar]) -> Iterator[_Record]:
    """The events of each record, in the order of the document, and what its calendars say of times.

    A UID that is given to several events is listed as often: the newest version counts, the others repeat it.
    """
    series: dict[str, _Series] = {}
    for calendar in calendars:
        for event in calendar.events:
            if event.uid:
                own = series.setdefault(event.uid, _Series())
                if calendar not in own.calendars:
                    own.calendars.append(calendar)
                (own.overrides if event.overrides else own.masters).append(event)
    for calendar in calendars:
        for event in calendar.events:
            if not event.uid:
                yield [event], calendar
            elif event.uid in series:
                yield from _versions(series.pop(event.uid))


def _versions(series: _Series) -> Iterator[_Record]:
    """The newest of the event, with the newest of each changed occurrence, and then the older ones."""
    changed = {event.value("RECURRENCE-ID"): event for event in sorted(series.overrides, key=_version)}
    overrides = sorted(changed.values(), key=lambda event: event.value("RECURRENCE-ID") or "")
    masters = sorted(series.masters, key=_version, reverse=True)
    calendar = merged(series.calendars)
    yield [*map(_told_in_full, masters[:1], masters[1:] or masters), *overrides], calendar
    yield from (([event], calendar) for event in masters[1:])


def _version(event: Event) -> tuple[int, str]:
    return event.version


def _told_in_full(newest: Event, before: Event) -> Event:
    """A notice that an event is called off need not say again what it was (RFC 5546, section 3.2.5)."""
    is_notice = (newest.value("STATUS") or "").upper() == "CANCELLED" and not newest.value("SUMMARY")
    return before.called_off() if is_notice else newest


def _check(text: str) -> None:
    if _START.match(text):
        return
    if not text.strip():
        raise unreadable(words("The answer is empty."), words("Let the address answer with a calendar."))
    raise unreadable(
        words("The answer is something else where a calendar should be."),
        words(
            "Give the address of the calendar itself (often ending in .ics), one that needs no signing in."
        ),
    )
