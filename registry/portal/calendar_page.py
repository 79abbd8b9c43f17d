"""Sessions as the calendar shows them: days of a list, weeks of a month, events of a feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from registry.framework.vocabularies import RESOURCE_TYPES
from registry.planning.agenda import FeedRow, Row
from registry.portal import ical
from registry.portal.detail import economy_name
from registry.portal.session_calendar import uid
from registry.portal.sessions import Session

REMINDERS = {"": None, "PT1H": timedelta(hours=1), "P1D": timedelta(days=1), "P7D": timedelta(days=7)}
_IN_A_DAY = 4  # sessions of a day that a month shows


@dataclass(frozen=True, slots=True)
class Shown:
    """One session. `day`: on which it begins for the reader; `time`: "10:00", "" for a whole day."""

    row: Row
    session: Session
    day: date
    time: str

    @property
    def type(self) -> str:
        type = RESOURCE_TYPES.get(self.row.type or "")
        return type.label(get_language()) if type else ""

    @property
    def economies(self) -> str:
        held = self.row.stated.get("economy")
        codes = [held] if held else [code for code in (self.row.economies or "").split(",") if code]
        return ", ".join(economy_name(code) for code in codes[:3])


@dataclass(frozen=True, slots=True)
class Day:
    """`other`: of the month before or after. `more`: sessions that are not shown."""

    date: date
    sessions: Sequence[Shown]
    other: bool = False
    today: bool = False
    more: int = 0


def shown(rows: Iterable[Row], zone: ZoneInfo | None) -> list[Shown]:
    """By day and time of the reader; whole days first."""
    return sorted((_shown(row, zone) for row in rows), key=lambda each: (each.day, each.time))


def days(sessions: Sequence[Shown]) -> list[Day]:
    """The days that have sessions, in the order given."""
    return [Day(day, list(held)) for day, held in groupby(sessions, key=lambda each: each.day)]


def weeks(first: date, sessions: Sequence[Shown], today: date) -> list[list[Day]]:
    """The month that begins on `first`, in whole weeks from Monday on."""
    held: dict[date, list[Shown]] = {}
    for each in sessions:
        held.setdefault(each.day, []).append(each)
    start = first - timedelta(days=first.weekday())
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    count = (last - start).days // 7 + 1
    return [
        [_day(start + timedelta(days=7 * week + n), first, held, today) for n in range(7)]
        for week in range(count)
    ]


def entries(rows: Iterable[FeedRow], address: str, host: str, remind: timedelta | None) -> list[ical.Entry]:
    """`address`: of a resource's page, with {} for its public id."""
    found = (_entry(row, address, host, remind) for row in rows)
    return [entry for entry in found if entry]


def _shown(row: Row, zone: ZoneInfo | None) -> Shown:
    floating = "T" in row.stated["start"] and datetime.fromisoformat(row.stated["start"]).tzinfo is None
    whole = bool(row.stated.get("all_day")) or "T" not in row.stated["start"]
    own = row.starts.astimezone(UTC) if floating or whole else row.starts.astimezone(zone or UTC)
    return Shown(row, Session.from_stated(row.stated, zone), own.date(), "" if whole else f"{own:%H:%M}")


def _day(day: date, first: date, held: Mapping[date, Sequence[Shown]], today: date) -> Day:
    sessions = held.get(day, ())
    more = max(0, len(sessions) - _IN_A_DAY)
    return Day(day, sessions[:_IN_A_DAY], other=day.month != first.month, today=day == today, more=more)


def _entry(row: FeedRow, address: str, host: str, remind: timedelta | None) -> ical.Entry | None:
    times = ical.moments(row.stated)
    if times is None:
        return None
    said, page = row.effective, address.format(row.public_id)
    notes = [str(said.get("access") or ""), str(row.stated.get("registration") or ""), page]
    return ical.Entry(
        uid=uid(row.public_id, row.stated, said, host),
        title=str(said.get("title") or ""),
        starts=times[0],
        ends=times[1],
        changed=row.changed,
        url=page,
        description="\n".join(note for note in notes if note),
        place=str(row.stated.get("place") or row.stated.get("url") or ""),
        language=str(said.get("language") or ""),
        cancelled=bool(row.stated.get("cancelled")),
        remind=remind,
        categories=tuple(str(said[name]) for name in ("type",) if said.get(name)),
    )
