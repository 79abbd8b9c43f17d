"""A second process that describes and rates records while the first one fetches and stores.

It is an ordinary child without Django: it reads frames from its standard input and writes frames to its standard
output, the manner of the run first, then the records. It ends when its input does, so that a parent which is
killed leaves nothing behind.
"""

from __future__ import annotations

import fcntl
import logging
import marshal
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from harvesters.describing import Answer, Describer, Manner
from harvesters.listing import Harvested
from harvesters.problems import Problem
from registry.catalogue.prepared import Prepared
from registry.child_process import follow_parent
from registry.garbage import collect_seldom

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent
_LENGTH = struct.Struct("<Q")
_PIPE = 1 << 20  # bytes that wait in the pipe, where the system lets it be so long
_ROOM = (
    2 << 20
)  # bytes of records that wait for the second process: for a second or so, until the first has time again
_PATIENCE = 2.0  # seconds


class Broken(Exception):
    """The second process has ended before it answered."""


class SecondProcess:
    """The first process's end. Answers come in the order in which the records were sent."""

    module = __name__

    def __init__(self, manner: Manner) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(_ROOT), *sys.path])},
        )
        assert self._process.stdin
        assert self._process.stdout
        self._out, self._in = self._process.stdin, self._process.stdout
        _lengthen(self._out)
        self._waiting: list[int] = []  # bytes of what was sent and is not answered
        self._answered = _received(self._in)
        self._send(tuple(manner))

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def outstanding(self) -> int:
        return len(self._waiting)

    def takes(self, records: Sequence[Harvested]) -> bool:
        """Sends these records, unless more wait already than there is room for. Raises Broken."""
        size = sum([len(record.payload) for record in records])
        if self._waiting and sum(self._waiting) + size > _ROOM:
            return False
        self._send([(r.identifier, r.payload, r.format, r.base) for r in records])
        self._waiting.append(size)
        return True

    def answers(self, *, wait: bool) -> list[Answer] | None:
        """The next answers, None when there are none yet. Raises Broken."""
        if not wait and self._answered.empty():
            return None
        frame = self._answered.get()
        if frame is None:
            raise Broken("The second process has ended by itself.")
        self._waiting.pop(0)
        return [_answer(*plain) for plain in marshal.loads(frame)]  # noqa: S302 - from our own child

    def close(self) -> None:
        """It ends when its input does, once it has answered what it was given; what takes long is not waited for."""
        with suppress(OSError):
            self._out.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._in.close()

    def _send(self, value: Any) -> None:
        try:
            _write(self._out, marshal.dumps(value))
        except OSError as error:
            raise Broken("The second process takes nothing more.") from error


def _lengthen(pipe: IO[bytes]) -> None:
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _write(stream: IO[bytes], frame: bytes) -> None:
    stream.write(_LENGTH.pack(len(frame)) + frame)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes | None:
    """The next frame; None at the end, also where it breaks off."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    frame = stream.read(length)
    return frame if len(frame) == length else None


def _received(stream: IO[bytes]) -> SimpleQueue[bytes | None]:
    """The frames as they come, so that whoever writes them never waits; None after the last."""
    frames: SimpleQueue[bytes | None] = SimpleQueue()

    def receive() -> None:
        with suppress(OSError, ValueError):  # closed under its hands
            while (frame := _read(stream)) is not None:
                frames.put(frame)
        frames.put(None)

    threading.Thread(target=receive, daemon=True).start()
    return frames


def _answer(kind: str, problems: tuple[tuple[Any, ...], ...], plain: tuple[Any, ...] | None) -> Answer:
    told = tuple([Problem.from_plain(said) for said in problems])
    return Answer(kind, told, Prepared(*plain) if plain else None)


def _plain(answer: Answer) -> tuple[Any, ...]:
    problems = tuple([problem.as_plain() for problem in answer.problems])
    return answer.kind, problems, tuple(answer.prepared) if answer.prepared else None


def serve(stdin: IO[bytes], stdout: IO[bytes]) -> None:
    """The second process's own life."""
    frames = _received(stdin)
    if (first := frames.get()) is None:
        return
    describe = Describer(Manner(*marshal.loads(first)))  # noqa: S302 - from our own parent
    collect_seldom()
    while (frame := frames.get()) is not None:
        records = [
            Harvested(identifier=identifier, payload=payload, format=format, base=base)
            for identifier, payload, format, base in marshal.loads(frame)  # noqa: S302
        ]
        _write(stdout, marshal.dumps([_plain(answer) for answer in describe.all(records)]))


def main() -> None:
    follow_parent()
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
    os._exit(0)  # everything is written; taking apart what was loaded is waited for
