"""How long each stage of a run takes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Part = TypeVar("Part")


class Stopwatch:
    """Seconds by stage, in `seconds`."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.monotonic() - began

    def each(self, stage: str, parts: Iterable[Part]) -> Iterator[Part]:
        """The same parts; what is measured is how long each is waited for."""
        rest = iter(parts)
        while True:
            with self.measure(stage):
                part = next(rest, None)
            if part is None:
                return
            yield part

    def rounded(self) -> dict[str, float]:
        return {stage: round(seconds, 3) for stage, seconds in self.seconds.items()}
