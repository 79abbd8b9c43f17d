"""A plan as a calendar: its dated steps when they are, the others week by week, as the firm's hours allow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from registry.portal import ical
from registry.portal.shown_plan import ShownPlan, ShownStep

_REMIND = timedelta(days=1)
_UNKNOWN = timedelta(weeks=1)  # for a step that does not say how long it takes


def plan_calendar(shown: ShownPlan, address: str, host: str, zone: ZoneInfo | None) -> bytes:
    """Of the steps that are still to be done; weeks begin on the day on which the plan was made."""
    entries, day = [], shown.made.astimezone(zone or UTC).date()
    for step in shown.open:
        times = ical.moments(step.next.stated) if step.next else None
        if times:
            entries.append(_entry(step, *times, address, host, shown.made))
            continue
        last = day + _weeks(step, shown.answers.hours)
        entries.append(_entry(step, day, last, address, host, shown.made, suggested=True))
        day = last
    return ical.calendar(shown.title, host, entries)


def _weeks(step: ShownStep, hours: int | None) -> timedelta:
    """Whole weeks that it takes at so many hours a week."""
    minutes = step.step.offer.minutes if step.step.offer else None
    if not minutes or not hours:
        return _UNKNOWN
    return timedelta(weeks=min(-(-minutes // (hours * 60)), 52))


def _entry(
    step: ShownStep,
    starts: date | datetime,
    ends: date | datetime | None,
    address: str,
    host: str,
    changed: datetime,
    *,
    suggested: bool = False,
) -> ical.Entry:
    assert step.detail
    why = "\n".join([*step.lifts, *step.reasons])
    note = _("Suggested time: you can take it whenever you like.") if suggested else ""
    return ical.Entry(
        uid=f"{uuid5(NAMESPACE_URL, step.id)}@{host}",
        title=step.title,
        starts=starts,
        ends=ends,
        changed=changed,
        url=str(step.detail.known.get("url") or ""),
        description="\n".join(part for part in (note, why, address) if part),
        place=str(step.next.stated.get("place") or "") if step.next else "",
        language=str(step.detail.known.get("language") or ""),
        busy=not suggested,
        remind=None if suggested else _REMIND,
    )
