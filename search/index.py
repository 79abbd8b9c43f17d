"""The search index as the rest of the registry knows it: search it, keep it up to date, make and check it.

It is derived (rule 9): whatever changes a resource writes an outbox row in its transaction, and never waits for
the engine. `drain` writes what the outbox names; a crash on the way only repeats.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from registry.catalogue.models import Outbox, Resource
from registry.catalogue.outbox import enqueue
from registry.links.states import dead_links
from registry.turns import going_first
from search.document import pages, rows
from search.engines import Engine, EngineUnavailable, IndexBusy, Writer, engine
from search.entry import Draft, Entry, entry
from search.found import Found, FoundHit, search
from search.ordering import tie
from search.two_processes import entries

__all__ = [
    "Differences",
    "Found",
    "FoundHit",
    "build",
    "check",
    "drain",
    "search",
    "update",
]

logger = logging.getLogger(__name__)

BATCH = 1_000  # resources read at once
SOON_EVERY = 300  # resources after which it is looked for what is to be found soon
_DELETED_AT_ONCE = 500  # rows in one write transaction (rule 14)

Advance = Callable[[int], None]
Drafts = Mapping[int, tuple[tuple[Any, ...], UUID, datetime]]
"""By resource id: a search.entry.Draft, the public id, and when the catalogue first had it."""

_NO_DRAFTS: Drafts = {}
T = TypeVar("T")


def drain(
    limit: int | None = None,
    progress: Advance | None = None,
    *,
    wait: bool = True,
    now: datetime | None = None,
    drafts: Drafts = _NO_DRAFTS,
    soon: bool = False,
) -> int:
    """Writes what waits in the outbox into the index; how many rows that was. An engine that is down is logged,
    and the rows stay. Without `wait` it leaves the work to whoever is writing now. `soon`: only the rows that are
    not to wait for others (Outbox.soon).

    `drafts`: of resources that were stored just now. They are taken in place of what the catalogue has of a
    resource for which one row waits: another row says that it has changed since.
    """
    try:
        return update(limit, progress, wait=wait, now=now, drafts=drafts, soon=soon)
    except EngineUnavailable as error:
        logger.warning("The outbox waits: %s", error)
    except IndexBusy:
        logger.debug("Somebody else is writing the search index.")
    return 0


def update(
    limit: int | None = None,
    progress: Advance | None = None,
    *,
    wait: bool = True,
    now: datetime | None = None,
    drafts: Drafts = _NO_DRAFTS,
    soon: bool = False,
) -> int:
    """As `drain`, but raises EngineUnavailable, and IndexBusy when it is not to wait. Makes a missing index."""
    chosen, now = engine(), now or timezone.now()
    if chosen.exists() and not _is_due(chosen, now):
        return 0
    last = _last_row()
    with going_first(), chosen.lock(wait=wait):  # others wait for the index meanwhile
        if not chosen.exists():
            return _build_and_drain(chosen, now, None, drafts).drained
        if soon:
            drained = _drain_only_soon(chosen, now, limit, progress)
        else:
            drained = _drain(chosen, now, last, limit, progress, drafts)
    _done(drained.left)
    return drained.total


def build(progress: Advance | None = None) -> int:
    """Makes the index anew beside the old one, which serves until it is whole; how many resources it holds.

    Changes made meanwhile wait in the outbox and are drained at the end.
    """
    chosen, now = engine(), timezone.now()
    with going_first(), chosen.lock():
        return _build_and_drain(chosen, now, progress).built


@dataclass(frozen=True, slots=True)
class Differences:
    """Between index and catalogue, by resource id. What waits in the outbox is no difference."""

    missing: list[int]
    superfluous: list[int]
    stale: list[int]
    waiting: int

    def __bool__(self) -> bool:
        return bool(self.missing or self.superfluous or self.stale)


def check(*, repair: bool = False) -> Differences:
    """Says which entries differ. `repair` puts those through the outbox."""
    versions = dict(engine().versions())
    waiting = set(Outbox.objects.values_list("resource", flat=True))
    missing: list[int] = []
    stale: list[int] = []
    now = timezone.now()
    for row in chain.from_iterable(pages(BATCH)):
        version = versions.pop(row.id, None)
        if row.id not in waiting and version != row.version(now):
            (missing if version is None else stale).append(row.id)
    superfluous = sorted(versions.keys() - waiting)
    if repair:
        enqueue([*missing, *stale, *superfluous])
        update()
    return Differences(missing, superfluous, stale, len(waiting))


def _is_due(chosen: Engine, now: datetime) -> bool:
    return Outbox.objects.exists() or bool(chosen.passed(now))


class _Made(NamedTuple):
    built: int
    drained: int


class _Drained(NamedTuple):
    """`left`: rows that are written and still to be deleted, which may wait for others who write the database: to be
    done when the index is free again. A crash before that only repeats, and so does who is faster."""

    total: int
    left: list[tuple[int, int]]


def _build_and_drain(
    chosen: Engine, now: datetime, progress: Advance | None, drafts: Drafts = _NO_DRAFTS
) -> _Made:
    """What waited before it began is in what it builds; what came meanwhile is drained."""
    covered = list(Outbox.objects.values_list("pk", "resource"))
    count = _build(chosen, now, progress, _of_one_row(drafts, covered))
    soon = _drain_only_soon(chosen, now)  # the old index has shown some of it already
    covered = list(dict.fromkeys([*covered, *soon.left]))
    _done(covered)
    drained = _drain(chosen, now, _last_row())
    _done(drained.left)
    return _Made(count, len(covered) + drained.total)


def _build(chosen: Engine, now: datetime, progress: Advance | None, drafts: Drafts) -> int:
    written: list[int] = []
    shown = _last_row()
    with chosen.new_generation() as writer:
        for some in _all_entries(now, drafts):
            writer.write(some)
            written += [entry.id for entry in some]
            _tell(progress, len(some))
            shown = _show_meanwhile(chosen, now, shown)
        writer.commit()
        _compare(written, writer.ids())
    return len(written)


def _show_meanwhile(chosen: Engine, now: datetime, after: int) -> int:
    """Writes what somebody has saved after this row of the outbox into the index that still serves; the last row of
    it. The rows stay, for the index that is being made. Where the old one is broken, this mends it all the same."""
    rows = list(_soon().filter(pk__gt=after).order_by("pk").values_list("pk", "resource"))
    if not rows:
        return after
    with suppress(EngineUnavailable), chosen.writer() as writer:
        _write(writer, {resource for _row, resource in rows}, now)
        writer.commit()
    return rows[-1][0]


def _all_entries(now: datetime, drafts: Drafts) -> Iterator[list[Entry]]:
    """Of all visible resources; what was drafted need not be read."""
    if not drafts:
        yield from entries(pages(BATCH), now)
        return
    for ids in _visible():
        yield _entries(ids, now, drafts)


def _compare(written: list[int], kept: list[int]) -> None:
    """EngineUnavailable where an engine has not kept what it was given: its index must not be searched."""
    written.sort()
    kept.sort()
    if written != kept:
        raise EngineUnavailable(
            f"The new index has {len(kept)} entries of the {len(written)} that were written; the old one stays. "
            "Run “manage.py index build” once more, and look at the engine's own log if it happens again."
        )


def _visible() -> Iterator[list[int]]:
    """The ids of all visible resources, page by page (rule 14); of what comes meanwhile the outbox tells."""
    last, newest = 0, Resource.objects.aggregate(newest=Max("pk"))["newest"] or 0
    visible = Resource.objects.visible().filter(pk__lte=newest).order_by("pk").values_list("pk", flat=True)
    while ids := list(visible.filter(pk__gt=last)[:BATCH]):
        yield ids
        last = ids[-1]


def _last_row() -> int:
    """The newest row there is: who drains to it has drained its own, however fast others add to the outbox."""
    return Outbox.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _drain(
    chosen: Engine,
    now: datetime,
    last: int,
    limit: int | None = None,
    progress: Advance | None = None,
    drafts: Drafts = _NO_DRAFTS,
) -> _Drained:
    left: list[tuple[int, int]] = []
    if not _is_due(chosen, now):
        return _Drained(0, left)
    with chosen.writer() as writer:
        done = len(_drain_soon(writer, now, limit, progress))
        for rows in _claims(chosen.commit_every, last, None if limit is None else limit - done):
            _done(left)
            usable = _of_one_row(drafts, rows)
            for number, batch in enumerate(_batches(rows, SOON_EVERY)):
                if number:
                    soon = _drain_soon(writer, now, progress=progress)
                    done += len(soon)
                    usable = _without(usable, soon)
                _write(writer, {resource for _row, resource in batch}, now, usable)
                _tell(progress, len(batch))
            # A crash between the two leaves rows whose resources are written once more.
            writer.commit()
            left = rows
            done += len(rows)
        _write_passed(chosen, writer, now)
    return _Drained(done, left)


def _drain_only_soon(
    chosen: Engine, now: datetime, limit: int | None = None, progress: Advance | None = None
) -> _Drained:
    with chosen.writer() as writer:
        rows = _write_soon(writer, now, limit)
    _tell(progress, len(rows))
    return _Drained(len(rows), rows)


def _drain_soon(
    writer: Writer, now: datetime, limit: int | None = None, progress: Advance | None = None
) -> list[tuple[int, int]]:
    """Has what is not to wait found at once, and with it what else was written already; the rows that it was."""
    found = _write_soon(writer, now, limit)
    if found:
        _done(found)
        _tell(progress, len(found))
    return found


def _write_soon(writer: Writer, now: datetime, limit: int | None) -> list[tuple[int, int]]:
    """The rows, which are still to be deleted.

    Of the same resources the other rows too: who has a draft of one would take it to be as it was drafted.
    """
    changed = _soon().order_by("pk").values("resource")[:BATCH]
    rows = Outbox.objects.filter(resource__in=changed).order_by("pk").values_list("pk", "resource")
    found = list(rows if limit is None else rows[:limit])
    if found:
        _write(writer, {resource for _row, resource in found}, now)
        writer.commit()
    return found


def _soon() -> QuerySet[Outbox]:
    return Outbox.objects.filter(soon=True)


def _claims(most: int, last: int, limit: int | None) -> Iterator[list[tuple[int, int]]]:
    """Outbox rows to the last one, in their order, as (row, resource); as many at a time as one commit covers."""
    left, after = limit, 0
    while left is None or left > 0:
        size = most if left is None else min(left, most)
        waiting = Outbox.objects.filter(pk__gt=after, pk__lte=last).order_by("pk")
        rows = list(waiting.values_list("pk", "resource")[:size])
        if not rows:
            return
        yield rows
        after = rows[-1][0]
        left = None if left is None else left - len(rows)


def _write(writer: Writer, ids: Collection[int], now: datetime, drafts: Drafts = _NO_DRAFTS) -> None:
    """The entries of these resources, as the catalogue now has them; none for those that nobody may see."""
    found = _entries(ids, now, drafts)
    writer.write(found, set(ids) - {entry.id for entry in found})


def _entries(ids: Collection[int], now: datetime, drafts: Drafts) -> list[Entry]:
    """Of those of these resources that are visible; one that was drafted is."""
    # What is known of a link is in no draft.
    drafted = {id for id in ids if id in drafts}
    drafted -= dead_links(drafted) if drafted else set()
    read = [id for id in ids if id not in drafted]
    made = [row.entry(now) for row in rows(read)] if read else []
    for id in ids:
        if id in drafted:
            draft, public_id, created = drafts[id]
            made.append(entry(Draft(*draft), id, tie(public_id), int(created.timestamp()), now))
    return made


def _of_one_row(drafts: Drafts, rows: list[tuple[int, int]]) -> Drafts:
    if not drafts:
        return drafts
    waiting = Counter(resource for _row, resource in rows)
    return {id: drafts[id] for id, count in waiting.items() if count == 1 and id in drafts}


def _without(drafts: Drafts, rows: list[tuple[int, int]]) -> Drafts:
    """Of these resources more is known than was drafted."""
    changed = {resource for _row, resource in rows}
    return {id: draft for id, draft in drafts.items() if id not in changed} if changed else drafts


def _write_passed(chosen: Engine, writer: Writer, now: datetime) -> None:
    """Sessions that have begun since they were indexed: their resources take a new place in the order."""
    passed = chosen.passed(now)
    for ids in _batches(passed, BATCH):
        _write(writer, ids, now)
    if passed:
        writer.commit()


def _done(rows: list[tuple[int, int]]) -> None:
    """Rows whose resources are written; who follows is told of these in the transaction that deletes them."""
    followers = [import_string(name) for name in settings.OUTBOX_FOLLOWERS]
    for some in _batches(rows, _DELETED_AT_ONCE):
        with transaction.atomic():
            for follower in followers:
                follower({resource for _row, resource in some})
            Outbox.objects.filter(pk__in=[row for row, _resource in some]).delete()


def _batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(values)
    while batch := list(islice(remaining, size)):
        yield batch


def _tell(progress: Advance | None, count: int) -> None:
    if progress:
        progress(count)
