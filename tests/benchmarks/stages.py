"""How long each stage of a harvest takes: the stages' functions, wrapped with timers in the benchmark's process.

Time counts once, for the innermost stage; what no stage claims is "the rest".
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from typing import Any

# Where each stage is entered. Storing includes joining and materialising.
ENTRIES = {
    "fetch": ("harvesters.fetch.fetcher:Fetcher.get",),
    "read": ("harvesters.protocols.oai_pmh:record_list",),
    "describe": ("harvesters.describing:read_one", "registry.catalogue.prepared:effective_values"),
    "rate": ("registry.catalogue.prepared:machine_profile",),
    "store": ("harvesters.runs:_Harvest._store",),
    "index": ("registry.catalogue.outbox:drain",),
}
REST = "the rest"


class Stages:
    """Seconds by stage, of everything since it was made or read."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)
        self._open = [REST]
        self._since = time.perf_counter()
        for stage, entries in ENTRIES.items():
            for entry in entries:
                self._wrap(stage, entry)

    def read(self) -> dict[str, float]:
        """Starts anew."""
        self._charge()
        read = {stage: self._seconds[stage] for stage in (*ENTRIES, REST)}
        self._seconds.clear()
        return read

    def _charge(self) -> None:
        now = time.perf_counter()
        self._seconds[self._open[-1]] += now - self._since
        self._since = now

    def _wrap(self, stage: str, entry: str) -> None:
        module, _, path = entry.partition(":")
        *owners, name = path.split(".")
        owner: Any = import_module(module)
        for part in owners:
            owner = getattr(owner, part)
        setattr(owner, name, self._timed(stage, getattr(owner, name)))

    def _timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            self._charge()
            self._open.append(stage)
            try:
                return function(*arguments, **named)
            finally:
                self._charge()
                self._open.pop()

        return timed
