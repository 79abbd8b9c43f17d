"""Logistic regression learns what can be learned, the same every time."""

from __future__ import annotations

from math import exp, log

import pytest

from registry.framework.logistic import Logistic, fit

ROWS = [(0.0, 3.0), (1.0, 2.5), (0.5, 4.0), (3.0, 0.0), (2.5, 1.0), (4.0, 0.5)]
"""Of points above and below the line on which both numbers are the same."""
ABOVE = [True, True, True, False, False, False]


def test_a_separable_problem_is_learned_also_for_points_that_were_not_seen() -> None:
    learned = fit(ROWS, ABOVE)
    assert [learned.probability(row) > 0.5 for row in ROWS] == ABOVE
    assert learned.probability((0.0, 5.0)) > 0.9
    assert learned.probability((5.0, 0.0)) < 0.1


def test_it_is_the_same_every_time() -> None:
    assert fit(ROWS, ABOVE) == fit(ROWS, ABOVE)


def test_without_numbers_it_learns_how_often_the_answer_is_yes() -> None:
    learned = fit([()] * 4, [True, True, True, False])
    assert learned.bias == pytest.approx(log(3), abs=0.01)  # the odds are three to one
    assert learned.probability(()) == pytest.approx(0.75, abs=0.001)


@pytest.mark.parametrize("penalty", [0.1, 1.0, 10.0])
def test_what_it_learns_is_likeliest_where_no_weight_gains_by_moving(penalty: float) -> None:
    answers = [True, True, False, True, False, False]
    learned = fit(ROWS, answers, penalty)
    for place, weight in enumerate(learned.weights):
        gain = sum(
            (answer - learned.probability(row)) * row[place]
            for row, answer in zip(ROWS, answers, strict=True)
        )
        assert gain == pytest.approx(penalty * weight, abs=1e-3)


def test_a_penalty_holds_weights_near_0() -> None:
    free, held = fit(ROWS, ABOVE, 0.1), fit(ROWS, ABOVE, 10.0)
    assert all(abs(h) < abs(f) for h, f in zip(held.weights, free.weights, strict=True))


def test_weights_to_begin_from_change_nothing() -> None:
    begun, fresh = fit(ROWS, ABOVE, start=Logistic(1.0, (2.0, -1.0))), fit(ROWS, ABOVE)
    assert (begun.bias, *begun.weights) == pytest.approx((fresh.bias, *fresh.weights), abs=1e-3)


def test_where_all_answers_are_the_same_it_is_nearly_certain_and_finite() -> None:
    learned = fit(ROWS, [True] * 6)
    assert 0.95 < learned.probability((2.0, 2.0)) < 1


def test_there_must_be_something_to_learn_from() -> None:
    with pytest.raises(ValueError, match="no row was given"):
        fit([], [])


@pytest.mark.parametrize("logit", [-1e6, -20.0, 0.0, 20.0, 1e6])
def test_a_probability_stays_within_bounds(logit: float) -> None:
    wanted = 1 / (1 + exp(-logit)) if logit > -100 else 0.0
    assert Logistic(logit, ()).probability(()) == pytest.approx(wanted)
