"""A plan made: what is needed, chosen and put into the order in which it is best learnt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from registry.catalogue.models import Resource
from registry.framework.curriculum import ORDER
from registry.framework.profile import Profile
from registry.framework.rubric import DEPTH_CELLS
from registry.planning.answers import Answers
from registry.planning.candidates import candidates
from registry.planning.choice import Choice, Wanted, choose
from registry.planning.needs import needed

Depths = tuple[int, ...]
"""0 to 3 in the order of DEPTH_CELLS."""


def chosen(answers: Answers, now: datetime, have: Depths | None = None) -> tuple[Choice, int]:
    """The best plan, by the ids of resources, and how many candidates there were. `have`: what the firm can do
    by now, where that is more than it has answered."""
    gone: set[int] = set()
    while True:
        offered = candidates(answers, now, gone)
        choice = choose(offered, wanted(answers, have))
        visible = Resource.objects.visible().filter(pk__in=choice.ids).values_list("pk", flat=True)
        # Offers lag a little behind; taking away what was not chosen could change nothing.
        if not (hidden := set(choice.ids) - set(visible)):
            return choice, len(offered)
        gone |= hidden


def wanted(answers: Answers, have: Depths | None = None) -> Wanted:
    at_first = answers.have if have is None else have
    need = raised(at_first, needed(answers))
    cost = None if answers.budget is None else answers.budget * 100
    return Wanted(at_first, need, answers.minutes, cost)


def depths(resource: Resource) -> Depths:
    profile = Profile.from_json(resource.profile)
    return tuple(profile.depth(cell) or 0 for cell in DEPTH_CELLS)


def raised(have: Depths, by: Depths) -> Depths:
    return tuple(map(max, have, by))


def reached(have: Depths, resources: Iterable[Resource]) -> Depths:
    for resource in resources:
        have = raised(have, depths(resource))
    return have


def in_order(resources: Sequence[Resource], answers: Answers) -> list[Resource]:
    """By the first aspect of the curriculum that each lifts; of the same one, the shallower first."""
    have, need = answers.have, needed(answers)

    def place(resource: Resource) -> tuple[int, int, int]:
        teaches = depths(resource)
        lifted = [
            (ORDER.index(cell), teaches[n])
            for n, cell in enumerate(DEPTH_CELLS)
            if min(teaches[n], need[n]) > have[n]
        ]
        return (*min(lifted, default=(len(ORDER), 0)), resource.pk)

    return sorted(resources, key=place)
