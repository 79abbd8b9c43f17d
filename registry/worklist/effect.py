"""How much a task matters to SMMEs, and the order that follows.

A task's effect is the mean of what is known of its resource: each signal gives 0 to 1 (how often it is viewed, how
much it is looked for, how little there is of its kind). Where no signal knows anything it is 50, neither much nor
little. Tasks are ordered by effect and age together: a point of effect weighs as much as a day of waiting, so that
what matters comes first and nothing waits for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.utils.module_loading import import_string

NEUTRAL = 50
SIGNALS: tuple[str, ...] = (
    "registry.worklist.gaps.scarcity",
    "registry.worklist.interest.opened",
    "registry.worklist.interest.sought",
)
"""Dotted paths of functions that give 0 to 1 for those of the resources, by id, of which they know something."""

_DAY = 86_400  # seconds

Signal = Callable[[Collection[int]], Mapping[int, float]]


def effects(resources: Collection[int]) -> dict[int, int]:
    """0 to 100 for those of these resources of which any signal knows something."""
    known: dict[int, list[float]] = defaultdict(list)
    for path in SIGNALS:
        signal: Signal = import_string(path)
        for id, value in signal(resources).items():
            known[id].append(min(max(value, 0.0), 1.0))
    return {id: round(100 * sum(values) / len(values)) for id, values in known.items()}


def rank(effect: int, since: datetime) -> float:
    """The larger, the earlier it is to be done. It does not change while a task waits."""
    return effect - since.timestamp() / _DAY
