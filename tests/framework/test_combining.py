from __future__ import annotations

from datetime import UTC, datetime

import pytest

from registry.framework.combining import CuratorJudgement, shown_profile
from registry.framework.profile import Evidence, Judgement, Profile
from registry.framework.rubric import Value

MACHINE = Profile(
    {"online-marketing": Judgement(3, 0.8, (Evidence("title", 0, 3, "SEO"),)), "open": Judgement("yes", 0.7)},
    relevant=0.9,
    version="1.machine",
    language="en",
)


def said(curator: str, day: int, value: Value, cell: str = "online-marketing") -> CuratorJudgement:
    return CuratorJudgement(cell, value, curator, datetime(2026, 3, day, tzinfo=UTC))


def test_without_curators_the_machine_s_profile_is_shown() -> None:
    shown = shown_profile(MACHINE, [])
    assert shown.profile == MACHINE
    assert shown.origins["open"].rater == "machine"
    assert shown.disputed == ()


def test_a_curator_s_judgement_takes_the_place_of_the_machine_s_in_its_cell_only() -> None:
    shown = shown_profile(MACHINE, [said("ann", 1, 2)])
    assert shown.profile["online-marketing"].value == 2
    assert shown.origins["online-marketing"].rater == "curator"
    assert shown.origins["online-marketing"].curators == ("ann",)
    assert shown.profile["open"] == MACHINE["open"]
    assert shown.profile.relevant == 0.9


def test_a_curator_s_newest_judgement_counts_in_whatever_order_they_come() -> None:
    shown = shown_profile(MACHINE, [said("ann", 5, 1), said("ann", 2, 3)])
    assert shown.profile["online-marketing"].value == 1
    assert shown.disputed == ()


@pytest.mark.parametrize(("first", "second"), [(2, 3), (3, 2)])
def test_where_two_curators_differ_the_lower_is_shown_and_marked(first: int, second: int) -> None:
    shown = shown_profile(MACHINE, [said("ann", 1, first), said("bo", 2, second)])
    assert shown.profile["online-marketing"].value == 2
    assert shown.disputed == ("online-marketing",)
    assert set(shown.origins["online-marketing"].curators) == {"ann", "bo"}


def test_two_curators_who_agree_dispute_nothing() -> None:
    shown = shown_profile(MACHINE, [said("ann", 1, 2), said("bo", 2, 2)])
    assert shown.profile["online-marketing"].value == 2
    assert shown.disputed == ()


@pytest.mark.parametrize("decision", [1, 2, 3])
def test_a_third_decides(decision: int) -> None:
    shown = shown_profile(MACHINE, [said("ann", 1, 2), said("bo", 2, 3), said("cy", 3, decision)])
    assert shown.profile["online-marketing"].value == decision
    assert shown.origins["online-marketing"].curators == ("cy",)
    assert shown.disputed == ()


def test_a_third_who_differs_from_two_that_agree_opens_a_dispute() -> None:
    shown = shown_profile(MACHINE, [said("ann", 1, 2), said("bo", 2, 2), said("cy", 3, 1)])
    assert shown.profile["online-marketing"].value == 1
    assert shown.disputed == ("online-marketing",)


def test_a_dispute_ends_when_one_comes_round() -> None:
    shown = shown_profile(MACHINE, [said("ann", 1, 2), said("bo", 2, 3), said("bo", 4, 2)])
    assert shown.profile["online-marketing"].value == 2
    assert shown.disputed == ()


def test_curators_may_differ_in_one_cell_and_agree_in_another() -> None:
    judgements = [
        said("ann", 1, 2),
        said("bo", 2, 3),
        said("ann", 1, "no", "open"),
        said("bo", 2, "no", "open"),
    ]
    shown = shown_profile(MACHINE, judgements)
    assert shown.disputed == ("online-marketing",)
    assert shown.profile["open"].value == "no"


def test_curators_need_no_machine() -> None:
    shown = shown_profile(None, [said("ann", 1, "offline", "form")])
    assert shown.profile["form"].value == "offline"
    assert shown.profile.relevant is None


def test_a_value_that_the_cell_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="is no value of form"):
        said("ann", 1, "sideways", "form")
