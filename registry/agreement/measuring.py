"""How far curators agree with each other, and the machine with them: Krippendorff's alpha, added up in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from registry.agreement.models import Pair, Verdict
from registry.framework.learning.reliability import ordinal_alpha
from registry.framework.rubric import DEPTH_CELLS

RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff's own bounds, section 11.4.2

Pairs = Counter[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one aspect or curator. `count`: judgements that can be compared; `same`: how many of them are the same.

    `alpha`: None where nothing can be said.
    """

    of: str
    count: int
    same: int
    alpha: float | None

    @property
    def same_percent(self) -> int | None:
        return round(100 * self.same / self.count) if self.count else None

    @property
    def verdict(self) -> str:
        """ "reliable", "tentative", "poor", or "" where nothing can be said."""
        if self.alpha is None:
            return ""
        return "reliable" if self.alpha >= RELIABLE else "tentative" if self.alpha >= TENTATIVE else "poor"


def by_aspect() -> Sequence[Agreement]:
    """Of the first with the second, in the framework's order, and of all aspects together as ""."""
    return _by_cell("first")


def of_machine() -> Sequence[Agreement]:
    """Of the machine with the second, who has seen neither the machine's rating nor the first's."""
    return _by_cell("machine")


def by_curator() -> Sequence[Agreement]:
    """Of each curator with whoever rated the same resources, whichever of them was first."""
    found: Mapping[str, Pairs] = defaultdict(Counter)
    rows = _compared("first").values_list("pair__first", "pair__second", "first", "second")
    for first, second, one, other, times in rows.annotate(times=Count("pk")).order_by():
        found[first][one, other] += times
        found[second][other, one] += times
    return [_agreement(curator, pairs) for curator, pairs in sorted(found.items())]


def counts() -> dict[str, int]:
    """How many pairs there are in each state."""
    found = dict(Pair.objects.values_list("state").annotate(times=Count("pk")).order_by())
    return {state: found.get(state, 0) for state in Pair.State.values}


def _by_cell(with_second: str) -> Sequence[Agreement]:
    found: Mapping[str, Pairs] = defaultdict(Counter)
    rows = _compared(with_second).values_list("cell", with_second, "second")
    for cell, one, other, times in rows.annotate(times=Count("pk")).order_by():
        found[cell][one, other] += times
        found[""][one, other] += times
    return [_agreement(cell, found[cell]) for cell in (*DEPTH_CELLS, "")]


def _compared(with_second: str) -> QuerySet[Verdict]:
    return Verdict.objects.filter(**{f"{with_second}__isnull": False}, second__isnull=False)


def _agreement(of: str, pairs: Pairs) -> Agreement:
    same = sum(times for (one, other), times in pairs.items() if one == other)
    return Agreement(of, pairs.total(), same, ordinal_alpha(pairs))
