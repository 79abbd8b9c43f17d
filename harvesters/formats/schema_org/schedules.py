"""schema.org's Schedule as a series of iCalendar: the times of one that ends, the rule of an endless one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from icalendar import Calendar, Event
from icalendar.prop import vRecur

from harvesters.context import Context
from harvesters.formats.schema_org import nodes
from harvesters.formats.schema_org.nodes import Node
from harvesters.recurrence import expanded, is_reasonable
from harvesters.values.dates import instant, zone_named
from harvesters.values.durations import duration
from harvesters.values.numbers import whole_number
from harvesters.words import words

_FREQUENCIES = {
    "D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY",
    "daily": "DAILY", "weekly": "WEEKLY", "biweekly": "WEEKLY;INTERVAL=2", "fortnightly": "WEEKLY;INTERVAL=2",
    "monthly": "MONTHLY", "yearly": "YEARLY", "annually": "YEARLY",
}  # fmt: skip
# Beyond these a schedule is a slip or worse, and following it takes long.
_EARLIEST = 1990
_MOST_TIMES = 2_000

_PERIOD = re.compile(r"P0*([1-9]\d{0,2})([DWMY])")
_DAY = re.compile(r"(?:https?://schema\.org/)?([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)[a-z]*", re.IGNORECASE)
_CLOCK = re.compile(r"T?([01]?\d|2[0-3]):([0-5]\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_LENGTH = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?)?")

Times = tuple[str, str | None, str | None]  # start, end, zone


@dataclass(slots=True)
class Schedule:
    """`times`: of a schedule that ends; `endless`: of one that does not, a Description's `recurrence`."""

    times: list[Times] = field(default_factory=list)
    endless: str | None = None


def schedules(node: Node, place: str | None, context: Context) -> list[Schedule]:
    """The schedules of an Event or CourseInstance; one without a first day says nothing of when."""
    stated = [one for one in nodes.values(node, "eventSchedule", "courseSchedule") if isinstance(one, dict)]
    found = []
    for one in stated:
        event = _event(one, node, context)
        if event is not None:
            event.add("location", place or "")
            found.append(_schedule(event, context))
    return found


def _schedule(event: Event, context: Context) -> Schedule:
    calendar = Calendar()
    calendar.add_component(event)
    text = calendar.to_ical().decode()
    rule = event.get("RRULE")
    if rule is not None and "COUNT" not in rule and "UNTIL" not in rule:
        return Schedule(endless=text)
    every = expanded(text)
    if every is None:
        context.warn(
            "occurrences",
            words("The schedule has too many sessions."),
            words("State sessions of the next year only."),
        )
    return Schedule(times=[(one.start, one.end, one.zone) for one in every or []])


def _event(node: Node, holder: Node, context: Context) -> Event | None:
    """The series in terms of RFC 5545; its clock is local to the schedule's zone, or floats without one."""
    first = _day(_said(node, "startDate") or _said(holder, "startDate"))
    if first is None or first.year < _EARLIEST:
        return None
    clock, end_clock = _clock(_said(node, "startTime")), _clock(_said(node, "endTime"))
    zone = _zone(node, clock, context) if clock else None
    event = Event()
    event.add("uid", "schedule")
    event.add("dtstart", _at(first, clock, zone))
    length = end_clock[0] - clock[0] if clock and end_clock else _length(_said(node, "duration"))
    if clock and length:
        event.add("duration", length if length > timedelta() else length + timedelta(days=1))
    if rule := _rule(node, context):
        event.add("rrule", rule | _end(node, clock, zone))
    left_out = nodes.texts(nodes.values(node, "exceptDate"))
    if days := [_at(day, clock, zone) for one in left_out if (day := _day(one))]:
        event.add("exdate", days)
    return event


def _at(day: date, clock: _Clock | None, zone: tzinfo | None) -> date | datetime:
    return datetime.combine(day, time.min, zone) + clock[0] if clock else day


def _zone(node: Node, clock: _Clock, context: Context) -> tzinfo | None:
    names = (_said(node, "scheduleTimezone"), clock[1], context.settings.get("zone"))
    return next((zone for name in names if name and (zone := zone_named(name))), None)


def _rule(node: Node, context: Context) -> vRecur | None:
    """The rule without its end."""
    said = _said(node, "repeatFrequency") or ""
    period = _PERIOD.fullmatch(said)
    frequency = _FREQUENCIES.get(period[2] if period else said.rpartition("/")[2].lower())
    if frequency is None:
        return None
    parts = [f"FREQ={frequency}"]
    if period and period[1] != "1":
        parts.append(f"INTERVAL={period[1]}")
    found = [day for one in nodes.texts(nodes.values(node, "byDay")) if (day := _DAY.fullmatch(one))]
    weekly = "WEEKLY" in frequency or "DAILY" in frequency  # where "the second Monday" means nothing
    parts += (
        [f"BYDAY={','.join(('' if weekly else day[1] or '') + day[2].upper() for day in found)}"]
        if found
        else []
    )
    for name, key, most in (("byMonth", "BYMONTH", 12), ("byMonthDay", "BYMONTHDAY", 31)):
        numbers = [
            one for one in nodes.texts(nodes.values(node, name)) if 0 < (whole_number(one) or 0) <= most
        ]
        parts += [f"{key}={','.join(numbers)}"] if numbers else []
    rule: vRecur = vRecur.from_ical(";".join(parts))
    if is_reasonable(rule):
        return rule
    context.warn(
        "recurrence", words("The schedule's days never come."), words("Correct byMonth and byMonthDay.")
    )
    return None


def _end(node: Node, clock: _Clock | None, zone: tzinfo | None) -> dict[str, Any]:
    count, last = whole_number(_said(node, "repeatCount") or ""), _day(_said(node, "endDate"))
    if count and count <= _MOST_TIMES:
        return {"COUNT": [count]}
    if last is None:
        return {}
    if clock is None:
        return {"UNTIL": [last]}
    until = datetime.combine(last, time(23, 59, 59), zone)
    return {"UNTIL": [until.astimezone(UTC) if zone else until]}


_Clock = tuple[timedelta, str | None]  # since midnight, and the offset if one is stated


def _clock(said: str | None) -> _Clock | None:
    found = _CLOCK.fullmatch(said.strip()) if said else None
    if not found:
        return None
    offset = found[3] and ("UTC" if found[3].upper() == "Z" else f"{found[3][:3]}:{found[3][-2:]}")
    return timedelta(hours=int(found[1]), minutes=int(found[2])), offset


def _length(said: str | None) -> timedelta | None:
    found = _LENGTH.fullmatch(duration(said) or "") if said else None
    if not found:
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes) or None


def _day(said: str | None) -> date | None:
    found = instant(said) if said else None
    return date.fromisoformat(found[:10]) if found and len(found) >= 10 else None


def _said(node: Node, name: str) -> str | None:
    return nodes.text(nodes.values(node, name))
