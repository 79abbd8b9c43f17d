"""What is taken to be about trading across borders at all. The descriptions were written for these tests."""

from __future__ import annotations

import pytest

from registry.framework.rater import rate_text
from registry.framework.relevance import RELEVANT_FROM

MISSION = "The department organises an executive-led mission. Delegates meet buyers and visit partners."


def relevant(title: str, description: str | None = None, **facts: str) -> bool:
    probability = rate_text(title, description, **facts).relevant
    assert probability is not None
    return probability >= RELEVANT_FROM


@pytest.mark.parametrize(
    ("title", "aspect"),
    [
        ("Payment", "internet-finance"),
        ("Rules of export", "international-trade-practices"),
        ("Contracts", "international-trade-practices"),
        ("Data protection", "international-trade-practices"),
        ("Logistics", "international-logistics"),
        ("Advertising", "online-marketing"),
        ("付款", "internet-finance"),
        ("運輸", "international-logistics"),
        ("Pagos", "internet-finance"),
        ("Kontrak", "international-trade-practices"),
        ("Thanh toán", "internet-finance"),
    ],
)
def test_a_short_title_of_nothing_but_a_term_is_taken_at_its_word(title: str, aspect: str) -> None:
    assert relevant(title)
    assert rate_text(title).depth(aspect) == 2


@pytest.mark.parametrize(
    "title",
    ["Guitar for beginners", "Contract bridge", "Baking bread", "Logistic regression", "Keras export"],
)
def test_a_title_with_other_words_is_not(title: str) -> None:
    assert not relevant(title)


def test_a_text_can_say_that_the_title_means_something_else() -> None:
    assert not relevant("Delivery", "How to breathe and speak on a stage: voice, gesture, theatre exercises.")


@pytest.mark.parametrize(
    "title",
    [
        "Trade mission to Peru: hospital equipment",
        "Nuclear energy trade mission to Korea",
        "Misión comercial de energía solar a Chile",
        "医疗器械贸易代表团赴印尼",
    ],
)
def test_a_mission_for_one_sector_of_equipment_is_set_aside(title: str) -> None:
    profile = rate_text(title, MISSION)
    assert not relevant(title, MISSION)
    assert (profile.depth("visits") or 0) < 2
    assert profile["relevant"].evidence
    assert "one sector" in profile["relevant"].reason


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Trade mission to Peru", MISSION),
        ("Trade mission for handicrafts and fashion", MISSION),
        (
            "Business delegation to Viet Nam",
            "Market briefings, meetings with importers and trade associations; exporters of all sectors "
            "may join.",
        ),
        ("Online marketing and customs for medical devices: a trade mission for exporters", MISSION),
    ],
)
def test_a_mission_for_all_or_for_what_is_sold_online_is_a_visit(title: str, description: str) -> None:
    assert relevant(title, description)
    assert rate_text(title, description).depth("visits") in (2, 3)


def test_a_fair_is_set_aside_and_a_course_on_fairs_is_not() -> None:
    fair = "Exhibitors in the national pavilion, booths, 40,000 attendees, an exhibition of market trends."
    assert not relevant("International food expo", fair, type="event")
    course = "You will learn how to find buyers at a trade show, and how market research prepares it."
    assert relevant("Market research at a trade show", course, type="course")
