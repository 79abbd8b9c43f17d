"""Stopping a command: the signal is heard wherever it comes, and said once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# A signal that comes while an object is finalized, where Python lets no exception out.
PROGRAM = """
import os, signal, sys, weakref
from registry.stopping import stop_once

class Thing:
    pass

stop_once()
thing = Thing()
weakref.finalize(thing, os.kill, os.getpid(), signal.{name})
try:
    del thing
    print("goes on", flush=True)
    signal.pause()
except KeyboardInterrupt:
    print("stops")
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_that_comes_where_nothing_can_be_raised_is_heard_afterwards(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(name=name)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.splitlines()[-1] == "stops"
    assert done.stderr == ""


def test_any_other_error_there_is_still_told() -> None:
    program = "import weakref\n" + PROGRAM.format(name="SIGINT").replace(
        "os.kill, os.getpid(), signal.SIGINT", "int, 'x'"
    )
    program = program.replace("signal.pause()", "")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "goes on\n"
    assert "ValueError" in done.stderr
