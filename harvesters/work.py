"""The background worker: harvests what is due, keeps what is derived up to date, and drains the outbox."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import parent_process
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from harvesters.ahead import derive_occurrences
from harvesters.at_once import Processes
from harvesters.runs import SourceNotApproved, harvest
from registry.catalogue import outbox, ratings
from registry.progress import Progress
from registry.sources import claiming
from registry.sources.models import Source
from registry.turns import giving_way

log = logging.getLogger(__name__)

IDLE = 1.0  # seconds between two looks, when nothing was due
_SOON = 0.25  # the same of what is to be found soon
_DOWN = 5.0  # seconds until a search engine that took nothing is tried again


def work(*, once: bool = False) -> None:
    """Works until it is interrupted, or with `once` until nothing is due.

    What is due are rows in the database, so any number of workers agree and a lost one loses nothing.
    """
    if settings.HARVESTS_AT_ONCE > 1:
        _several_at_once(settings.HARVESTS_AT_ONCE, once=once)
    else:
        _one_by_one(once=once)


def harvest_due(id: int, lease: UUID | None = None, *, alone: bool = True) -> bool:
    """Harvests a source that is due, by its row's id; False when there was nothing to do after all.

    `lease` is what the source is to be held by. `alone`: nothing else shows its progress meanwhile.
    """
    try:
        source = Source.objects.get(pk=id)
        harvest(source, progress=Progress(source.name, alone=alone), lease=lease)
    except (claiming.SourceBusy, SourceNotApproved):
        return False  # another worker was faster, or staff have just decided otherwise
    except Exception:  # noqa: BLE001 - its run has told it, and it is not due for a while; the others go on
        log.warning("source %s: the run broke; it is tried again later", id)
    return True


@giving_way()
def tidy() -> None:
    """Everything that is behind: runs of lost workers, ratings, occurrences of endless rules, the search
    index, what is to be told of sources in trouble, and what other parts of the registry have due."""
    claiming.close_lost()
    ratings.rate_due(outbox.drain)  # what somebody saves meanwhile is found at once
    derive_occurrences()
    outbox.drain()
    # The worker knows no mail: the setting names the function that sends what is due.
    import_string(settings.TELL_OF_TROUBLE)()
    for keep in settings.KEPT_BY_WORKER:
        _kept(keep)
        outbox.drain()  # however long it took, what was saved meanwhile is found now


def _kept(name: str) -> None:
    """Work of applications that the worker does not know; one that fails hinders neither harvests nor the others."""
    try:
        import_string(name)()
    except Exception:
        log.exception("%s failed; it is tried again at the next look", name)


def _one_by_one(*, once: bool) -> None:
    """In this process, but for what somebody saves: that is found whatever else goes on."""
    processes = Processes(0, harvest_due, *[_find_soon] * (not once))
    try:
        _one_after_the_other(processes, once=once)
    finally:
        processes.stop()


def _one_after_the_other(processes: Processes, *, once: bool) -> None:
    while True:
        processes.keep()
        close_old_connections()
        busy = any(harvest_due(id) for id in claiming.due())
        tidy()
        if busy:
            continue
        if once:
            return
        _beside()
        time.sleep(IDLE)


def _several_at_once(most: int, *, once: bool) -> None:
    """Each harvest is a process, and so is what keeps the derived up to date, what makes found what somebody saves,
    and what is done beside all that; this one only starts them."""
    keepers: list[Callable[[], None]] = [partial(_again_and_again, tidy)]
    if not once:
        keepers += [_find_soon, partial(_again_and_again, _beside)]
    processes = Processes(most, partial(harvest_due, alone=False), *keepers)
    try:
        while True:
            processes.keep()
            for due in claiming.due_with_hosts(timezone.now()):
                processes.start(due)
            if once and not processes:
                break
            processes.wait(IDLE)
    finally:
        processes.stop()
    tidy()


@giving_way()
def _beside() -> None:
    """What waits for the sites of others, and so would hold up all else."""
    for name in settings.KEPT_BESIDE:
        _kept(name)


def _find_soon() -> None:
    """What somebody has saved is found within a second or two, however long all else takes."""
    _again_and_again(drain_soon, _SOON)


def drain_soon() -> None:
    """Makes found what somebody has saved; waits a while where the search engine takes nothing."""
    first = outbox.first_soon()
    # Where another process has drained it just before, there is nothing to wait for.
    if first is not None and not outbox.drain(soon=True) and outbox.first_soon() == first:
        time.sleep(_DOWN)


def _again_and_again(work: Callable[[], object], idle: float = IDLE) -> None:
    worker = parent_process()
    while worker and worker.is_alive():
        close_old_connections()
        work()
        time.sleep(idle)
