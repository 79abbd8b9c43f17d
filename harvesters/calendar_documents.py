"""The documents of calendars (iCalendar, RFC 5545): content lines, the events they make up, and time zones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from harvesters.values.dates import zone_named

# Lines may be folded inside a character of several bytes, so that bytes are unfolded before they are decoded.
_FOLD_IN_BYTES = re.compile(rb"\r?\n[ \t]")
_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_PARAMETER = r';[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*'
_PROPERTY = re.compile(rf"([A-Za-z0-9-]+)((?:{_PARAMETER})*):(.*)", re.DOTALL)
_TZID = re.compile(r';TZID=("[^"]*"|[^";:,]*)', re.IGNORECASE)
_MOMENTS = frozenset({"DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE"})
_TEXTS = frozenset({"DESCRIPTION", "SUMMARY", "LOCATION", "COMMENT", "X-ALT-DESC", "STYLED-DESCRIPTION"})
_FLOATING = re.compile(r"\d{8}T\d{6}(?:,\d{8}T\d{6})*")
# A calendar's own time zone may repeat its changes by the year only: RFC 5545 allows more, and no end of work.
_YEARLY = re.compile(
    r"RRULE:FREQ=YEARLY(?:;(?:BYMONTH|BYDAY|BYMONTHDAY|INTERVAL|UNTIL|COUNT|WKST)=[^;]*)*", re.IGNORECASE
)
_LARGEST_ZONE = 300  # lines; a century of changes written out one by one has more and is rare

# DTSTAMP is the time of the export: with it, a calendar written anew would look changed in every event. Guests
# and contacts are nobody's business here (rule 16), alarms are the reader's own.
_DROPPED = frozenset({"DTSTAMP", "ATTENDEE", "CONTACT", "REQUEST-STATUS"})


@dataclass(frozen=True, slots=True)
class Event:
    """A VEVENT as the content lines between its BEGIN and END, without inner components."""

    lines: tuple[str, ...]

    def value(self, name: str) -> str | None:
        """The first value of a property as it is written."""
        for line in self.lines:
            if (found := _PROPERTY.fullmatch(line)) and found[1].upper() == name:
                return found[3].strip()
        return None

    @property
    def uid(self) -> str | None:
        return self.value("UID") or None

    @property
    def sequence(self) -> int:
        stated = self.value("SEQUENCE") or ""
        return int(stated) if stated.isdecimal() and len(stated) < 10 else 0

    @property
    def overrides(self) -> bool:
        """Whether it changes one occurrence of a series."""
        return self.value("RECURRENCE-ID") is not None


@dataclass(slots=True)
class Calendar:
    """`broken`: the document ends before its last component does."""

    events: list[Event] = field(default_factory=list)
    zones: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by TZID: the lines of a VTIMEZONE
    cancelled: bool = False  # METHOD:CANCEL
    broken: bool = False


def unfolded(body: bytes) -> bytes:
    return _FOLD_IN_BYTES.sub(b"", body)


def content_lines(text: str) -> Iterator[str]:
    """The unfolded lines. One that is no property goes on with the text before it, as careless exports write it."""
    pending = ""
    for line in _LINE_BREAK.split(_FOLD.sub("", text)):
        if _PROPERTY.fullmatch(line):
            if pending:
                yield pending
            pending = line
        elif line and _name(pending) in _TEXTS:
            pending += f"\\n{line}"
    if pending:
        yield pending


def calendar_of(text: str) -> Calendar:
    """All events of a document, which may hold several calendars."""
    reader = _Reader()
    for line in content_lines(text):
        reader.read(line)
    return reader.calendar


class _Reader:
    """Takes a document's lines one by one, whatever ends of components are missing."""

    def __init__(self) -> None:
        self.calendar = Calendar()
        self.lines: list[str] = []
        self.inside: list[str] = []  # the components that have begun: VEVENT or VTIMEZONE, and what is in it

    def read(self, line: str) -> None:
        name, _, value = line.partition(":")
        name, value = name.upper(), value.strip().upper()
        if value == "VCALENDAR" and name in ("BEGIN", "END"):
            self.calendar.broken = name == "BEGIN" or bool(self.inside)
        elif name == "BEGIN" and value in ("VEVENT", "VTIMEZONE"):
            self._end()  # the one before lacks its own
            self.inside = [value]
        elif name == "END" and value in self.inside[:1]:
            self._end()
        elif self.inside:
            self._inner(line, name, value)
        elif name == "METHOD" and value == "CANCEL":
            self.calendar.cancelled = True

    def _inner(self, line: str, name: str, value: str) -> None:
        is_zone = self.inside[0] == "VTIMEZONE"
        if name == "BEGIN":
            self.inside.append(value)
        if is_zone or (
            len(self.inside) == 1 and name != "END"
        ):  # of an event not its alarms, nor a stray end
            self.lines.append(line)
        if name == "END" and value in self.inside:
            del self.inside[self.inside.index(value) :]

    def _end(self) -> None:
        lines, self.lines = tuple(self.lines), []
        kind = self.inside[0] if self.inside else ""
        self.inside = []
        if kind == "VEVENT":
            self.calendar.events.append(Event(lines))
        elif kind == "VTIMEZONE" and len(lines) <= _LARGEST_ZONE and (name := Event(lines).value("TZID")):
            self.calendar.zones[name] = lines


def document(events: Iterable[Event], calendar: Calendar) -> str:
    """Some events as a calendar of their own, with the time zones that they name."""
    kept = [[line for line in event.lines if _name(line) not in _DROPPED] for event in events]
    named = {_tzid(line) or "" for lines in kept for line in lines} & calendar.zones.keys()
    blocks = ["BEGIN:VCALENDAR", "VERSION:2.0", *(["METHOD:CANCEL"] if calendar.cancelled else [])]
    for name in sorted(named):
        blocks += ["BEGIN:VTIMEZONE", *calendar.zones[name], "END:VTIMEZONE"]
    for lines in kept:
        blocks += ["BEGIN:VEVENT", *lines, "END:VEVENT"]
    return "\r\n".join((*blocks, "END:VCALENDAR", ""))


def with_zones_resolved(text: str, floating_in: str | None) -> str:
    """A document in which every TZID means one thing, whatever other calendars have been read before.

    A zone that only the calendar itself defines is renamed by its definition (the library that reads it keeps
    definitions by name, for all calendars). Times that float are put in the zone `floating_in`, if given.
    """
    calendar = calendar_of(text)
    renamed = {name: _renamed(name, lines) for name, lines in calendar.zones.items()}
    events = [
        Event(tuple(_resolved(line, renamed, floating_in) for line in event.lines))
        for event in calendar.events
    ]
    calendar.zones = {
        new: tuple(f"TZID:{new}" if _name(line) == "TZID" else line for line in calendar.zones[name])
        for name, new in renamed.items()
        if new != name and _is_believable(calendar.zones[name])
    }
    return document(events, calendar)


def _is_believable(zone: Iterable[str]) -> bool:
    for line in zone:
        if _name(line) == "RRULE" and not _YEARLY.fullmatch(line):
            return False
        if _name(line) == "BEGIN" and line.partition(":")[2].strip().upper() not in ("STANDARD", "DAYLIGHT"):
            return False
    return True


def _renamed(name: str, definition: tuple[str, ...]) -> str:
    return name if zone_named(name) else "own-" + sha256("\n".join(definition).encode()).hexdigest()[:24]


def _resolved(line: str, renamed: dict[str, str], floating_in: str | None) -> str:
    found = _PROPERTY.fullmatch(line)
    if not found or found[1].upper() not in _MOMENTS:
        return line
    name, parameters, value = found.groups()
    if zone := _tzid(line):
        parameters = _TZID.sub(f";TZID={renamed.get(zone, zone)}", parameters)
    elif floating_in and _FLOATING.fullmatch(value.strip()):
        parameters += f";TZID={floating_in}"
    return f"{name}{parameters}:{value}"


def _tzid(line: str) -> str | None:
    found = _PROPERTY.fullmatch(line)
    zone = _TZID.search(found[2]) if found else None
    return zone[1].strip('"') if zone else None


def _name(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0].upper()
