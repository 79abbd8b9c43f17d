"""The measures of `make evaluate`, against values worked out by hand."""

from __future__ import annotations

import pytest

from registry.framework.learning.labelled import Labelled, Rated
from registry.framework.learning.measures import (
    alpha,
    aspect_f1,
    calibration_error,
    f1,
    interval,
    macro_f1,
    quadratic_kappa,
    relevance_f1,
    visits_f1,
)
from registry.framework.profile import Judgement, Profile
from registry.framework.rateable import Rateable
from registry.framework.rubric import UNKNOWN

MARKETING, LOGISTICS, FINANCE = "online-marketing", "international-logistics", "internet-finance"


def resource(
    judged: dict[str, Judgement],
    *taught: str,
    relevant: tuple[float | None, bool] = (0.9, True),
    visits: bool = False,
) -> Rated:
    """Rated so, and labelled with what is `taught`; `relevant` is given and wanted."""
    labelled = Labelled(
        id="a",
        source="s",
        language="en",
        rateable=Rateable(title="A"),
        relevant=relevant[1],
        taught=frozenset(taught),
        visits=visits,
    )
    return Rated(labelled, Profile(judged, relevant=relevant[0]))


def test_f1_counts_what_is_right_against_what_is_given_and_wanted() -> None:
    # 2 right, 3 given, 4 wanted: precision 2/3, recall 2/4.
    pairs = [(True, True), (True, True), (True, False), (False, True), (False, True), (False, False)]
    assert f1(pairs) == pytest.approx(2 * 2 / (3 + 4))
    assert f1([(False, False)]) == 1.0
    assert f1([(True, False)]) == 0.0


def test_macro_f1_is_the_mean_of_the_aspects_that_are_there() -> None:
    rated = [
        resource({MARKETING: Judgement(2), LOGISTICS: Judgement(1)}, MARKETING, LOGISTICS),
        resource({MARKETING: Judgement(3)}),
        resource({LOGISTICS: Judgement(2)}, LOGISTICS),
    ]
    # Marketing: 1 right, 2 given, 1 wanted. Logistics: depth 1 is not assigned, so 1 right, 1 given, 2 wanted.
    assert aspect_f1(rated, MARKETING) == pytest.approx(2 / 3)
    assert aspect_f1(rated, LOGISTICS) == pytest.approx(2 / 3)
    assert macro_f1(rated) == pytest.approx(2 / 3)
    assert macro_f1([*rated, resource({}, FINANCE)]) == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)


def test_f1_of_relevance_counts_from_one_half_and_unknown_as_not_given() -> None:
    answers = [(0.5, True), (0.49, True), (None, True), (0.8, False)]
    rated = [resource({}, relevant=answer) for answer in answers]
    assert relevance_f1(rated) == pytest.approx(2 * 1 / (2 + 3))


def test_f1_of_visits_counts_from_depth_2() -> None:
    rated = [
        resource({"visits": Judgement(2)}, visits=True),
        resource({"visits": Judgement(1)}, visits=True),
        resource({}),
    ]
    assert visits_f1(rated) == pytest.approx(2 * 1 / (1 + 2))


def test_calibration_error_is_how_far_confidence_is_from_how_often_it_was_right() -> None:
    rated = [
        resource({MARKETING: Judgement(2, 0.9)}, MARKETING),
        resource({MARKETING: Judgement(2, 0.9)}),
        resource({LOGISTICS: Judgement(0, 0.6), FINANCE: Judgement(UNKNOWN, 0.0)}, FINANCE),
    ]
    # From 0.9: 1.8 expected to be right, 1 was. From 0.6: 0.6 expected, 1 was. Unknown is no judgement.
    assert calibration_error(rated) == pytest.approx((0.8 + 0.4) / 3)


def test_who_is_right_as_often_as_said_has_no_calibration_error() -> None:
    right, wrong = (
        resource({MARKETING: Judgement(2, 0.75)}, MARKETING),
        resource({MARKETING: Judgement(2, 0.75)}),
    )
    assert calibration_error([right, right, right, wrong]) == pytest.approx(0)
    assert calibration_error([resource({MARKETING: Judgement(2, 1.0)}, MARKETING)]) == 0
    assert calibration_error([]) == 0


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        # Observed (0 + 1 + 0 + 4) / 4. By chance: each of 0, 1, 2, 3 against 0, 1, 2, 2 gives 9 + 3 + 5 + 15 = 32 / 16.
        ([(0, 0), (1, 2), (2, 2), (3, 1)], 1 - 1.25 / 2),
        ([(0, 0), (3, 3), (1, 1)], 1.0),
        ([(0, 3), (3, 0)], -1.0),  # observed 9, by chance 9 in one of two cases
        ([(0, 1), (0, 1)], 0.0),  # no better than chance: who always says the same knows nothing
        ([(2, 2), (2, 2)], 1.0),
    ],
)
def test_quadratic_kappa_counts_a_difference_by_its_square(
    pairs: list[tuple[int, int]], kappa: float
) -> None:
    assert quadratic_kappa(pairs) == pytest.approx(kappa)


def test_krippendorff_s_alpha_of_his_own_example() -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part A: two observers, ten units, 0.095.

    4 of 10 units differ; 6 of the 20 values are 1 and 14 are 0: 1 - 19 * 4 / (14 * 6).
    """
    meg = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0)
    owen = (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    pairs = [(bool(one), bool(other)) for one, other in zip(meg, owen, strict=True)]
    assert alpha(pairs) == pytest.approx(1 - 19 * 4 / (14 * 6))
    assert round(alpha(pairs), 3) == 0.095


def test_krippendorff_s_alpha_of_full_and_of_no_agreement() -> None:
    assert alpha([(True, True), (False, False)]) == 1.0
    assert alpha([(True, True)]) == 1.0
    # All differ; of 4 values 2 are yes: 1 - 3 * 2 / (2 * 2).
    assert alpha([(True, False), (False, True)]) == pytest.approx(-0.5)


def test_an_interval_is_the_same_every_time_and_holds_the_figure() -> None:
    right, wrong = resource({MARKETING: Judgement(2)}, MARKETING), resource({MARKETING: Judgement(2)})
    rated = [right] * 15 + [wrong] * 5
    low, high = interval(rated, macro_f1, times=200)
    assert (low, high) == interval(rated, macro_f1, times=200)
    assert low < macro_f1(rated) < high < 1
    assert interval([right] * 5, macro_f1, times=20) == (1.0, 1.0)
