"""When a session takes place, in words that claim no more than its source stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Session:
    """One dated session, ready for a page.

    `when`: in the reader's time zone, in floating local time said to be so, or in days. `locally`: the same in the
    zone that the source stated, "" where that adds nothing. `machine`: for `<time datetime>`, "" if the day is unknown.
    """

    when: str
    locally: str
    machine: str
    stated: Mapping[str, Any]

    @classmethod
    def from_stated(cls, stated: Mapping[str, Any], zone: ZoneInfo | None = None) -> Self:
        """From registry.catalogue.description.Occurrence as JSON; `zone`: the reader's, None for UTC."""
        start, end = _moment(stated["start"]), _moment(stated.get("end"))
        if start is None:
            return cls(_vague(stated["start"]), "", "", stated)
        if not isinstance(start, datetime):
            return cls(_days(start, end), "", stated["start"], stated)
        until = end if isinstance(end, datetime) else None
        if start.tzinfo is None:
            words = _("%(time)s, local time (zone not stated)") % {"time": _span(start, until)}
            return cls(words, "", stated["start"], stated)
        own = start.astimezone(zone or UTC)
        words = _span(own, until.astimezone(zone or UTC) if until else None)
        elsewhere = _elsewhere(own, until, stated.get("zone"))
        return cls(_in_zone(words, zone), elsewhere, stated["start"], stated)


def stated_day(stated: str | None) -> str:
    """The day of a date or time; what is less than a day as it was stated; "" for none."""
    moment = _moment(stated)
    return date_format(moment) if moment else stated or ""


def _moment(stated: str | None) -> date | datetime | None:
    """A date, a time with or without its offset, or None for less than a day, such as "2026-05"."""
    if not stated:
        return None
    try:
        return date.fromisoformat(stated) if len(stated) == 10 else datetime.fromisoformat(stated)
    except ValueError:
        return None


def _vague(stated: str) -> str:
    try:
        month = datetime.strptime(stated, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        return _("%(time)s (day not stated)") % {"time": stated}
    return _("%(time)s (day not stated)") % {"time": date_format(month, "YEAR_MONTH_FORMAT")}


def _days(start: date, end: date | datetime | None) -> str:
    if end is None or end == start or isinstance(end, datetime):
        return date_format(start)
    return f"{date_format(start)} – {date_format(end)}"


def _span(start: datetime, end: datetime | None) -> str:
    first = f"{date_format(start)}, {time_format(start)}"
    if end is None or end == start:
        return first
    if end.date() == start.date():
        return f"{first}–{time_format(end)}"
    return f"{first} – {date_format(end)}, {time_format(end)}"


def _in_zone(words: str, zone: ZoneInfo | None) -> str:
    if zone is None or zone.key == "UTC":
        return f"{words} UTC"
    place = zone.key.rpartition("/")[2].replace("_", " ")
    return _("%(time)s (%(place)s time)") % {"time": words, "place": place}


def _elsewhere(start: datetime, end: datetime | None, zone: str | None) -> str:
    known = stated_zone(zone)
    if known is None or start.astimezone(known).utcoffset() == start.utcoffset():
        return ""
    local = _span(start.astimezone(known), end.astimezone(known) if end else None)
    return _("%(time)s in %(zone)s") % {"time": local, "zone": str(zone).replace("_", " ")}


def stated_zone(name: str | None) -> tzinfo | None:
    """Of an IANA name or an offset such as "+08:00"; None for anything else."""
    if not name:
        return None
    try:
        if name[0] in "+-":
            return timezone(datetime.strptime(name, "%z").utcoffset() or timedelta(0))
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        return None
