"""Claiming sources: which are due, and who holds one and its host, by conditional UPDATEs with a lease."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from registry.framework.translatable import gettext_noop
from registry.sources.models import Host, Run, RunError, Source

LEASE = timedelta(minutes=5)  # renewed with each page; a worker that is gone is noticed when it ends
LONGEST_PATIENCE = timedelta(days=7)  # however long a site asks to be left alone


class SourceBusy(Exception):
    """Somebody else harvests the source at this moment."""


class HostBusy(SourceBusy):
    """Another source of the same host is being harvested: a host is read by one run at a time."""


class LeaseLost(Exception):
    """The run took longer than its lease without a page, and another worker goes on with the source."""


class CancelAsked(Exception):
    """Somebody wants the run to end; the next one goes on where it stops."""


class Due(NamedTuple):
    """A source whose time has come, by its row's id."""

    source: int
    host: str


def due(now: datetime | None = None) -> list[int]:
    """Ids of the approved sources whose time has come and that can be had, the longest due first."""
    return [found.source for found in due_with_hosts(now or timezone.now())]


def due_with_hosts(now: datetime) -> Iterator[Due]:
    """Those whose host is read by nobody, and has not asked to be left alone."""
    sources = Source.objects.filter(_free(now), state=Source.State.APPROVED, due__lte=now)
    closed = closed_hosts(now)
    for pk, url in sources.order_by("due").values_list("pk", "url"):
        if (host := host_of(url)) not in closed:
            yield Due(pk, host)


def closed_hosts(now: datetime) -> set[str]:
    """The hosts of sources that are being read, or have asked to be left alone."""
    return set(Host.objects.exclude(_unread(now), _may_be_asked(now)).values_list("name", flat=True))


def host_of(url: str) -> str:
    """What is read by one run at a time: the authority that a robots.txt speaks for (RFC 9309, section 2.3).

    Empty for a source without an address, which no host has to be claimed for.
    """
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2].lower()[:300]


def claim(source: Source, now: datetime | None = None, lease: uuid.UUID | None = None) -> uuid.UUID:
    """The lease of a source and of its host: this one, else a new one. Raises SourceBusy.

    A run that a lost worker left open is closed as failed here: its lease has ended, or it could not be had.
    """
    now = now or timezone.now()
    lease = _claimed(source, now, lease or uuid.uuid4())
    if not _host_claimed(host_of(source.url), lease, now):
        Source.objects.filter(pk=source.pk, lease=lease).update(lease=None, leased_until=None)
        raise HostBusy(f"{source.name} waits: another source of its host is being harvested.")
    _close_interrupted(source, now)
    source.refresh_from_db()
    Source.objects.filter(pk=source.pk).update(full_due=False)  # this run will be the full one
    return lease


def _claimed(source: Source, now: datetime, lease: uuid.UUID) -> uuid.UUID:
    free = Source.objects.filter(_free(now), pk=source.pk)
    if not free.update(lease=lease, leased_until=now + LEASE, cancel_asked=False):
        raise SourceBusy(gettext("%(source)s is being harvested already.") % {"source": source.name})
    return lease


def renew(source: Source, lease: uuid.UUID, **written: Any) -> None:
    """The lease holds for its full time again, and these fields are written. Raises LeaseLost, and CancelAsked."""
    held = Source.objects.filter(pk=source.pk, lease=lease)
    if held.filter(cancel_asked=False).update(leased_until=timezone.now() + LEASE, **written):
        return
    if held.exists():
        raise CancelAsked(f"{source.name}: the run is to end.")
    raise LeaseLost(f"{source.name} was taken over by another worker.")


def release(
    source: Source,
    lease: uuid.UUID,
    *,
    failed: bool,
    again: bool = False,
    retry_after: float | None = None,
    pause: float = 0.0,
) -> None:
    """Gives the source back. `again`: it is due at once, as after an interruption.

    `retry_after`: seconds that the site asked to be left alone for; it is due then, and its host is not asked
    before. `pause`: the same between any two requests: other sources of the host wait for so long.
    """
    now = timezone.now()
    failures = source.failures + 1 if failed else 0
    due = now if again else now + wait(source, failures)
    if retry_after is not None:
        due = now + _patience(retry_after)
    if asked := max(retry_after or 0.0, pause):
        Host.objects.filter(name=host_of(source.url), lease=lease).update(not_before=now + _patience(asked))
    Host.objects.filter(lease=lease).update(lease=None)
    Source.objects.filter(pk=source.pk, lease=lease).update(
        lease=None, leased_until=None, cancel_asked=False, failures=min(failures, 1000), due=due
    )


def _patience(seconds: float) -> timedelta:
    return min(timedelta(seconds=min(seconds, 1e9)), LONGEST_PATIENCE)


def wait(source: Source, failures: int) -> timedelta:
    """How long until the next run: the cadence, shorter after a failure, with jitter so that none march in step."""
    cadence = timedelta(hours=source.cadence_hours)
    if failures:
        cadence = min(cadence, timedelta(minutes=source.backoff_minutes) * 2 ** min(failures - 1, 12))
    jitter = source.jitter_percent / 100
    return cadence * random.uniform(1 - jitter, 1 + jitter)  # noqa: S311 - spreads load, guards nothing


@contextmanager
def held(source: Source) -> Iterator[uuid.UUID]:
    """Within, nobody harvests the source; the lease is to be renewed. Raises SourceBusy."""
    lease = _claimed(source, timezone.now(), uuid.uuid4())
    try:
        yield lease
    finally:
        Source.objects.filter(pk=source.pk, lease=lease).update(lease=None, leased_until=None)


def run_now(source: Source, *, full: bool = False) -> None:
    """Makes a source due at once; the worker takes it. `full`: the run is to read everything anew."""
    asked = {"due": timezone.now()} | ({"full_due": True} if full else {})
    Source.objects.filter(pk=source.pk).update(**asked)


def cancel(source: Source) -> bool:
    """Asks the run that goes on to end at its next page; False when there is none."""
    going_on = Source.objects.filter(pk=source.pk, leased_until__gte=timezone.now())
    return bool(going_on.update(cancel_asked=True))


def close_lost(now: datetime | None = None) -> int:
    """Closes the runs of workers that are gone, and makes their sources due; returns how many those were."""
    now = now or timezone.now()
    return _close(Source.objects.filter(leased_until__lt=now), now)


def close_left(lease: uuid.UUID) -> None:
    """What a harvest held that is over, however it ended: nothing, unless it could not give its source back."""
    _close(Source.objects.filter(lease=lease), timezone.now())


def _close(sources: QuerySet[Source], now: datetime) -> int:
    lost = list(sources)
    for source in lost:
        held = sources.filter(pk=source.pk, lease=source.lease)
        failures = source.failures + 1
        # At once, unless it happens again: what brings workers down must not do so all the time.
        due = now + wait(source, failures) if failures > 1 else now
        given = {"lease": None, "leased_until": None, "cancel_asked": False, "due": due, "failures": failures}
        with transaction.atomic():
            if held.update(**given):
                _close_interrupted(source, now)
    return len(lost)


def _free(now: datetime) -> Q:
    return Q(lease=None) | Q(leased_until__lt=now)


def _unread(now: datetime) -> Q:
    """Of hosts: who claimed it last has given its source back, or is gone."""
    return Q(lease=None) | ~Q(Exists(Source.objects.filter(lease=OuterRef("lease"), leased_until__gte=now)))


def _may_be_asked(now: datetime) -> Q:
    return Q(not_before=None) | Q(not_before__lte=now)


def _host_claimed(name: str, lease: uuid.UUID, now: datetime) -> bool:
    if not name:
        return True
    Host.objects.get_or_create(name=name)
    with transaction.atomic():
        # The row is locked first, so that the UPDATE sees the source by which another worker has just got it.
        Host.objects.select_for_update().get(name=name)
        return bool(Host.objects.filter(_unread(now), name=name).update(lease=lease))


def _close_interrupted(source: Source, now: datetime) -> None:
    for run in Run.objects.filter(source=source, outcome=Run.Outcome.RUNNING):
        run.outcome, run.ended = Run.Outcome.FAILED, now
        run.save(update_fields=["outcome", "ended"])
        RunError.objects.create(
            run=run,
            stage="fetch",
            reason=gettext_noop("The run was interrupted: its worker stopped without a word."),
            advice=gettext_noop("Nothing needs to be done: the next run goes on where this one ended."),
        )
