"""How long each stage of a harvest takes: the stages' functions, wrapped with timers in the benchmark's processes.

Processor time of the thread that works, which a busy machine does not stretch. It counts once, for the innermost
stage; what no stage claims is "the rest".
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from typing import Any

# Where each stage is entered. Storing includes joining and materialising; indexing what is drafted for it beforehand.
ENTRIES = {
    "fetch": ("harvesters.fetch.fetcher:Fetcher.get",),
    "read": ("harvesters.protocols.oai_requests:cut_or_parsed",),
    "describe": ("harvesters.describing:Describer.read", "registry.catalogue.prepared:all_prepared"),
    "rate": ("registry.catalogue.prepared:machine_profiles",),
    "store": ("harvesters.runs:_Harvest._store",),
    "index": ("registry.catalogue.outbox:drain", "search.entry:draft"),
    "pass on": ("harvesters.second_process:_answer", "harvesters.second_process:_plain"),
}
# What the second process has of them, and where they are entered there.
SECOND = ("describe", "rate", "index", "pass on")
REST = "the rest"


class Stages:
    """Seconds by stage, of everything since it was made or read."""

    def __init__(self, names: tuple[str, ...] = tuple(ENTRIES)) -> None:
        self._seconds: dict[str, float] = defaultdict(float)
        self._open = [REST]
        self._since = time.thread_time()
        for stage in names:
            for entry in ENTRIES[stage]:
                if stage != "index" or names != SECOND or entry.startswith("search"):
                    self._wrap(stage, entry)

    def read(self) -> dict[str, float]:
        """Starts anew."""
        read = self.so_far()
        self._seconds.clear()
        return read

    def so_far(self) -> dict[str, float]:
        self._charge()
        return {stage: self._seconds[stage] for stage in (*ENTRIES, REST)}

    def _charge(self) -> None:
        now = time.thread_time()
        self._seconds[self._open[-1]] += now - self._since
        self._since = now

    def _wrap(self, stage: str, entry: str) -> None:
        module, _, path = entry.partition(":")
        *owners, name = path.split(".")
        owner: Any = import_module(module)
        for part in owners:
            owner = getattr(owner, part)
        setattr(owner, name, self._timed(stage, getattr(owner, name)))
        if entry == "registry.catalogue.prepared:all_prepared":
            import_module("harvesters.describing").all_prepared = owner.all_prepared  # type: ignore[attr-defined]

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
