"""Keeps the rows of tasks as their kinds find them: what is new is added, what is done goes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from registry.worklist.effect import NEUTRAL, effects, rank
from registry.worklist.kind import Kind, Open
from registry.worklist.kinds import kinds
from registry.worklist.models import Look, Task

_BATCH = 400  # rows a write transaction touches at most (rule 14)
_UPDATED = 100  # the same of rows that are updated, which takes longer
_TOLD = ("resource_id", "title", "details", "economy", "language", "since", "effect", "rank")


def refresh_due() -> None:
    """Looks through every kind whose time has come; any number of workers may, one does."""
    for kind in kinds().values():
        if _claim(kind, timezone.now()):
            refresh(kind)


def look_again(*ids: str, resources: Collection[int] | None = None) -> None:
    """Brings kinds up to date at once, after somebody has done something about them; no id: all of them.

    `resources`: only what is about these is looked at.
    """
    for kind in [kinds()[id] for id in ids] or kinds().values():
        refresh(kind, resources)


def refresh(kind: Kind, resources: Collection[int] | None = None) -> None:
    """Makes the rows of a kind those that it finds open, in short transactions."""
    rows = Task.objects.filter(kind=kind.id)
    if resources is not None:
        rows = rows.filter(resource__in=resources) | rows.filter(resource=None)
    before = {key: (pk, digest) for key, pk, digest in _digests(rows.iterator(chunk_size=2_000))}
    for batch in _batched(kind.open(resources), _BATCH):
        _write(kind, batch, before)
    gone = [pk for pk, _digest in before.values()]
    for start in range(0, len(gone), _BATCH):
        Task.objects.filter(pk__in=gone[start : start + _BATCH]).delete()


def _write(kind: Kind, batch: list[Open], before: dict[str, tuple[int, int]]) -> None:
    """Adds what is new and updates what is told otherwise; takes from `before` what is still open."""
    measured = effects([task.resource for task in batch if task.resource and task.effect is None])
    new, changed = [], []
    for found in batch:
        row = _row(kind, found, measured)
        pk, digest = before.pop(found.key, (None, None))
        if pk is None:
            new.append(row)
        elif digest != _digest(row):
            row.pk = pk
            changed.append(row)
    if new:
        with transaction.atomic():
            Task.objects.bulk_create(new, ignore_conflicts=True)
    for start in range(0, len(changed), _UPDATED):
        with transaction.atomic():
            Task.objects.bulk_update(changed[start : start + _UPDATED], _TOLD)


def _row(kind: Kind, found: Open, measured: dict[int, int]) -> Task:
    effect = found.effect if found.effect is not None else measured.get(found.resource or 0, NEUTRAL)
    return Task(
        kind=kind.id,
        key=found.key,
        resource_id=found.resource,
        title=found.title,
        details=dict(found.details),
        economy=found.economy,
        language=found.language,
        since=found.since,
        effect=effect,
        rank=rank(effect, found.since),
    )


def _digests(rows: Iterable[Task]) -> Iterator[tuple[str, int, int]]:
    for row in rows:
        yield row.key, row.pk, _digest(row)


def _digest(row: Task) -> int:
    told = {name: getattr(row, name) for name in _TOLD}
    return zlib.crc32(json.dumps(told, sort_keys=True, default=str).encode())


def _claim(kind: Kind, now: datetime) -> bool:
    Look.objects.get_or_create(kind=kind.id, defaults={"due": now})
    return bool(Look.objects.filter(kind=kind.id, due__lte=now).update(due=now + kind.every))


def _batched(found: Iterator[Open], size: int) -> Iterator[list[Open]]:
    while batch := list(islice(found, size)):
        yield batch
