"""A plan as it stands today: its steps as the catalogue has them now, what changed, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from registry.api.provenance import load_members
from registry.catalogue.merging import placed
from registry.catalogue.models import Resource
from registry.framework.rubric import DEPTH_CELLS
from registry.planning.answers import Answers
from registry.planning.candidates import readable, suitable
from registry.planning.link import Pick, State
from registry.planning.making import Depths, depths, in_order, raised, reached, wanted
from registry.planning.models import Offer
from registry.planning.offers import unpacked


class Change(Enum):
    """What happened to a step since it was picked."""

    GONE = "gone"
    MOVED = "moved"
    CANCELLED = "cancelled"
    OVER = "over"


class Why(Enum):
    """Why a need is not met."""

    NOBODY = "nobody teaches it"
    LANGUAGE = "only in other languages"
    LIMITS = "only beyond the limits"


class Lift(NamedTuple):
    """`cell`: an aspect or visits."""

    cell: str
    before: int
    after: int


class Gap(NamedTuple):
    cell: str
    reached: int
    need: int
    why: Why


@dataclass(frozen=True, slots=True)
class Step:
    """`resource`: None when it is gone, and then `title` is not known either. `session`: what is stated of the
    next session, None for none."""

    pick: Pick
    resource: Resource | None
    done: bool
    lifts: Sequence[Lift]
    change: Change | None = None
    session: Mapping[str, Any] | None = None

    @property
    def offer(self) -> Offer | None:
        """What it takes, as plans weigh it; None while that is not made."""
        return getattr(self.resource, "offer", None)


@dataclass(frozen=True, slots=True)
class Plan:
    """`have`, `now` and `need`: depths at first, by what is done, and to be reached. `newer`: how many resources
    came since it was made that teach what it lacks or still has to do."""

    state: State
    steps: Sequence[Step]
    have: Depths
    now: Depths
    need: Depths
    gaps: Sequence[Gap]
    newer: int

    @property
    def changed(self) -> bool:
        return any(step.change and not step.done for step in self.steps)


def read_plan(state: State, now: datetime) -> Plan:
    """Seven queries at most, whatever the plan."""
    shown = _shown(pick.resource for pick in state.picks)
    resources = in_order(list({r.pk: r for r in shown.values()}.values()), state.answers)
    places = {resource.pk: place for place, resource in enumerate(resources)}
    picks = sorted(
        state.picks,
        key=lambda pick: places[shown[pick.resource].pk] if pick.resource in shown else len(places),
    )
    done = [shown[id] for id in state.done if id in shown]
    have, need = state.answers.have, wanted(state.answers).need
    steps, end = _steps(picks, shown, state, have, need, now)
    return Plan(
        state=state,
        steps=steps,
        have=have,
        now=reached(have, done),
        need=need,
        gaps=_gaps(end, need, state.answers, now),
        newer=_newer(state, need, reached(have, done), now),
    )


def next_session(resource: Resource, now: datetime) -> Mapping[str, Any] | None:
    """What is stated of its first session that has not begun, or is of a whole day and not over."""
    for row in resource.occurrences.all():
        if row.starts >= now or (row.stated.get("all_day") and row.starts + timedelta(days=1) > now):
            return dict(row.stated)
    return None


def _shown(ids: Any) -> dict[UUID, Resource]:
    """Visible resources by the ids that were asked for; what was joined since is its leader."""
    wanted_ids = list(ids)
    asked = Resource.objects.filter(public_id__in=wanted_ids).values_list("public_id", "pk", "leader")
    leaders = {public_id: leader or pk for public_id, pk, leader in asked}
    visible = Resource.objects.visible().with_provenance().filter(pk__in=leaders.values())
    visible = visible.select_related("offer").prefetch_related("occurrences")
    found = {resource.pk: resource for resource in visible}
    load_members(list(found.values()))
    return {public_id: found[pk] for public_id, pk in leaders.items() if pk in found}


def _steps(
    picks: Sequence[Pick],
    shown: Mapping[UUID, Resource],
    state: State,
    have: Depths,
    need: Depths,
    now: datetime,
) -> tuple[list[Step], Depths]:
    """The steps, and the depths that are reached when all are done."""
    steps, reach = [], have
    for pick in picks:
        resource = shown.get(pick.resource)
        done = pick.resource in state.done
        if resource is None:
            steps.append(Step(pick, None, done, (), None if done else Change.GONE))
            continue
        higher = raised(reach, tuple(map(min, depths(resource), raised(need, reach))))
        lifts = [
            Lift(cell, reach[n], higher[n]) for n, cell in enumerate(DEPTH_CELLS) if higher[n] > reach[n]
        ]
        session = next_session(resource, now)
        steps.append(Step(pick, resource, done, lifts, _change(pick, resource, session, now), session))
        reach = higher
    return steps, reach


def _change(
    pick: Pick, resource: Resource, session: Mapping[str, Any] | None, now: datetime
) -> Change | None:
    """A session that has passed in the meantime has not changed."""
    was = placed(pick.session) if pick.session else None
    stated = {o["start"]: o for o in resource.effective.get("occurrences", ())}
    if was is not None and was > now:
        held = stated.get(pick.session)
        if held and held.get("cancelled"):
            return Change.CANCELLED
        if held is None and all(row.starts != was for row in resource.occurrences.all()):
            return Change.MOVED if session else Change.CANCELLED
        return None
    if session is None and (was is not None or _only_past(resource, now)):
        return Change.OVER
    return None


def _only_past(resource: Resource, now: datetime) -> bool:
    rows = list(resource.occurrences.all())
    return bool(rows) and all((row.ends or row.starts) <= now for row in rows)


def _gaps(end: Depths, need: Depths, answers: Answers, now: datetime) -> list[Gap]:
    short = [n for n in range(len(need)) if end[n] < need[n]]
    if not short:
        return []
    anywhere = _best(Offer.objects.all())
    read, fit = _best(readable(answers)), _best(suitable(answers, now))
    return [Gap(DEPTH_CELLS[n], end[n], need[n], _why(end[n], anywhere[n], read[n], fit[n])) for n in short]


def _best(offers: Any) -> Depths:
    best: Depths = (0,) * len(DEPTH_CELLS)
    for teaches in offers.order_by().values_list("teaches", flat=True).distinct():
        best = raised(best, unpacked(teaches))
    return best


def _why(reached: int, anywhere: int, read: int, fit: int) -> Why:
    if anywhere <= reached:
        return Why.NOBODY
    if read <= reached:
        return Why.LANGUAGE
    return Why.LIMITS


def _newer(state: State, need: Depths, now_reached: Depths, now: datetime) -> int:
    """Resources added since that lift a need which is still open."""
    added = suitable(state.answers, now).filter(added__gt=state.made)
    useful = Q()
    for teaches in added.order_by().values_list("teaches", flat=True).distinct():
        levels = zip(unpacked(teaches), need, now_reached, strict=True)
        if any(min(depth, wanted_depth) > have for depth, wanted_depth, have in levels):
            useful |= Q(teaches=teaches)
    visible = Resource.objects.visible().values("pk")
    return added.filter(useful, resource__in=visible).count() if useful else 0
