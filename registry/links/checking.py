"""Looks at the addresses that are due, politely: the worker's part, in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from harvesters.words import wording_of
from registry.catalogue.models import Resource
from registry.catalogue.outbox import enqueue
from registry.catalogue.writing import writing
from registry.links.asking import ask
from registry.links.judging import Answer, judged
from registry.links.models import Address, AskedHost, Check, ResourceAddress
from registry.links.taking_up import take_up
from registry.sources import claiming

PACE = timedelta(seconds=10)  # between two addresses of one host, where its robots.txt does not want more
BUDGET = 10.0  # seconds after which no further address is begun
KEPT = 20  # checks of each address
_LEASE = timedelta(minutes=10)  # after which another worker tries what one has begun
_LONGEST_PATIENCE = timedelta(days=7)
_LATEST = 10  # checks, of whatever addresses
_RESTING = timedelta(days=7)  # until an address that no shown resource has is thought of again

Ask = Callable[..., Answer]


def keep_checking(ask: Ask = ask, now: datetime | None = None) -> int:
    """Takes up what has changed, and looks at what is due, for some seconds; returns how many addresses it asked.

    Any number of workers may: each address and each host is claimed by one conditional UPDATE.
    """
    while take_up(now or timezone.now()):
        pass
    asked, end = 0, time.monotonic() + BUDGET
    while time.monotonic() < end and (address := _claimed(now or timezone.now())):
        if _is_shown(address):
            answer = ask(address.url, by_get=address.by_get)
            _keep(address, answer, now or timezone.now())
            asked += 1
    return asked


def _claimed(now: datetime) -> Address | None:
    """The longest due, of a host that nobody reads or asks just now, and that may be asked."""
    free = Address.objects.filter(due__lte=now, host__not_before__lte=now)
    free = free.exclude(host__name__in=claiming.closed_hosts(now)).select_related("host")
    while address := free.order_by("due").first():
        host = AskedHost.objects.filter(pk=address.host_id, not_before=address.host.not_before)
        mine = Address.objects.filter(pk=address.pk, due=address.due)
        if host.update(not_before=now + PACE) and mine.update(due=now + _LEASE):
            return address
    return None


def _is_shown(address: Address) -> bool:
    """Nobody is asked for what nobody sees; its host need not wait for it."""
    carriers = ResourceAddress.objects.filter(address=address)
    if Resource.objects.visible().filter(pk__in=carriers.values("resource")).exists():
        return True
    if carriers.exists():
        Address.objects.filter(pk=address.pk).update(due=timezone.now() + _RESTING)
    else:
        with writing():
            Address.objects.filter(pk=address.pk, carried_by=None).delete()
    AskedHost.objects.filter(pk=address.host_id).update(not_before=address.host.not_before)
    return False


def _keep(address: Address, answer: Answer, now: datetime) -> None:
    """Writes what came of it; where that makes a link dead, or a dead one work, search is told."""
    if answer.status is None and answer.outcome == "failed" and not _is_online():
        answer = replace(answer, outcome="unknown")
    after = judged(answer.outcome, address.failures, address.failing_since, now)
    was_dead = address.state == Address.State.DEAD
    address.state, address.failures, address.failing_since = after.state, after.failures, after.failing_since
    address.checked, address.due = now, now + after.again
    if answer.outcome == "works":
        address.worked, address.moved_to, address.by_get = now, answer.moved_to, answer.by_get
    with writing():
        address.save()
        wording = wording_of(answer.reason)
        Check.objects.create(
            address=address,
            at=now,
            outcome=answer.outcome,
            status=answer.status,
            reason=str(answer.reason),
            wording=wording and {"reason": wording},
        )
        old = address.checks.values_list("pk", flat=True)[KEPT:]
        Check.objects.filter(pk__in=list(old)).delete()
        AskedHost.objects.filter(pk=address.host_id).update(not_before=now + _pause(answer))
        if was_dead != (address.state == Address.State.DEAD):
            enqueue(address.carried_by.values_list("resource", flat=True))


def _is_online() -> bool:
    """Whether anybody has answered lately; if not, the fault may be ours, and no address is blamed for it."""
    return any(status is not None for status in Check.objects.values_list("status", flat=True)[:_LATEST])


def _pause(answer: Answer) -> timedelta:
    asked_for = timedelta(seconds=min(max(answer.delay, answer.retry_after or 0.0), 1e7))
    return min(max(PACE, asked_for), _LONGEST_PATIENCE)


def look_again(address: Address) -> None:
    """Makes an address due at once."""
    Address.objects.filter(pk=address.pk).update(due=timezone.now())
