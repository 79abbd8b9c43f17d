"""Claiming sources: which are due, and who holds one, by one conditional UPDATE with a lease."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from registry.sources.models import Run, RunError, Source

LEASE = timedelta(minutes=5)  # renewed with each page; a worker that is gone is noticed when it ends
_FIRST_WAIT = timedelta(minutes=10)  # after one failure; doubled with each, up to the cadence


def due(now: datetime | None = None) -> list[int]:
    """Ids of the approved sources whose time has come and that nobody holds, the longest due first."""
    now = now or timezone.now()
    sources = Source.objects.filter(_free(now), state=Source.State.APPROVED, due__lte=now)
    return list(sources.order_by("due").values_list("pk", flat=True))


def claim(source: Source, now: datetime | None = None) -> uuid.UUID | None:
    """The lease of a source, or None when another holds it.

    A run that a lost worker left open is closed as failed here: its lease has ended, or it could not be had.
    """
    now, lease = now or timezone.now(), uuid.uuid4()
    taken = Source.objects.filter(_free(now), pk=source.pk).update(lease=lease, leased_until=now + LEASE)
    if not taken:
        return None
    for run in Run.objects.filter(source=source, outcome=Run.Outcome.RUNNING):
        _close_interrupted(run, now)
    source.refresh_from_db()
    return lease


def renew(source: Source, lease: uuid.UUID) -> bool:
    """Whether the source is still held by this lease, which then holds for its full time again."""
    until = timezone.now() + LEASE
    return bool(Source.objects.filter(pk=source.pk, lease=lease).update(leased_until=until))


def release(source: Source, lease: uuid.UUID, *, failed: bool, again: bool = False) -> None:
    """Gives the source back. `again`: it is due at once, as after an interruption."""
    now = timezone.now()
    failures = source.failures + 1 if failed else 0
    due = now if again else now + wait(source.cadence_hours, failures)
    Source.objects.filter(pk=source.pk, lease=lease).update(
        lease=None, leased_until=None, failures=min(failures, 1000), due=due
    )


def wait(cadence_hours: int, failures: int) -> timedelta:
    """How long until the next run: the cadence, shorter after a failure, with jitter so that none march in step."""
    cadence = timedelta(hours=cadence_hours)
    if failures:
        cadence = min(cadence, _FIRST_WAIT * 2 ** min(failures - 1, 12))
    return cadence * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load, guards nothing


def run_now(source: Source) -> None:
    """Makes a source due at once; the worker takes it."""
    Source.objects.filter(pk=source.pk).update(due=timezone.now())


def _free(now: datetime) -> Q:
    return Q(lease=None) | Q(leased_until__lt=now)


def _close_interrupted(run: Run, now: datetime) -> None:
    run.outcome, run.ended = Run.Outcome.FAILED, now
    run.save(update_fields=["outcome", "ended"])
    RunError.objects.create(
        run=run,
        stage="fetch",
        reason="The run was interrupted: its worker stopped without a word.",
        advice="Nothing needs to be done: the next run goes on where this one ended.",
    )
