"""Krippendorff's alpha of ordered values, by examples that others or a hand worked out."""

from __future__ import annotations

from collections import Counter

import pytest

from registry.framework.learning.reliability import ordinal_alpha


def test_the_example_of_two_observers_and_two_values() -> None:
    """Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example A: 0.095."""
    one = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0)
    other = (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    assert ordinal_alpha(Counter(zip(one, other, strict=True))) == pytest.approx(0.095, abs=0.001)


def test_an_example_worked_out_by_hand() -> None:
    """Totals 2, 2, 3, 1 of 8; one pair differs, by 2 against 3, whose squared distance is 4; expected 312."""
    assert ordinal_alpha({(0, 0): 1, (1, 1): 1, (2, 2): 1, (2, 3): 1}) == pytest.approx(1 - 7 * 4 / 312)


def test_who_is_first_makes_no_difference() -> None:
    assert ordinal_alpha({(0, 1): 3, (2, 2): 4}) == ordinal_alpha({(1, 0): 3, (2, 2): 4})


def test_far_apart_is_worse_than_near() -> None:
    agreed = {(depth, depth): 5 for depth in range(4)}
    near, far = ordinal_alpha(agreed | {(2, 3): 3}), ordinal_alpha(agreed | {(0, 3): 3})
    assert near is not None
    assert far is not None
    assert 1 > near > far


def test_perfect_agreement_is_one_and_the_opposite_is_below_chance() -> None:
    assert ordinal_alpha({(0, 0): 2, (3, 3): 2}) == 1
    opposite = ordinal_alpha({(0, 3): 4})
    assert opposite is not None
    assert opposite < 0


@pytest.mark.parametrize("pairs", [{}, {(2, 2): 9}])
def test_where_nothing_can_be_said_nothing_is(pairs: dict[tuple[int, int], int]) -> None:
    assert ordinal_alpha(pairs) is None
