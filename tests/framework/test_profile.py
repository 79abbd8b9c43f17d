from __future__ import annotations

import json

import pytest

from registry.framework.profile import Evidence, Judgement, Profile
from registry.framework.rubric import checked, lower

EVIDENCE = Evidence("title", 0, 7, "Customs")


def test_it_survives_json() -> None:
    profile = Profile(
        {
            "international-trade-practices": Judgement(2, 0.9, (EVIDENCE,), "Named by the title."),
            "form": Judgement("online", 0.8),
            "open": Judgement("partly", 0.7, (), "Open, with conditions."),
        },
        relevant=0.93,
        version="1.test",
        language="en",
    )
    assert Profile.from_json(json.loads(json.dumps(profile.as_json()))) == profile


def test_unknown_cells_take_no_room_and_come_back_unknown() -> None:
    profile = Profile({"form": Judgement("unknown", 0.0)})
    assert profile.as_json()["cells"] == {}
    assert not Profile.from_json(profile.as_json())["form"].known


def test_why_a_depth_is_unknown_is_kept() -> None:
    unread = Judgement("unknown", 0.0, (), "The language of the text is not known to the rater.")
    back = Profile.from_json(Profile({"visits": unread}).as_json())
    assert back["visits"] == unread
    assert back.depth("visits") is None


def test_an_aspect_is_assigned_from_depth_two() -> None:
    profile = Profile(
        {"internet-finance": Judgement(2), "online-marketing": Judgement(1), "visits": Judgement(3)}
    )
    assert profile.assigned == ("internet-finance",)


def test_a_cell_that_the_rubric_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        Profile()["colour"]


def test_a_value_is_checked_in_words() -> None:
    assert checked("online-marketing", 3) == 3
    assert checked("form", "both") == "both"
    assert checked("online-marketing", "unknown") == "unknown"
    with pytest.raises(ValueError, match="choose one of 0, 1, 2, 3"):
        checked("online-marketing", 4)
    with pytest.raises(ValueError, match="choose one of yes, partly, no"):
        checked("open", "maybe")
    with pytest.raises(ValueError, match="no cell 'colour'"):
        checked("colour", 1)


@pytest.mark.parametrize("value", [True, 2.0, "2", None, [2]])
def test_a_depth_is_a_whole_number(value: object) -> None:
    with pytest.raises(ValueError, match="is no value of visits"):
        checked("visits", value)


def test_the_lower_value_claims_less() -> None:
    assert lower("visits", 3, 1) == 1
    assert lower("open", "yes", "partly") == "partly"
    assert lower("open", "no", "partly") == "no"
    assert lower("open", "unknown", "no") == "unknown"
    assert lower("form", "both", "online") == "online"
    assert lower("form", "offline", "online") == "unknown"
