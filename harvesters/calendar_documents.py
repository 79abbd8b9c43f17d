"""The documents of calendars (iCalendar, RFC 5545): content lines, the events they make up, and time zones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from harvesters.values.dates import zone_named
from harvesters.values.numbers import whole_number

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

_COMPONENTS = frozenset({"VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY"})
_ZONES_OF_CALENDARS = ("X-WR-TIMEZONE", "TIMEZONE-ID")

# DTSTAMP is the time of the export: with it, a calendar written anew would look changed in every event. Guests
# and contacts are nobody's business here (rule 16), alarms are the reader's own.
_DROPPED = frozenset({"DTSTAMP", "ATTENDEE", "CONTACT", "REQUEST-STATUS"})


@dataclass(frozen=True, slots=True)
class Event:
    """A VEVENT as the content lines between its BEGIN and END, without inner components."""

    lines: tuple[str, ...]
    kind: str = "VEVENT"

    def line(self, name: str) -> str | None:
        """The first line of a property."""
        return next((line for line in self.lines if _name(line) == name and _PROPERTY.fullmatch(line)), None)

    def value(self, name: str) -> str | None:
        """The first value of a property as it is written."""
        found = _PROPERTY.fullmatch(self.line(name) or "")
        return found[3].strip() if found else None

    @property
    def uid(self) -> str | None:
        return self.value("UID") or None

    @property
    def sequence(self) -> int:
        return whole_number(self.value("SEQUENCE") or "") or 0

    @property
    def version(self) -> tuple[int, str]:
        """Tells of two versions the newer one, which is greater (RFC 5545, section 3.8.7.4)."""
        return self.sequence, self.value("DTSTAMP") or ""

    @property
    def overrides(self) -> bool:
        """Whether it changes one occurrence of a series."""
        return self.value("RECURRENCE-ID") is not None

    def called_off(self) -> Event:
        kept = (line for line in self.lines if _name(line) != "STATUS")
        return Event((*kept, "STATUS:CANCELLED"), self.kind)


@dataclass(slots=True, eq=False)
class Calendar:
    """`others`: components that are no events: tasks, journals, times that are free or busy."""

    events: list[Event] = field(default_factory=list)
    others: list[Event] = field(default_factory=list)
    zones: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by TZID: the lines of a VTIMEZONE
    zone: str | None = (
        None  # the one of times that state none, as calendars of Google, Apple and others say it
    )


@dataclass(slots=True)
class Document:
    """`broken`: it ends before its last calendar does."""

    calendars: list[Calendar] = field(default_factory=list)
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


def document_of(text: str) -> Document:
    """All calendars of a document; METHOD:CANCEL calls off every event of its calendar (RFC 5546)."""
    reader = _Reader()
    for line in content_lines(text):
        reader.read(line)
    reader.conclude()
    return reader.document


def calendar_of(text: str) -> Calendar:
    """The one calendar of a record's payload."""
    return next(iter(document_of(text).calendars), Calendar())


class _Reader:
    """Takes a document's lines one by one, whatever ends of components are missing."""

    def __init__(self) -> None:
        self.document = Document()
        self.calendar = Calendar()
        self.calls_off = False
        self.lines: list[str] = []
        self.inside: list[str] = []  # the components that have begun: one of _COMPONENTS, and what is in it

    def read(self, line: str) -> None:
        name, _, value = line.partition(":")
        name, value = name.upper(), value.strip().upper()
        if value == "VCALENDAR" and name in ("BEGIN", "END"):
            self._calendar(begins=name == "BEGIN")
        elif name == "BEGIN" and value in _COMPONENTS:
            self._end()  # the one before lacks its own
            self.inside = [value]
        elif name == "END" and value in self.inside[:1]:
            self._end()
        elif self.inside:
            self._inner(line, name, value)
        else:
            self._property(line, _name(line), value)

    def _calendar(self, *, begins: bool) -> None:
        self._end()
        self.conclude()
        if begins:
            self.calendar, self.calls_off = Calendar(), False
            self.document.calendars.append(self.calendar)
        self.document.broken = begins  # until its end has been read

    def conclude(self) -> None:
        if self.calls_off:
            self.calendar.events = [event.called_off() for event in self.calendar.events]

    def _property(self, line: str, name: str, value: str) -> None:
        if name == "METHOD" and value == "CANCEL":
            self.calls_off = True
        elif name in _ZONES_OF_CALENDARS:
            self.calendar.zone = line.partition(":")[2].strip() or None

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
        elif kind == "VTIMEZONE":
            if len(lines) <= _LARGEST_ZONE and (name := Event(lines).value("TZID")):
                self.calendar.zones[name] = lines
        elif kind:
            self.calendar.others.append(Event(lines, kind))


def merged(calendars: Iterable[Calendar]) -> Calendar:
    """What several calendars say of times, without their events; of contradictions the first."""
    both = Calendar()
    for calendar in calendars:
        both = Calendar(zones=calendar.zones | both.zones, zone=both.zone or calendar.zone)
    return both


def document(events: Iterable[Event], calendar: Calendar) -> str:
    """Some events as a calendar of their own, with the time zones that they name or need."""
    kept = [[line for line in event.lines if _name(line) not in _DROPPED] for event in events]
    lines = [line for each in kept for line in each]
    floating = calendar.zone if any(map(_floats, lines)) else None
    named = {floating or "", *(_tzid(line) or "" for line in lines)} & calendar.zones.keys()
    blocks = ["BEGIN:VCALENDAR", "VERSION:2.0", *([f"X-WR-TIMEZONE:{floating}"] if floating else [])]
    for name in sorted(named):
        blocks += ["BEGIN:VTIMEZONE", *calendar.zones[name], "END:VTIMEZONE"]
    for each in kept:
        blocks += ["BEGIN:VEVENT", *each, "END:VEVENT"]
    return "\r\n".join((*blocks, "END:VCALENDAR", ""))


def with_zones_resolved(text: str, floating_in: str | None) -> str:
    """A document in which every TZID means one thing, whatever other calendars have been read before.

    A zone that only the calendar itself defines is renamed by its definition (the library that reads it keeps
    definitions by name, for all calendars). Times that float are put in the zone `floating_in`, else in the one
    that the calendar states for all.
    """
    calendar = calendar_of(text)
    floating_in = floating_in or calendar.zone
    renamed = {name: _renamed(name, lines) for name, lines in calendar.zones.items()}
    events = [
        Event(tuple(_resolved(line, renamed, floating_in) for line in event.lines))
        for event in _placed(calendar.events)
    ]
    zones = {
        new: tuple(f"TZID:{new}" if _name(line) == "TZID" else line for line in calendar.zones[name])
        for name, new in renamed.items()
        if new != name and _is_believable(calendar.zones[name])
    }
    return document(events, Calendar(zones=zones))


def _placed(events: list[Event]) -> Iterator[Event]:
    """Each with a start, and each change told by the time of the occurrence that it changes.

    A change that states no start, such as a notice that it is called off, leaves it where it was. Some calendars
    name the occurrence by its day only.
    """
    start = next((line for event in events if not event.overrides if (line := event.line("DTSTART"))), "")
    for event in events:
        changed = event.line("RECURRENCE-ID")
        if changed is None:
            yield event
            continue
        at = _at_time_of(start, changed)
        lines = tuple(at if line == changed else line for line in event.lines)
        if event.line("DTSTART") is None:
            lines += (re.sub(r";RANGE=[^;:]*", "", at.replace("RECURRENCE-ID", "DTSTART", 1), flags=re.I),)
        yield Event(lines)


def _at_time_of(start: str, changed: str) -> str:
    """A RECURRENCE-ID that is a day, as the time on that day at which the series starts."""
    head, _, first = start.rpartition(":")
    stated, _, day = changed.rpartition(":")
    if not re.fullmatch(r"\d{8}", day.strip()) or not re.fullmatch(r"\d{8}T\d{6}Z?", first.strip()):
        return changed
    extent = re.search(r";RANGE=[^;:]*", stated, re.IGNORECASE)
    name = f"RECURRENCE-ID{extent[0] if extent else ''}"
    return f"{name}{head[len('DTSTART') :]}:{day.strip()}{first.strip()[8:]}"


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
    if not found:
        return line
    name, parameters, value = found.groups()
    if zone := _tzid(line):
        meant = renamed.get(zone) or (zone if _can_be_looked_up(zone) else "unknown")
        parameters = _TZID.sub(lambda _: f";TZID={meant}", parameters)  # it may hold a backslash
    elif floating_in and _floats(line):
        parameters += f";TZID={renamed.get(floating_in, floating_in)}"
    return f"{name}{parameters}:{value}"


def _can_be_looked_up(zone: str) -> bool:
    """Not so a folder of zones ("Asia"), which the library takes for a file."""
    try:
        ZoneInfo(zone.strip("/"))  # as the library looks it up
    except (ZoneInfoNotFoundError, ValueError):
        return True  # it knows names that are no files, too
    except OSError:
        return False
    return True


def _floats(line: str) -> bool:
    """Whether it is a time that no zone is stated for."""
    found = _PROPERTY.fullmatch(line)
    if not found or found[1].upper() not in _MOMENTS or _TZID.search(found[2]):
        return False
    return bool(_FLOATING.fullmatch(found[3].strip()))


def _tzid(line: str) -> str | None:
    found = _PROPERTY.fullmatch(line)
    zone = _TZID.search(found[2]) if found else None
    return zone[1].strip('"') if zone else None


def _name(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0].upper()
