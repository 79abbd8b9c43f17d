"""The choice of a plan's resources, against every other choice there is."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.planning.choice import Candidate, Wanted, Worth, choose

NEEDS = 3


def worth(chosen: tuple[Candidate, ...], wanted: Wanted) -> Worth | None:
    """Reckoned from its definition; None where the limits do not allow it."""
    minutes, cost = sum(c.minutes for c in chosen), sum(c.cost for c in chosen)
    if (wanted.minutes is not None and minutes > wanted.minutes) or (
        wanted.cost is not None and cost > wanted.cost
    ):
        return None
    reached = [max([have, *(c.depths[n] for c in chosen)]) for n, have in enumerate(wanted.have)]
    short = sum(max(0, need - depth) for need, depth in zip(wanted.need, reached, strict=True))
    steps = sum(1 + c.burdens for c in chosen)
    return Worth(short, steps, sum(c.misfit for c in chosen), minutes, cost)


def every_plan(candidates: list[Candidate], wanted: Wanted) -> list[Worth]:
    plans = (plan for size in range(len(candidates) + 1) for plan in combinations(candidates, size))
    return [found for plan in plans if (found := worth(plan, wanted)) is not None]


depths = st.tuples(*[st.integers(0, 3)] * NEEDS)
candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 10**6),
        depths=depths,
        burdens=st.integers(0, 2),
        misfit=st.integers(0, 3),
        minutes=st.sampled_from([0, 30, 60, 90, 240]),
        cost=st.sampled_from([0, 0, 500, 2000]),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.id,
)


@st.composite
def wants(draw: st.DrawFn) -> Wanted:
    have = draw(depths)
    need = tuple(max(had, depth) for had, depth in zip(have, draw(depths), strict=True))
    limit = st.none() | st.integers(0, 400)
    return Wanted(have, need, draw(limit), draw(st.none() | st.integers(0, 3000)))


@settings(max_examples=300, deadline=None)
@given(candidates, wants())
def test_no_other_plan_is_better(offered: list[Candidate], wanted: Wanted) -> None:
    choice = choose(offered, wanted)
    by_id = {candidate.id: candidate for candidate in offered}
    assert choice.proven
    assert worth(tuple(by_id[id] for id in choice.ids), wanted) == choice.worth
    assert choice.worth == min(every_plan(offered, wanted))


@settings(max_examples=100, deadline=None)
@given(candidates, wants(), st.integers(0, 12))
def test_broken_off_it_gives_a_plan_and_a_bound_that_holds(
    offered: list[Candidate], wanted: Wanted, most: int
) -> None:
    choice = choose(offered, wanted, most_labels=most)
    by_id = {candidate.id: candidate for candidate in offered}
    assert worth(tuple(by_id[id] for id in choice.ids), wanted) == choice.worth
    assert choice.bound <= min(every_plan(offered, wanted)) <= choice.worth


def test_one_resource_that_teaches_both_beats_one_for_each() -> None:
    offered = [Candidate(1, (2, 0)), Candidate(2, (0, 2)), Candidate(3, (2, 2), misfit=5)]
    assert choose(offered, Wanted((0, 0), (2, 2))).ids == (3,)


def test_of_plans_of_one_length_the_one_that_fits_best_is_taken() -> None:
    offered = [Candidate(1, (3,), misfit=2, minutes=10), Candidate(2, (3,), misfit=1, minutes=600)]
    assert choose(offered, Wanted((0,), (3,))).ids == (2,)


def test_it_prefers_what_states_its_hours_where_hours_are_limited() -> None:
    """One unknown weighs as one step more; of two plans as long by that, fit decides."""
    unstated = Candidate(1, (2, 2), burdens=1)
    stated = [Candidate(2, (2, 0), minutes=50), Candidate(3, (0, 2), minutes=50)]
    choice = choose([unstated, *stated], Wanted((0, 0), (2, 2), minutes=120))
    assert choice.worth.steps == 2
    assert choose(
        [unstated, Candidate(4, (2, 2), misfit=9, minutes=50)], Wanted((0, 0), (2, 2), 120)
    ).ids == (4,)


def test_within_few_hours_it_lifts_as_much_as_can_be() -> None:
    offered = [
        Candidate(1, (3, 0), minutes=300),
        Candidate(2, (0, 2), minutes=60),
        Candidate(3, (1, 0), minutes=40),
    ]
    choice = choose(offered, Wanted((0, 0), (3, 2), minutes=120))
    assert set(choice.ids) == {2, 3}
    assert choice.worth.shortfall == 2


def test_what_is_reached_already_needs_no_step() -> None:
    assert choose([Candidate(1, (3, 3))], Wanted((2, 3), (2, 3))).ids == ()


def test_nothing_offered_is_all_gaps() -> None:
    choice = choose([], Wanted((0, 1), (2, 2)))
    assert choice.ids == ()
    assert choice.worth.shortfall == 3
    assert choice.proven
