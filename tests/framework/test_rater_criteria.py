from __future__ import annotations

from typing import Any

import pytest

from registry.framework.rater import rate_text
from registry.framework.vocabularies import CRITERIA


@pytest.mark.parametrize(
    ("criterion", "answer", "description", "facts"),
    [
        ("authoritative", "yes", "", {"organiser_kind": "government"}),
        ("authoritative", "partly", "Based on guidance of the Ministry of Commerce.", {}),
        ("authoritative", "unknown", "", {"organiser_kind": "platform"}),
        ("current", "yes", "", {"next_session": "2026-12-02T09:00:00Z"}),
        ("current", "yes", "", {"modified": "2025-03-01", "as_of": "2026-03-01"}),
        ("current", "partly", "", {"published": "2022", "as_of": "2026-03-01"}),
        ("current", "no", "", {"published": "2010-05-01T10:00:00Z", "as_of": "2026-03-01"}),
        ("current", "partly", "", {"published": "2010-05-01"}),
        ("current", "unknown", "", {"published": "some day", "as_of": "2026-03-01"} | {"published": None}),
        ("systematic", "yes", "Six modules with a certificate program.", {}),
        ("systematic", "yes", "A series of webinars, one a week.", {"type": "seminar"}),
        ("systematic", "partly", "One in a series of talks.", {"type": "seminar"}),
        ("systematic", "unknown", "An afternoon with speakers.", {"type": "seminar"}),
        ("systematic", "yes", "", {"type": "course"}),
        ("systematic", "no", "How to fill in a form.", {"type": "guide"}),
        ("systematic", "partly", "The first of six modules.", {"type": "guide"}),
        ("systematic", "no", "", {"type": "article"}),
        ("practical", "yes", "Customs forms to fill in, step by step, with templates.", {}),
        ("practical", "no", "An introduction to the theory, concepts and history of customs.", {}),
        ("general", "no", "", {"title": "Selling on Shopee", "organiser_kind": "platform"}),
        ("general", "yes", "For sellers on Shopee, Lazada and Amazon.", {}),
        ("general", "unknown", "For any seller.", {}),
        ("localised", "yes", "", {"economies": ("VN",)}),
        ("localised", "yes", "", {"title": "Exporting to Chile"}),
        ("localised", "partly", "With examples from ASEAN.", {}),
        ("recurring", "yes", "", {"next_session": "2026-12-02"}),
        ("recurring", "yes", "", {"type": "video", "url": "https://example.org/v"}),
        ("recurring", "partly", "Held every month.", {}),
        ("recurring", "no", "", {"sessions": 2}),
        ("open", "yes", "Open to all small businesses.", {}),
        ("open", "no", "For members only.", {}),
        ("open", "partly", "Open to all; places limited to members first.", {}),
        ("affordable", "yes", "", {"free": True}),
        ("affordable", "yes", "", {"free": False, "price": "120.00"}),
        ("affordable", "yes", "Free of charge.", {}),
        ("affordable", "no", "", {"free": False}),
        ("flexible", "yes", "Self-paced.", {}),
        ("flexible", "yes", "", {"sessions": 3}),
        ("flexible", "no", "", {"sessions": 1}),
        ("supported", "yes", "With mentoring after the course.", {}),
        ("supported", "yes", "", {"type": "question-and-answer"}),
    ],
)
def test_it_answers_from_facts_and_words(
    criterion: str, answer: str, description: str, facts: dict[str, Any]
) -> None:
    title = facts.pop("title", "Customs clearance")
    judgement = rate_text(title, description, **facts)[criterion]
    assert judgement.value == answer
    assert bool(judgement.evidence) == (answer != "unknown")


def test_what_nothing_speaks_of_stays_unknown() -> None:
    profile = rate_text("Customs clearance")
    assert {profile[criterion].value for criterion in CRITERIA.ids} == {"unknown"}


@pytest.mark.parametrize(
    ("cell", "value", "description", "facts"),
    [
        ("form", "online", "", {"forms": ("online",)}),
        ("form", "both", "", {"forms": ("offline", "online")}),
        ("form", "online", "", {"type": "webinar"}),
        ("form", "offline", "In person, at the training centre.", {}),
        ("form", "both", "In person, and by webinar.", {}),
        ("form", "online", "线上课程", {}),
        ("form", "offline", "Pelatihan tatap muka", {}),
        ("form", "unknown", "", {}),
        ("phase", "training", "", {"type": "course"}),
        ("phase", "follow-up", "", {"type": "question-and-answer"}),
        ("phase", "both", "Mentoring follows.", {"type": "workshop"}),
        ("phase", "follow-up", "一对一辅导答疑", {}),
        ("phase", "unknown", "", {}),
    ],
)
def test_it_tells_form_and_phase(cell: str, value: str, description: str, facts: dict[str, Any]) -> None:
    assert rate_text("Customs", description, **facts)[cell].value == value


def test_what_the_source_states_beats_the_words() -> None:
    profile = rate_text("Customs", "An online course.", forms=("offline",))
    assert profile["form"].value == "offline"
    assert profile["form"].evidence[0].field == "forms"
