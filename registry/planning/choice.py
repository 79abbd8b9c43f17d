"""The choice of resources for a plan: the best set there is, or the best found with a proven bound.

Pure: it knows neither the catalogue nor Django. docs/decisions/plan-by-best-first-search.md tells why it is exact.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_LABELS = 150_000  # partial plans looked at; beyond, the best plan so far is given with its bound


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that could be a step.

    `depths`: 0 to 3 for each need, in the order of the needs. `burdens`: as how many steps
    more it weighs, such as for each value that a limit asks for and nobody stated. `misfit`: points, 0 for a
    perfect fit. `minutes` and `cost`: 0 where they are unknown; cost in hundredths of the reader's currency.
    """

    id: int
    depths: tuple[int, ...]
    burdens: int = 0
    misfit: int = 0
    minutes: int = 0
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan is to reach: for each need the depth that is there and the depth that is needed.

    `minutes` and `cost`: what all steps together may take at most, None for no limit.
    """

    have: tuple[int, ...]
    need: tuple[int, ...]
    minutes: int | None = None
    cost: int | None = None


class Worth(NamedTuple):
    """How good a plan is, the smaller the better, in this order.

    `shortfall`: levels of depth that are needed and not reached. `steps`: each resource, and its
    burdens. Then misfit, minutes and cost of all steps.
    """

    shortfall: int
    steps: int
    misfit: int
    minutes: int
    cost: int


@dataclass(frozen=True, slots=True)
class Choice:
    """`ids`: of the chosen, in the order of the needs that they were taken for. `bound`: no plan is better than
    this; where the choice is `proven`, its worth itself."""

    ids: tuple[int, ...]
    worth: Worth
    bound: Worth

    @property
    def proven(self) -> bool:
        return self.bound == self.worth


class _Spent(NamedTuple):
    """What the steps of a partial plan add up to; the order is that of Worth."""

    steps: int = 0
    misfit: int = 0
    minutes: int = 0
    cost: int = 0

    def __add__(self, other: _Spent) -> _Spent:  # type: ignore[override]
        return _Spent(*(mine + its for mine, its in zip(self, other, strict=True)))

    def no_worse(self, other: _Spent) -> bool:
        return all(mine <= its for mine, its in zip(self, other, strict=True))


class _Lift(NamedTuple):
    """A candidate as far as it counts: depths beyond the need are cut off."""

    depths: tuple[int, ...]
    spent: _Spent
    id: int


class _Label(NamedTuple):
    """A partial plan in which the first `stage` needs are decided."""

    bound: Worth
    tie: int
    stage: int
    reached: tuple[int, ...]
    spent: _Spent
    ids: tuple[int, ...]


def choose(candidates: Iterable[Candidate], wanted: Wanted, *, most_labels: int = MOST_LABELS) -> Choice:
    """The plan of the least worth (see Worth) within the limits."""
    order = _hardest_first(lifts := _useful(candidates, wanted), wanted)
    turned = Wanted(_turn(wanted.have, order), _turn(wanted.need, order), wanted.minutes, wanted.cost)
    search = _Search([lift._replace(depths=_turn(lift.depths, order)) for lift in lifts], turned)
    return search.run(most_labels)


def _useful(candidates: Iterable[Candidate], wanted: Wanted) -> list[_Lift]:
    """Those that lift something within the limits, without those that another beats in everything."""
    alike: dict[tuple[int, ...], list[_Lift]] = defaultdict(list)
    for candidate in candidates:
        spent = _Spent(1 + candidate.burdens, candidate.misfit, candidate.minutes, candidate.cost)
        depths = tuple(
            max(have, min(depth, need))
            for depth, have, need in zip(candidate.depths, wanted.have, wanted.need, strict=True)
        )
        if depths != wanted.have and _within(spent, wanted):
            alike[depths].append(_Lift(depths, spent, candidate.id))
    limited = wanted.minutes is not None or wanted.cost is not None
    return [lift for lifts in alike.values() for lift in _undominated(lifts, limited=limited)]


def _undominated(lifts: list[_Lift], *, limited: bool) -> list[_Lift]:
    """Of candidates that lift the same. Without limits only the order counts, and there is one best."""
    lifts.sort(key=lambda lift: (lift.spent, lift.id))
    kept: list[_Lift] = []
    for lift in lifts:
        if not any(earlier.spent.no_worse(lift.spent) for earlier in kept):
            kept.append(lift)
        if not limited:
            break
    return kept


def _within(spent: _Spent, wanted: Wanted) -> bool:
    return (wanted.minutes is None or spent.minutes <= wanted.minutes) and (
        wanted.cost is None or spent.cost <= wanted.cost
    )


def _hardest_first(lifts: Sequence[_Lift], wanted: Wanted) -> list[int]:
    """The needs, those that the fewest candidates serve first: what is decided early cuts the most."""
    needs = range(len(wanted.need))
    return sorted(needs, key=lambda n: sum(lift.depths[n] > wanted.have[n] for lift in lifts))


def _turn(values: Sequence[int], order: Sequence[int]) -> tuple[int, ...]:
    return tuple(values[n] for n in order)


class _Search:
    """Best-first search over partial plans. At each stage one need is decided: left as it is, or lifted by one
    candidate to the depth that it keeps."""

    def __init__(self, lifts: list[_Lift], wanted: Wanted) -> None:
        self.wanted = wanted
        self.stages = len(wanted.need)
        self.lifting = [
            [lift for lift in lifts if lift.depths[n] > wanted.have[n]] for n in range(self.stages)
        ]
        self.best = [
            max((lift.depths[n] for lift in lifting), default=wanted.have[n])
            for n, lifting in enumerate(self.lifting)
        ]
        self.least_misfit = [
            min((lift.spent.misfit for lift in lifting if lift.depths[n] == best), default=0)
            for n, (lifting, best) in enumerate(zip(self.lifting, self.best, strict=True))
        ]
        self.widest = [self._most_at_once(lifts, stage) for stage in range(self.stages + 1)]
        self.made = 0

    def run(self, most_labels: int) -> Choice:
        first = self._label(0, self.wanted.have, _Spent(), ())
        waiting, seen = (
            [first],
            _Seen(limited=self.wanted.minutes is not None or self.wanted.cost is not None),
        )
        found = self._greedy(first)
        while waiting:
            label = heapq.heappop(waiting)
            if label.bound >= found.bound:
                return Choice(found.ids, found.bound, found.bound)
            if label.stage == self.stages:
                return Choice(label.ids, label.bound, label.bound)
            if self.made > most_labels:
                return Choice(found.ids, found.bound, label.bound)
            for child in self._children(label):
                if child.bound < found.bound and seen.is_new(child):
                    heapq.heappush(waiting, child)
        return Choice(found.ids, found.bound, found.bound)

    def _most_at_once(self, lifts: Sequence[_Lift], stage: int) -> int:
        """How many of the needs from a stage on one candidate lifts at most."""
        have = self.wanted.have
        return max(
            (sum(lift.depths[n] > have[n] for n in range(stage, self.stages)) for lift in lifts), default=0
        )

    def _children(self, label: _Label) -> Iterator[_Label]:
        stage, reached = label.stage, label.reached
        yield self._label(stage + 1, reached, label.spent, label.ids)
        for lift in self.lifting[stage]:
            if lift.depths[stage] <= reached[stage]:
                continue
            # What is decided stays: in any plan some order of its steps lifts no need after its stage.
            if any(lift.depths[n] > reached[n] for n in range(stage)):
                continue
            spent = label.spent + lift.spent
            if _within(spent, self.wanted):
                higher = tuple(map(max, reached, lift.depths))
                yield self._label(stage + 1, higher, spent, (*label.ids, lift.id))

    def _label(self, stage: int, reached: tuple[int, ...], spent: _Spent, ids: tuple[int, ...]) -> _Label:
        """With the best that may still come of it: every open need lifted, by as few steps as could ever do it,
        one of which fits no better than the best that could lift the need that is hardest to fit."""
        self.made += 1
        need = self.wanted.need
        short = sum(need[n] - reached[n] for n in range(stage))
        short += sum(need[n] - max(reached[n], self.best[n]) for n in range(stage, self.stages))
        open_needs = [n for n in range(stage, self.stages) if reached[n] < self.best[n]]
        more = -(-len(open_needs) // self.widest[stage]) if open_needs else 0
        misfit = spent.misfit + max((self.least_misfit[n] for n in open_needs), default=0)
        bound = Worth(short, spent.steps + more, misfit, spent.minutes, spent.cost)
        return _Label(bound, self.made, stage, reached, spent, ids)

    def _greedy(self, first: _Label) -> _Label:
        """Some whole plan: at each stage the child that promises most."""
        label = first
        while label.stage < self.stages:
            label = min(self._children(label))
        return label


class _Seen:
    """The partial plans met so far, by stage and by what they reach: one that another beats leads nowhere new.

    Without limits the worth decides alone; with them, a worse one that spends less may still fit.
    """

    def __init__(self, *, limited: bool) -> None:
        self._limited = limited
        self._spent: dict[tuple[int, tuple[int, ...]], list[_Spent]] = defaultdict(list)

    def is_new(self, label: _Label) -> bool:
        met = self._spent[label.stage, label.reached]
        if self._limited:
            if any(earlier.no_worse(label.spent) for earlier in met):
                return False
        elif met and min(met) <= label.spent:
            return False
        met[:] = [earlier for earlier in met if not label.spent.no_worse(earlier)]
        met.append(label.spent)
        return True
