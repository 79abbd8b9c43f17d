"""Reminders of dates: sent some days before, told at once when the date moves, is cancelled or is listed no more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from registry.alerts import dates, links, touched
from registry.alerts.models import Place, Reminder
from registry.catalogue.merging import placed
from registry.catalogue.models import Resource
from registry.people import letters

UNCONFIRMED = timedelta(days=7)
KEPT = timedelta(days=30)  # after the date
_AT_ONCE = 200


def run_due(now: datetime | None = None) -> int:
    """Tells what has changed, then what is near; returns how many letters were written.

    Each is one conditional UPDATE with its letter in the same transaction: told once, by whichever worker.
    """
    now = now or timezone.now()
    if not waiting().exists():
        return 0
    written = _tell_changes(now)
    heard = waiting().filter(reader__refused=None).exclude(confirmed=None)
    near = heard.filter(due__lte=now).select_related("reader", "resource").order_by("due", "pk")[:_AT_ONCE]
    written += sum(_remind(reminder, now) for reminder in near)
    if written:
        prune(now)
    return written


def waiting() -> QuerySet[Reminder]:
    """Those that have not been sent, and whose date is still to be looked after."""
    return Reminder.objects.filter(sent=None, over="")


def begin_following() -> Place:
    """From when the first reminder is confirmed, what changes is looked at."""
    place, _made = Place.objects.get_or_create(name="reminders", defaults={"position": touched.last()})
    return place


def choose(reminder: Reminder, stated: dates.Stated) -> None:
    """Sets which date it is of."""
    moment = placed(stated["start"])
    assert moment is not None
    reminder.key, reminder.start, reminder.moment = dates.key(stated), stated["start"], moment
    reminder.due = moment - timedelta(days=reminder.days)


def prune(now: datetime) -> None:
    """What nobody confirmed, and what is long over."""
    Reminder.objects.filter(confirmed=None, created__lt=now - UNCONFIRMED).delete()
    Reminder.objects.filter(moment__lt=now - KEPT, ask_later=False).delete()


def _remind(reminder: Reminder, now: datetime) -> bool:
    """What has changed is told with it, even where nobody has noticed before."""
    if _tell_change(reminder, now) and (reminder.over or reminder.due > now):
        return True
    said = _said(reminder) | {"passed": reminder.moment <= now}
    with transaction.atomic():
        if not Reminder.objects.filter(pk=reminder.pk, sent=None, over="").update(sent=now):
            return False
        if not said["passed"]:  # the worker was away for longer than the reminder was early
            letters.send([_letter(reminder, "alerts/mail/reminder", said)])
    return True


def _tell_changes(now: datetime) -> int:
    place, last = begin_following(), touched.last()
    if last <= place.position:
        return 0
    written, ids = 0, touched.between(place.position, last)
    for start in range(0, len(ids), _AT_ONCE):
        some = waiting().filter(resource__in=ids[start : start + _AT_ONCE])
        confirmed = some.exclude(confirmed=None).select_related("reader", "resource")
        written += sum(_tell_change(reminder, now) for reminder in confirmed)
    Place.objects.filter(name="reminders", position=place.position).update(position=last)
    return written


def _tell_change(reminder: Reminder, now: datetime) -> bool:
    """Whether there was a change to tell. One that has moved is due again, so long before its new beginning."""
    before, occurrences = reminder.start, occurrences_of(reminder.resource)
    old = {"key": reminder.key, "start": before, "over": ""}
    if not _change(reminder, dates.differences(reminder.dates, occurrences, now)):
        return False
    said = _said(reminder) | {"before": before}
    reminder.dates = dates.told(occurrences)
    new = {name: getattr(reminder, name) for name in ("key", "start", "moment", "dates", "due", "over")}
    with transaction.atomic():
        if not Reminder.objects.filter(pk=reminder.pk, sent=None, **old).update(**new):
            return False
        letters.send([_letter(reminder, "alerts/mail/date_changed", said)])
    return True


def _change(reminder: Reminder, found: dates.Differences) -> bool:
    """Takes over what has changed about the reminder's own date; False if nothing has."""
    moved = next((one.now for one in found.moved if one.before == reminder.start), None)
    if not _is_shown(reminder.resource):
        reminder.over = "gone"
    elif moved:
        choose(reminder, moved)
    elif any(dates.key(stated) == reminder.key for stated in found.cancelled):
        reminder.over = "cancelled"
    elif reminder.start in found.gone:
        reminder.over = "gone"
    else:
        return False
    return True


def _is_shown(resource: Resource) -> bool:
    return Resource.objects.visible().filter(pk=resource.leader_id or resource.pk).exists()


def occurrences_of(resource: Resource) -> list[dates.Stated]:
    """Of the group's leader; the dates of an endless rule are read from their rows."""
    shown = resource.leader or resource
    stated = [o for o in shown.effective.get("occurrences", ()) if o.get("start")]
    rows = shown.occurrences.filter(derived=True) if "recurrence" in shown.effective else ()
    return stated + [row.stated for row in rows]


def _said(reminder: Reminder) -> dict[str, Any]:
    shown = reminder.resource.leader or reminder.resource
    stated = next(
        (o for o in occurrences_of(shown) if dates.key(o) == reminder.key), {"start": reminder.start}
    )
    with translation.override(reminder.reader.language):
        when = dates.when(stated)
    return {
        "title": shown.title,
        "when": when,
        "stated": stated,
        "over": reminder.over,
        "address": settings.PUBLIC_ADDRESS + shown.get_absolute_url(),
        "is_shown": _is_shown(shown),
        "stop": links.stop_reminder(reminder),
    }


def _letter(reminder: Reminder, template: str, said: dict[str, Any]) -> Any:
    with translation.override(reminder.reader.language):
        if "before" in said:
            said = said | {"before": dates.when(said["before"])}
    return letters.letter(reminder.reader, template, said, unsubscribe=links.stop_reminder(reminder))
