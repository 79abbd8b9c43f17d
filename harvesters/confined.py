"""Runs a module over bytes from outside in a process of its own, which can harm nothing but itself.

For readers of formats in which a small file can ask for any amount of time or memory. The child limits itself
before it reads anything: seconds of processor, memory, what it may write and open; the parent ends it after a
time by the clock. Its answer comes through a file, which cannot grow past its limit.
"""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`processor` and `seconds` (by the clock) in seconds, `memory` and `answer` in bytes."""

    processor: int = 15
    seconds: int = 20
    memory: int = 1_000_000_000
    answer: int = 2_000_000


class Exceeded(Exception):
    """The child came to an end without an answer: it met a limit, or broke down."""


def answer_of(module: str, body: bytes, limits: Limits) -> bytes:
    """What `python -m module` writes that is given the bytes. Raises Exceeded."""
    numbers = [str(number) for number in astuple(limits)]
    with tempfile.TemporaryFile() as answer:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module; the bytes go in as input
            [sys.executable, "-m", module, *numbers],
            cwd=_ROOT,
            env={"PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            child.communicate(body, timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
        if child.returncode != 0:
            raise Exceeded(f"{module} ended with {child.returncode}")
        answer.seek(0)
        return answer.read(limits.answer)


def limit_this_process() -> None:
    """For the child: what its parent allows, which it cannot widen again."""
    processor, _, memory, answer = map(int, sys.argv[1:5])
    for kind, most in (
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, answer),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError):  # the system allows even less
            resource.setrlimit(kind, (most, most))
