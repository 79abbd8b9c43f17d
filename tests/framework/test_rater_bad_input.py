"""Bad input: each gets a rating within bounds that says why, and no exception."""

from __future__ import annotations

from typing import Any

import pytest

from registry.framework.profile import Profile
from registry.framework.rateable import Rateable
from registry.framework.rater import rate
from registry.framework.rubric import ASSIGNED, DEPTH_CELLS, PRACTISED, RELEVANT
from registry.framework.vocabularies import ASPECTS

EVERY_ASPECT = (
    "business environment, cross-cultural communications, internet finance, online marketing, "
    "international logistics, international trade practices, exercises, templates, step by step. "
)
INPUTS: dict[str, dict[str, Any]] = {
    "nothing at all": {"title": ""},
    "empty text": {"title": "", "description": ""},
    "spaces only": {"title": " \n\t\u3000", "description": "\u200b\u00a0"},
    "only a title": {"title": "Customs clearance for exporters"},
    "two megabytes of text": {
        "title": "Freight",
        "description": "Freight and customs for exporters. " * 60_000,
    },
    "two megabytes without a word": {"title": "?", "description": "-" * 2_000_000},
    "two megabytes of a title": {"title": "customs " * 250_000},
    "very many subjects": {"title": "Customs", "subjects": ("freight",) * 50_000},
    "mixed scripts": {
        "title": "报关 & customs & таможня",
        "description": "通関 관세 ศุลกากร الجمارك aduana " * 20,
    },
    "all aspects fifty times": {"title": "Everything", "description": EVERY_ASPECT * 50},
    "a language that the rater does not know": {
        "title": "Zollverfahren leicht gemacht",
        "description": "Wie man Waren anmeldet.",
        "language": "de",
    },
    "a script that the rater does not know": {"title": "სასაქონლო ბირჟა", "description": "ტვირთის გადაზიდვა"},
    "a language tag that is none": {"title": "Customs for exporters", "language": "!?-\u0000"},
    "HTML remains": {
        "title": "<b>Customs</b> &amp; freight",
        "description": '<div class="logistics"><script>var payment = 1</script>&nbsp;Customs for exporters<br',
    },
    "half a character and control characters": {
        "title": "Customs \ud800\u0000\u0007",
        "description": "\udfff",
    },
}


@pytest.fixture(params=list(INPUTS))
def rateable(request: pytest.FixtureRequest) -> Rateable:
    return Rateable(**INPUTS[request.param])


def rated(name: str) -> Profile:
    return rate(Rateable(**INPUTS[name]))


def test_it_is_rated_within_bounds(rateable: Rateable) -> None:
    profile = rate(rateable)
    assert profile.relevant is None or 0 <= profile.relevant <= 1
    for cell in DEPTH_CELLS:
        judgement = profile[cell]
        assert judgement.value in (0, 1, 2, 3, "unknown")
        assert 0 <= judgement.confidence <= 1
        assert judgement.evidence or judgement.value in (0, "unknown")
        for span in judgement.evidence:
            assert rateable.text_of(span.field)[span.start : span.end] == span.text != ""


def test_it_says_why(rateable: Rateable) -> None:
    profile = rate(rateable)
    assert profile[RELEVANT].reason
    for cell in DEPTH_CELLS:
        judgement = profile[cell]
        assert judgement.reason or judgement.value == 0


def test_the_same_input_is_rated_the_same(rateable: Rateable) -> None:
    assert rate(rateable).as_json() == rate(rateable).as_json()


@pytest.mark.parametrize(
    "name", ["nothing at all", "empty text", "spaces only", "two megabytes without a word"]
)
def test_where_nothing_stands_nothing_is_taught(name: str) -> None:
    profile = rated(name)
    assert (profile.relevant or 0) < 0.5
    assert profile.assigned == ()


def test_a_title_alone_is_never_practised() -> None:
    profile = rated("only a title")
    assert profile.depth("international-trade-practices") == ASSIGNED
    assert "title" in profile["internet-finance"].reason.lower()


def test_keywords_fifty_times_are_not_practised() -> None:
    profile = rated("all aspects fifty times")
    assert all((profile.depth(aspect) or 0) < PRACTISED for aspect in ASPECTS.ids)
    assert "repeats" in profile["online-marketing"].reason


@pytest.mark.parametrize(
    "name", ["a language that the rater does not know", "a script that the rater does not know"]
)
def test_what_cannot_be_read_is_unknown_and_not_zero(name: str) -> None:
    profile = rated(name)
    assert profile.relevant is None
    assert {profile[aspect].value for aspect in ASPECTS.ids} == {"unknown"}
    assert "language" in profile[RELEVANT].reason


def test_words_inside_markup_are_no_evidence_of_other_subjects() -> None:
    profile = rated("HTML remains")
    assert profile.depth("international-trade-practices") == ASSIGNED
    assert (profile.depth("online-marketing") or 0) < ASSIGNED


def test_scripts_may_be_mixed() -> None:
    assert rated("mixed scripts").assigned == ("international-trade-practices",)
