"""Runs bulk changes in the background and takes them back, whole: safe to kill at any point, nothing is done twice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from registry.bulk.actions import ACTIONS, refusal
from registry.bulk.models import BulkChange, BulkItem
from registry.catalogue import history
from registry.catalogue.effective import materialise
from registry.catalogue.models import Change, Resource
from registry.catalogue.writing import writing
from registry.reverting.reverting import NotRevertible, Overtaken, undo
from registry.worklist.refreshing import look_again

MOST = 20_000  # resources of one change
_BATCH = 25  # items a transaction changes (rule 14: at most 200 ms)
_LEASE = timedelta(minutes=5)
_AT_WORK = (BulkChange.State.WAITING, BulkChange.State.TAKING_BACK)


def begin(
    action: str,
    resources: Iterable[int],
    *,
    user: User,
    actor: str,
    value: Any = None,
    told: str = "",
    reason: str = "",
) -> BulkChange:
    """Notes a change of these resources for the worker. What was chosen now is what is changed, nothing else."""
    if action not in ACTIONS:
        raise ValueError(f"There is no bulk change {action!r}; there are {', '.join(ACTIONS)}.")
    chosen = list(dict.fromkeys(islice(resources, MOST)))
    with transaction.atomic():
        bulk = BulkChange.objects.create(
            action=action, value=value, told=told, reason=reason, user=user, actor=actor
        )
        BulkItem.objects.bulk_create([BulkItem(bulk=bulk, resource_id=id) for id in chosen], batch_size=500)
    return bulk


def take_back(bulk: BulkChange, *, actor: str) -> bool:
    """Has a change that is done taken back; False if it is not done, or taken back already."""
    return bool(
        BulkChange.objects.filter(pk=bulk.pk, state=BulkChange.State.DONE).update(
            state=BulkChange.State.TAKING_BACK, undone_by=actor, ended=None
        )
    )


def counts(bulk: BulkChange) -> dict[str, int]:
    """How many items are in each state, and `total`."""
    found = dict(bulk.items.values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in BulkItem.State.values} | {"total": sum(found.values())}


def run_due() -> int:
    """Runs what waits, to its end; returns how many changes were run. Any number of workers may, one runs each."""
    ran = 0
    for id in BulkChange.objects.filter(state__in=_AT_WORK).order_by("pk").values_list("pk", flat=True):
        lease = uuid.uuid4()
        if _claim(id, lease, timezone.now()):
            _run(BulkChange.objects.get(pk=id), lease)
            ran += 1
    if ran:
        look_again()  # what waited for these decisions waits no longer
    return ran


def _claim(id: int, lease: uuid.UUID, now: datetime) -> bool:
    free = Q(lease=None) | Q(leased_until__lt=now)
    waiting = BulkChange.objects.filter(free, pk=id, state__in=_AT_WORK)
    return bool(waiting.update(lease=lease, leased_until=now + _LEASE))


def _run(bulk: BulkChange, lease: uuid.UUID) -> None:
    forward = bulk.state == BulkChange.State.WAITING
    due, change = (BulkItem.State.WAITING, _change) if forward else (BulkItem.State.DONE, _undo)
    last = 0
    while ids := list(
        bulk.items.filter(state=due, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]
    ):
        with writing():
            # Whoever lost the lease meanwhile stops before anything is written.
            mine = BulkChange.objects.filter(pk=bulk.pk, lease=lease)
            if not mine.update(leased_until=timezone.now() + _LEASE):
                return
            change(bulk, list(BulkItem.objects.filter(pk__in=ids, state=due).order_by("pk")))
        last = ids[-1]
    BulkChange.objects.filter(pk=bulk.pk, lease=lease).update(
        state=BulkChange.State.DONE if forward else BulkChange.State.TAKEN_BACK,
        lease=None,
        leased_until=None,
        ended=timezone.now(),
    )


def _change(bulk: BulkChange, items: Sequence[BulkItem]) -> None:
    """One refused resource does not hold up the others."""
    resources = _resources(items)
    act = ACTIONS[bulk.action][1]
    made: list[tuple[BulkItem, Change]] = []
    for item in items:
        resource = resources[item.resource_id]
        item.why = refusal(resource)
        row = None if item.why else act(resource, bulk.value, bulk.actor, bulk.reason)
        item.state = (
            BulkItem.State.REFUSED if item.why else BulkItem.State.DONE if row else BulkItem.State.UNCHANGED
        )
        if row:
            made.append((item, row))
    history.write(*(row for _item, row in made))
    for item, row in made:
        item.change = row.pk
    _save(items, [item.resource_id for item, _row in made])


def _undo(bulk: BulkChange, items: Sequence[BulkItem]) -> None:
    """What somebody has changed since stays as they left it."""
    resources = _resources(items)
    rows = Change.objects.in_bulk([item.change for item in items if item.change])
    for item in items:
        try:
            undo(rows[item.change or 0], resources[item.resource_id], actor=bulk.undone_by)
            item.state = BulkItem.State.UNDONE
        except (Overtaken, NotRevertible):
            item.state, item.why = BulkItem.State.KEPT, "changed-since"
    _save(items, [item.resource_id for item in items if item.state == BulkItem.State.UNDONE])


def _resources(items: Sequence[BulkItem]) -> dict[int, Resource]:
    return Resource.objects.with_provenance().in_bulk([item.resource_id for item in items])


def _save(items: Sequence[BulkItem], changed: Sequence[int]) -> None:
    BulkItem.objects.bulk_update(items, ["state", "why", "change"])
    materialise(changed)
