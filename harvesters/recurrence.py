"""The occurrences of calendar events: those of one event, all of a finite series, those ahead of an endless one."""

from __future__ import annotations

import calendar
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component
from icalendar.error import GloballyUniqueTZIDGuessed

from harvesters.values.contacts import without_contacts
from harvesters.values.forms import forms
from harvesters.values.identifiers import web_address
from harvesters.values.markup import line
from registry.catalogue.description import Form, Occurrence
from registry.framework.economies import economy

# Where a meeting is joined: RFC 7986, and what Google and Microsoft wrote before it.
CONFERENCES = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
MOST = 400  # occurrences of one series that a description states
_MOST_AHEAD = 1000
_END = datetime(2200, 1, 1)
_LONGEST = timedelta(days=3660)
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYSETPOS"}) | {
    f"BY{unit}" for unit in ("DAY", "MONTH", "MONTHDAY", "YEARDAY", "WEEKNO")
}
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_ONLINE = re.compile(
    r"\b(?:online|virtual(?:ly)?|zoom|webinar|webex|google meet|microsoft teams|ms teams|livestream|web conference"
    r"|en línea|en linea|trực tuyến|daring|dalam talian)\b"
    r"|线上|線上|在线|在線|网络会议|網路會議|オンライン|온라인|ออนไลน์",
    re.IGNORECASE,
)


def ahead(recurrence: str, today: datetime, days: int = 400) -> list[Occurrence]:
    """The occurrences of a description's `recurrence` from `today` (aware) on for so many days.

    At most 1,000; none of a rule that cannot be followed: the description that stated it was warned of.
    """
    try:
        series = read(recurrence)
        found = _query(series).between(today, today + timedelta(days=days))
    except (ValueError, OverflowError):
        return []
    return _in_order(islice(found, _MOST_AHEAD), _moved(series))


def expanded(recurrence: str) -> list[Occurrence] | None:
    """All occurrences of a finite series; None for more than MOST of them. Raises ValueError, OverflowError."""
    found = _from_the_start(recurrence, MOST)
    return None if len(found) > MOST else found


def first(recurrence: str) -> list[Occurrence]:
    """The first occurrence of a series, if it has any. Raises ValueError, OverflowError."""
    return _from_the_start(recurrence, 0)[:1]


def is_endless(event: Component) -> bool:
    return any("COUNT" not in rule and "UNTIL" not in rule for rule in rules(event))


def rules(event: Component) -> list[Mapping[str, list[Any]]]:
    """The RRULEs of an event, those apart that the library could not read."""
    stated = event.get("RRULE", [])
    return [rule for rule in (stated if isinstance(stated, list) else [stated]) if isinstance(rule, Mapping)]


def is_reasonable(rule: Mapping[str, list[Any]]) -> bool:
    """Whether a rule is one of sessions of a training, and can be expanded without looking for ever.

    Refused: rules by the hour or faster, times of day beside the start's, and days that never come (30 February).
    """
    frequency = str(rule.get("FREQ", [""])[0]).upper()
    if frequency not in _FREQUENCIES or not _PARTS.issuperset(part.upper() for part in rule):
        return False
    if frequency == "DAILY" and "BYSETPOS" in rule:
        return False
    if "BYMONTH" in rule and not {"BYYEARDAY", "BYWEEKNO"}.isdisjoint(rule):
        return False
    months = [int(month) for month in rule.get("BYMONTH", range(1, 13))]
    days = [abs(int(day)) for day in rule.get("BYMONTHDAY", [1])]
    return any(
        day <= calendar.monthrange(2024, month)[1] for month in months if 1 <= month <= 12 for day in days
    )


def occurrence(event: Component, *, key: bool = False) -> Occurrence | None:
    """One event's own occurrence; None without a start that is understood.

    `key`: it belongs to a series, and is told from the others by its RECURRENCE-ID, else its start.
    """
    start = moment(event, "DTSTART")
    if start is None:
        return None
    place = line(str(_value(event, "LOCATION") or "").replace("\\,", ","))
    conference = next((str(_value(event, name)) for name in CONFERENCES if name in event), None)
    address = web_address(conference or "") or web_address(place)
    return Occurrence(
        start=iso(start),
        end=_end(event, start),
        zone=_zone(start),
        all_day=not isinstance(start, datetime),
        key=iso(moment(event, "RECURRENCE-ID") or start) if key else "",
        place=without_contacts(place) or None if place and not web_address(place) else None,
        economy=_economy(place),
        url=address,
        form=_form(place, address is not None and conference is not None),
        cancelled=str(_value(event, "STATUS") or "").upper() == "CANCELLED",
    )


def moment(event: Component, name: str) -> date | datetime | None:
    """The date or time of a property; None where it is missing or no date."""
    found = _dt(event, name)
    return found if isinstance(found, date) and 1000 <= found.year < 2200 else None


def iso(at: date | datetime) -> str:
    """As a Description keeps it: a date, UTC with Z, or local time that floats."""
    if not isinstance(at, datetime):
        return at.isoformat()
    if at.tzinfo is None:
        return at.replace(microsecond=0).isoformat()
    return at.astimezone(ZoneInfo("UTC")).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def read(text: str) -> Calendar:
    """The calendar in a text whose zones are resolved. Raises ValueError for what is no calendar."""
    with warnings.catch_warnings():
        # A vendor's prefix before an IANA name; the name is what is meant.
        warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
        found = Calendar.from_ical(text)
    if not isinstance(found, Calendar):
        raise ValueError("no calendar")
    return found


def _query(series: Calendar) -> recurring_ical_events.CalendarQuery:
    return recurring_ical_events.of(series, keep_recurrence_attributes=True)


def _from_the_start(recurrence: str, most: int) -> list[Occurrence]:
    """More than `most` occurrences, or all: asked for in spans that grow, since the series' end is not known.

    (The library's own `after` halves its spans as long as it finds something, and takes seconds.)
    """
    series = read(recurrence)
    query, moved = _query(series), _moved(series)
    starts = [start for event in series.walk("VEVENT") if (start := moment(event, "DTSTART"))]
    begin = min((datetime(at.year, at.month, at.day) for at in starts), default=_END) - timedelta(days=1)
    span = timedelta(days=30)
    found: dict[str, Occurrence] = {}
    while begin < _END and len(found) <= most:
        end = min(begin + span, _END)
        found |= {one.key: one for one in _in_order(query.between(begin, end), moved)}
        begin, span = end, 2 * span
    return sorted(found.values(), key=lambda one: (one.start, one.key))


def _in_order(events: Iterable[Component], moved: Mapping[str, timedelta]) -> list[Occurrence]:
    found = (_slotted(event, moved) for event in events)
    return sorted((one for one in found if one), key=lambda one: (one.start, one.key))


def _slotted(event: Component, moved: Mapping[str, timedelta]) -> Occurrence | None:
    """An occurrence, told from the others by the time that its series gives it.

    A change of all from one on (RANGE=THISANDFUTURE) states that time for the first of them only.
    """
    one, start = occurrence(event, key=True), moment(event, "DTSTART")
    if one is None or start is None or one.key not in moved:
        return one
    return replace(one, key=iso(start - moved[one.key]))


def _moved(series: Calendar) -> dict[str, timedelta]:
    """By how much the changes of all from one on move each of them, by their RECURRENCE-ID."""
    moved = {}
    for event in series.walk("VEVENT"):
        parameters = getattr(_value(event, "RECURRENCE-ID"), "params", {})
        start, slot = moment(event, "DTSTART"), moment(event, "RECURRENCE-ID")
        comparable = start and slot and type(start) is type(slot) and _zoned(start) == _zoned(slot)
        if start and slot and comparable and str(parameters.get("RANGE", "")).upper() == "THISANDFUTURE":
            moved[iso(slot)] = start - slot
    return moved


def _zoned(at: date) -> bool:
    return isinstance(at, datetime) and at.tzinfo is not None


def _value(event: Component, name: str) -> Any:
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value


def _dt(event: Component, name: str) -> Any:
    try:
        return _value(event, name).dt
    except (AttributeError, ValueError):  # missing, or broken
        return None


def _end(event: Component, start: date | datetime) -> str | None:
    """The end as stated or by DURATION; the last day where it is a day long or more (RFC 5545: exclusive)."""
    end = moment(event, "DTEND")
    length = _dt(event, "DURATION") if end is None else None
    if isinstance(length, timedelta) and timedelta() <= length < _LONGEST:
        end = start + length
    if not isinstance(start, datetime):
        if end is None or isinstance(end, datetime) or end <= start:
            return iso(start)  # an event on a date lasts that day (RFC 5545, section 3.6.1)
        return iso(end - timedelta(days=1))
    # Without one, an event ends as it starts (RFC 5545, section 3.6.1), which says nothing of its length.
    return iso(end) if isinstance(end, datetime) and end != start else None


def _zone(start: date | datetime) -> str | None:
    if not isinstance(start, datetime) or start.tzinfo is None:
        return None
    name = getattr(start.tzinfo, "key", None)
    return str(name) if name else _offset(start, start.tzinfo)


def _offset(start: datetime, zone: tzinfo) -> str | None:
    """The offset at that time, of a zone that only the calendar defines."""
    minutes = int((zone.utcoffset(start) or timedelta()).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _form(place: str, conference: bool) -> Form | None:
    """Online if the place says so; a place of another kind does not say that there is no other way."""
    return "online" if conference or forms(place) == ("online",) or _ONLINE.search(place) else None


def _economy(place: str) -> str | None:
    """The last part of an address that names an economy; "Lima, Peru"."""
    return next((code for part in reversed(re.split("[,，、]", place)) if (code := economy(part))), None)
