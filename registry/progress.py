"""Progress of long work: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

_BAR = 24
_EVERY = {True: 0.1, False: 10.0}  # seconds between two updates, on a terminal and in a log


class Progress:
    """Counts what is done of a piece of work, with its total where that is known."""

    def __init__(
        self,
        label: str,
        total: int | None = None,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        alone: bool = True,
    ) -> None:
        """`alone`: nothing else writes to the stream meanwhile, so that a bar can stay on its line."""
        self.label, self.total, self.done = label, total, 0
        self._stream = stream or sys.stderr
        self._terminal = alone and self._stream.isatty()
        self._clock = clock
        self._shown = clock()

    def advance(self, count: int = 1) -> None:
        self.done += count
        if self._clock() - self._shown >= _EVERY[self._terminal]:
            self._show()

    def close(self, outcome: str = "") -> None:
        """Says how it ended, on a line that stays."""
        self._write(f"{self.label}: {outcome or self.done}", end="\n")

    def _show(self) -> None:
        self._shown = self._clock()
        if self._terminal:
            self._write(f"{self.label} {self._bar()}", end="")
        else:
            self._write(f"{self.label}: {self._figures()}", end="\n")

    def _bar(self) -> str:
        if not self.total:
            return f"{self.done} …"
        filled = min(_BAR, _BAR * self.done // self.total)
        return f"[{'#' * filled}{'.' * (_BAR - filled)}] {self._figures()}"

    def _figures(self) -> str:
        return f"{self.done} of {self.total}" if self.total else str(self.done)

    def _write(self, line: str, end: str) -> None:
        lead, rest = ("\r", "\033[K") if self._terminal else ("", "")
        self._stream.write(f"{lead}{line}{rest}{end}")
        self._stream.flush()
