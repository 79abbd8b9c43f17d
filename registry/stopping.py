"""Stopping a command by Ctrl-C or a termination signal: once, so that its farewell is not interrupted itself."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_AGAIN = 0.02  # seconds


def stop_once() -> None:
    """From now on the first such signal raises KeyboardInterrupt; any further one is ignored."""
    for number in (*SIGNALS, signal.SIGALRM):
        signal.signal(number, _stop)
    sys.unraisablehook = _raise_again


@contextmanager
def without_signals() -> Iterator[None]:
    """Within, such signals wait: a process that is started here is known to who has to end it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hear_signals() -> None:
    """In a process that was started `without_signals`: those that have waited come now."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def ignore_signals() -> None:
    for number in SIGNALS:
        signal.signal(number, _ignore)


def _stop(*_: object) -> None:
    ignore_signals()
    raise KeyboardInterrupt


def _raise_again(lost: Any) -> None:
    """Where an object is finalized, Python drops what is raised: a stop that comes there comes once more."""
    if lost.exc_type is KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, _AGAIN)
    else:
        sys.__unraisablehook__(lost)


def _ignore(*_: object) -> None:
    """Not SIG_IGN: Python complains of a signal that had already come when that was set."""
