"""Stopping a command by Ctrl-C or a termination signal: once, so that its farewell is not interrupted itself."""

from __future__ import annotations

import signal

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def stop_once() -> None:
    """From now on the first such signal raises KeyboardInterrupt; any further one is ignored."""
    for number in SIGNALS:
        signal.signal(number, _stop)


def _stop(*_: object) -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
