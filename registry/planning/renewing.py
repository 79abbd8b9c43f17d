"""A new plan, and a plan made again when something has changed: what is done stays done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from registry.catalogue.models import Resource
from registry.planning.answers import Answers
from registry.planning.link import MOST_PICKS, Pick, State
from registry.planning.making import chosen, reached
from registry.planning.reading import next_session


def new_state(answers: Answers, now: datetime) -> State:
    choice, _count = chosen(answers, now)
    return State(answers, _picks(choice.ids, now), now)


def renewed(state: State, now: datetime) -> State:
    """Chosen anew for what is still open; steps that are done stay in the plan, as far as they are still there."""
    done = list(Resource.objects.visible().filter(public_id__in=state.done))
    choice, _count = chosen(state.answers, now, reached(state.answers.have, done))
    kept = tuple(pick for pick in state.picks if pick.resource in state.done)[-MOST_PICKS:]
    fresh = tuple(pick for pick in _picks(choice.ids, now) if pick.resource not in state.done)
    return State(state.answers, (*kept, *fresh)[-MOST_PICKS:], now, state.done)


def marked(state: State, done: frozenset[UUID]) -> State:
    """With these of its steps marked as done; others are no longer."""
    known = {pick.resource for pick in state.picks}
    return State(state.answers, state.picks, state.made, frozenset(done & known), state.told)


def _picks(ids: tuple[int, ...], now: datetime) -> tuple[Pick, ...]:
    resources = Resource.objects.visible().filter(pk__in=ids).prefetch_related("occurrences")
    found = {resource.pk: resource for resource in resources}
    picked = [found[id] for id in ids if id in found]
    return tuple(
        Pick(resource.public_id, (next_session(resource, now) or {}).get("start", "")) for resource in picked
    )
