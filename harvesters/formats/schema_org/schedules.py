"""schema.org's Schedule: the times of a bounded one, the rule of an endless one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # comes with icalendar, without types

from harvesters.formats import Context
from harvesters.formats.schema_org import nodes
from harvesters.formats.schema_org.nodes import Node
from harvesters.values.dates import instant, zone_named
from harvesters.values.durations import duration

MOST_TIMES = 400

_FREQUENCIES = {
    "D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY",
    "daily": "DAILY", "weekly": "WEEKLY", "biweekly": "WEEKLY;INTERVAL=2", "fortnightly": "WEEKLY;INTERVAL=2",
    "monthly": "MONTHLY", "yearly": "YEARLY", "annually": "YEARLY",
}  # fmt: skip
_PERIOD = re.compile(r"P(\d{1,3})([DWMY])")
_DAY = re.compile(r"(?:https?://schema\.org/)?([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)[a-z]*", re.IGNORECASE)
_CLOCK = re.compile(r"T?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_LENGTH = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")

Times = tuple[str, str | None, str | None]  # start, end, zone


@dataclass(slots=True)
class Schedule:
    """`times`: of a schedule that ends; `endless`: DTSTART, DURATION, RRULE and EXDATE of one that does not."""

    times: list[Times] = field(default_factory=list)
    endless: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A schedule in the terms of RFC 5545. Times are local to `zone`, or float without one."""

    start: datetime
    all_day: bool
    length: timedelta | None
    zone: str | None
    rule: str | None  # without its end
    until: date | None
    count: int | None
    except_days: frozenset[date]


def schedules(node: Node, context: Context) -> list[Schedule]:
    """The schedules of an Event or CourseInstance; one without a first day says nothing of when."""
    stated = [one for one in nodes.values(node, "eventSchedule", "courseSchedule") if isinstance(one, dict)]
    plans = (_plan(one, node, context) for one in stated)
    return [_schedule(plan) for plan in plans if plan]


def _schedule(plan: _Plan) -> Schedule:
    if plan.rule and not plan.until and not plan.count:
        return Schedule(endless=_lines(plan))
    return Schedule(
        times=[_times(plan, start) for start in _starts(plan) if start.date() not in plan.except_days]
    )


def _plan(node: Node, holder: Node, context: Context) -> _Plan | None:
    first = _day(_said(node, "startDate") or _said(holder, "startDate"))
    if first is None:
        return None
    clock, end_clock = _clock(_said(node, "startTime")), _clock(_said(node, "endTime"))
    start = datetime.combine(first, datetime.min.time()) + (clock[0] if clock else timedelta())
    length = end_clock[0] - clock[0] if clock and end_clock else _length(_said(node, "duration"))
    zone = _said(node, "scheduleTimezone") or (clock[1] if clock else None) or context.settings.get("zone")
    count = _said(node, "repeatCount") or ""
    return _Plan(
        start=start,
        all_day=clock is None,
        length=length + timedelta(days=1) if length and length < timedelta() else length,
        zone=zone if clock and zone and zone_named(zone) else None,
        rule=_rule(node),
        until=_day(_said(node, "endDate")),
        count=int(count) if count.isdecimal() and 0 < int(count) < 10_000 else None,
        except_days=frozenset(
            day for one in nodes.texts(nodes.values(node, "exceptDate")) if (day := _day(one))
        ),
    )


def _rule(node: Node) -> str | None:
    said = _said(node, "repeatFrequency") or ""
    period = _PERIOD.fullmatch(said)
    frequency = _FREQUENCIES.get(period[2] if period else said.rpartition("/")[2].lower())
    if frequency is None or (period and not int(period[1])):
        return None
    parts = [f"FREQ={frequency}"]
    if period and int(period[1]) > 1:
        parts.append(f"INTERVAL={int(period[1])}")
    found = (_DAY.fullmatch(one) for one in nodes.texts(nodes.values(node, "byDay")))
    days = [f"{day[1]}{day[2].upper()}" for day in found if day]
    if "WEEKLY" in frequency:
        days = [day[-2:] for day in days]
    parts += [f"BYDAY={','.join(days)}"] if days else []
    for name, key, most in (("byMonth", "BYMONTH", 12), ("byMonthDay", "BYMONTHDAY", 31)):
        numbers = [
            one for one in nodes.texts(nodes.values(node, name)) if one.isdecimal() and 0 < int(one) <= most
        ]
        parts += [f"{key}={','.join(numbers)}"] if numbers else []
    return ";".join(parts)


def _starts(plan: _Plan) -> list[datetime]:
    if plan.rule is None:
        return [plan.start]
    end = f";COUNT={plan.count}" if plan.count else f";UNTIL={plan.until:%Y%m%d}T235959"
    rule = rrulestr(plan.rule + end, dtstart=plan.start)
    return [start for start in islice(rule, MOST_TIMES) if plan.until is None or start.date() <= plan.until]


def _times(plan: _Plan, start: datetime) -> Times:
    end = start + plan.length if plan.length else None
    if plan.all_day:
        return start.date().isoformat(), None, None
    return _instant(start, plan.zone), _instant(end, plan.zone) if end else None, plan.zone


def _instant(local: datetime, zone: str | None) -> str:
    if zone is None:
        return local.isoformat()
    return local.replace(tzinfo=zone_named(zone)).astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _lines(plan: _Plan) -> str:
    lines = [f"DTSTART{_written(plan, plan.start)}"]
    if plan.length:
        lines.append(f"DURATION:PT{int(plan.length.total_seconds() // 60)}M")
    lines.append(f"RRULE:{plan.rule}")
    midnight = datetime.combine(plan.start.date(), datetime.min.time())
    left_out = (
        datetime.combine(day, datetime.min.time()) + (plan.start - midnight) for day in plan.except_days
    )
    lines += [f"EXDATE{_written(plan, local)}" for local in sorted(left_out)]
    return "\n".join(lines)


def _written(plan: _Plan, local: datetime) -> str:
    """The value of a property of iCalendar with the parameters that it needs."""
    if plan.all_day:
        return f";VALUE=DATE:{local:%Y%m%d}"
    if plan.zone and "/" in plan.zone:
        return f";TZID={plan.zone}:{local:%Y%m%dT%H%M%S}"
    if plan.zone:
        return f":{local.replace(tzinfo=zone_named(plan.zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f":{local:%Y%m%dT%H%M%S}"


def _said(node: Node, name: str) -> str | None:
    return nodes.text(nodes.values(node, name))


def _day(said: str | None) -> date | None:
    found = instant(said) if said else None
    return date.fromisoformat(found[:10]) if found and len(found) >= 10 else None


def _clock(said: Any) -> tuple[timedelta, str | None] | None:
    """Time since midnight, and the offset if one is stated."""
    found = _CLOCK.fullmatch(said.strip()) if said else None
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        return None
    offset = found[4] and ("UTC" if found[4].upper() == "Z" else f"{found[4][:3]}:{found[4][-2:]}")
    return timedelta(hours=int(found[1]), minutes=int(found[2])), offset


def _length(said: str | None) -> timedelta | None:
    found = _LENGTH.fullmatch(duration(said) or "") if said else None
    if not found:
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes) or None
