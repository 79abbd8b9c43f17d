"""Several harvests at once, each in a process of its own, which a signal ends and whose memory goes with it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from typing import NamedTuple

from django.db import connections

from registry.sources.claiming import Due, close_left
from registry.stopping import hear_signals, ignore_signals, stop_once, without_signals

_FAREWELL = 6.0  # seconds for the processes to close their runs; `manage.py serve` waits for 8
_CONTEXT = get_context("fork")  # Django is loaded already, and the copies share its memory


class Going(NamedTuple):
    due: Due
    lease: uuid.UUID


class Processes:
    """At most `most` harvests at once, no two of one host, and `keepers` beside them, which do not end.

    Each harvest is told the lease that it is to hold its source by: what it leaves held, killed or out of memory,
    is given back when it has ended. End them with `stop`, whatever happens.
    """

    def __init__(
        self, most: int, harvest: Callable[[int, uuid.UUID], object], *keepers: Callable[[], object]
    ) -> None:
        self._most, self._harvest, self._keepers = most, harvest, keepers
        self._going_on: dict[BaseProcess, Going] = {}
        self._keeping: dict[Callable[[], object], BaseProcess] = {}

    def __bool__(self) -> bool:
        """Whether any harvest goes on."""
        return bool(self._going_on)

    def keep(self) -> None:
        """Starts each keeper where there is none, or none any more."""
        for keeper in self._keepers:
            if keeper not in self._keeping or not self._keeping[keeper].is_alive():
                with without_signals():
                    self._keeping[keeper] = _started(keeper)

    def start(self, due: Due) -> None:
        """Begins a harvest, unless there is no room for it now."""
        running = [going.due for going in self._going_on.values()]
        taken = {other.source for other in running}, {other.host for other in running if other.host}
        if len(running) < self._most and due.source not in taken[0] and due.host not in taken[1]:
            lease = uuid.uuid4()
            with without_signals():
                self._going_on[_started(self._harvest, due.source, lease)] = Going(due, lease)

    def wait(self, seconds: float) -> None:
        """Returns when a harvest has ended, or the time is over."""
        connection.wait([process.sentinel for process in self._going_on], seconds)
        for process in [process for process in self._going_on if not process.is_alive()]:
            process.join()
            close_left(self._going_on.pop(process).lease)

    def stop(self) -> None:
        """Ends all of them; each harvest closes its run as cancelled, to be gone on with at the next start."""
        processes = [*self._going_on, *self._keeping.values()]
        for process in processes:
            process.terminate()
        patience = time.monotonic() + _FAREWELL
        for process in processes:
            process.join(max(0.1, patience - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
        for going in self._going_on.values():
            close_left(going.lease)


def _started(work: Callable[..., object], *arguments: object) -> BaseProcess:
    """A process that does the work. It shares no connection to the database with this one."""
    connections.close_all()
    process = _CONTEXT.Process(target=_do, args=(work, *arguments))
    process.start()
    return process


def _do(work: Callable[..., object], *arguments: object) -> None:
    with suppress(KeyboardInterrupt):
        stop_once()
        hear_signals()
        work(*arguments)
    ignore_signals()  # it has ended by itself, or been told once
