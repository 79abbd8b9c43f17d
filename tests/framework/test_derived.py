"""The published formula (framework.md, "The rating", 4), on examples worked out by hand."""

from __future__ import annotations

import pytest

from registry.framework.derived import derive, letter
from registry.framework.profile import Judgement, Profile
from registry.framework.rubric import Value


def profile(**cells: Value) -> Profile:
    return Profile({cell.replace("_", "-"): Judgement(value) for cell, value in cells.items()})


def test_coverage_counts_the_aspects_of_depth_two_or_more() -> None:
    figures = derive(profile(online_marketing=3, internet_finance=2, international_logistics=1, visits=3))
    assert figures.coverage == 2
    assert set(figures.coverage_raised_by) == {
        "business-environment",
        "cross-cultural-communications",
        "international-logistics",
        "international-trade-practices",
    }


def test_practice_is_the_share_of_the_covered_aspects_at_depth_three() -> None:
    figures = derive(profile(online_marketing=3, internet_finance=2, international_logistics=2, visits=3))
    assert figures.practice == pytest.approx(1 / 3)
    assert figures.practice_raised_by == ("internet-finance", "international-logistics")


def test_practice_is_unknown_where_nothing_is_covered() -> None:
    assert derive(profile(online_marketing=1)).practice is None


def test_an_unknown_depth_is_not_covered() -> None:
    assert derive(profile(online_marketing="unknown")).coverage == 0


def test_the_tier_is_that_of_the_lowest_known_group() -> None:
    # trust (2 + 2) / 2 = 2, use 0 / 1 = 0, access (2 + 1) / 2 = 1.5, support not known
    figures = derive(
        profile(authoritative="yes", current="yes", practical="no", recurring="yes", affordable="partly")
    )
    assert figures.groups == {"trust": 2.0, "use": 0.0, "access": 1.5, "support": None}
    assert figures.tier == "D"
    assert (figures.known, figures.known_of) == (5, 11)


def test_one_strength_cannot_hide_a_weakness() -> None:
    # trust 6/3 = 2 (A), use (2 + 1 + 0) / 3 = 1 (B), access 8/4 = 2 (A), support 1 (B)
    figures = derive(
        profile(
            authoritative="yes",
            current="yes",
            systematic="yes",
            practical="yes",
            general="partly",
            localised="no",
            recurring="yes",
            open="yes",
            affordable="yes",
            flexible="yes",
            supported="partly",
        )
    )
    assert figures.tier == "B"
    assert figures.tier_raised_by == ("localised", "general", "supported")


@pytest.mark.parametrize(
    ("mean", "tier"),
    [(2, "A"), (1.5, "A"), (1.49, "B"), (1, "B"), (0.99, "C"), (0.5, "C"), (0.49, "D"), (0, "D")],
)
def test_the_tiers_begin_where_the_formula_says(mean: float, tier: str) -> None:
    assert letter(mean) == tier


def test_there_is_no_tier_under_four_known_criteria() -> None:
    three = profile(authoritative="yes", practical="yes", open="yes", supported="unknown")
    assert derive(three).tier is None
    assert derive(three).known == 3
    assert "supported" in derive(three).tier_raised_by
    assert "open" not in derive(three).tier_raised_by
    four = profile(authoritative="yes", practical="yes", open="yes", supported="yes")
    assert derive(four).tier == "A"
    assert derive(four).tier_raised_by == ()


def test_unknown_counts_neither_as_yes_nor_as_no() -> None:
    # access: yes and partly are known, (2 + 1) / 2 = 1.5; the two unknown change nothing
    figures = derive(
        profile(recurring="yes", open="partly", affordable="unknown", authoritative="yes", practical="yes")
    )
    assert figures.groups["access"] == 1.5


def test_an_empty_profile_derives_nothing() -> None:
    figures = derive(Profile())
    assert (figures.coverage, figures.practice, figures.tier, figures.known) == (0, None, None, 0)
    assert set(figures.groups.values()) == {None}
