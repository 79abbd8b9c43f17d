"""Keeps the counts of coverage up to date: the worker's part, seldom on a large catalogue."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from registry.catalogue.models import Change, Rating, Record, Resource
from registry.coverage.counting import counts
from registry.coverage.models import Counted

LEAST = timedelta(seconds=10)  # between two counts
SHARE = 20  # counting may take one of so many seconds
_LONGEST = timedelta(minutes=10)  # that one count may take before another worker tries


def keep_up(now: datetime | None = None) -> bool:
    """Counts again if anything has changed and it is time; says whether it did.

    Any number of workers may: one conditional UPDATE decides which of them counts.
    """
    now = now or timezone.now()
    state = _state()
    counted, _made = Counted.objects.get_or_create(pk=1, defaults={"due": now})
    if counted.state == state or counted.due > now:
        return False
    if not Counted.objects.filter(pk=1, due=counted.due).update(due=now + _LONGEST):
        return False
    began = time.monotonic()
    found = counts()
    took = timedelta(seconds=time.monotonic() - began)
    due = now + max(LEAST, took * SHARE)
    Counted.objects.filter(pk=1).update(state=state, counts=found, made=now, due=due)
    return True


def _state() -> str:
    """Another one after any change of what is counted; each part is the end of an index."""
    parts = (
        Resource.objects.aggregate(last=Max("changed")),
        Record.objects.aggregate(last=Max("changed")),
        Change.objects.aggregate(last=Max("pk")),
        Rating.objects.aggregate(last=Max("pk")),
    )
    return "nothing yet" if parts[0]["last"] is None else " ".join(str(part["last"]) for part in parts)
