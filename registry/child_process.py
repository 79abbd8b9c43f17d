"""How a process that works for another one behaves: Ctrl-C is for its parent, and it does not outlive it."""

from __future__ import annotations

import ctypes
import signal
import sys

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


def follow_parent() -> None:
    """To be called first in the child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
