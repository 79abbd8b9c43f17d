"""How well the rater agrees with labels made by hand (rules beside them); a floor, well under what it reaches.

The shipped weights were learned from these labels among others, so this shows that nothing has broken, not how good
the rater is: that is measured on sources held back, by `make evaluate`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from registry.framework.profile import Profile
from registry.framework.rater import rate_text
from registry.framework.relevance import RELEVANT_FROM
from registry.framework.vocabularies import ASPECTS

Rated = list[tuple[dict[str, Any], Profile]]


@pytest.fixture(scope="module")
def rated(shared: Path) -> Rated:
    lines = (shared / "real/labelled/development.jsonl").read_text(encoding="utf-8").splitlines()
    labelled = [json.loads(line) for line in lines]
    return [
        (label, rate_text(label["title"], label["description"], language=label["language"]))
        for label in labelled
    ]


def f1(pairs: list[tuple[bool, bool]]) -> float:
    """Of (given, wanted) pairs."""
    hits = sum(given and wanted for given, wanted in pairs)
    return 2 * hits / (sum(given for given, _ in pairs) + sum(wanted for _, wanted in pairs))


def macro_f1(rated: Rated) -> float:
    scores = [
        f1([(a in profile.assigned, a in label["aspects"]) for label, profile in rated]) for a in ASPECTS.ids
    ]
    return sum(scores) / len(scores)


@pytest.mark.shared
def test_macro_f1_over_the_six_aspects(rated: Rated) -> None:
    assert macro_f1(rated) >= 0.8


@pytest.mark.shared
def test_macro_f1_of_what_is_not_in_english(rated: Rated) -> None:
    assert macro_f1([pair for pair in rated if pair[0]["language"] != "en"]) >= 0.75


@pytest.mark.shared
def test_f1_of_relevance(rated: Rated) -> None:
    assert f1([((p.relevant or 0) >= RELEVANT_FROM, label["relevant"]) for label, p in rated]) >= 0.93


@pytest.mark.shared
def test_f1_of_visits(rated: Rated) -> None:
    assert f1([((p.depth("visits") or 0) >= 2, label["visits"]) for label, p in rated]) >= 0.85


@pytest.mark.shared
def test_confidence_is_about_as_often_right_as_it_says(rated: Rated) -> None:
    judged = [
        (p[a].confidence, (a in p.assigned) == (a in label["aspects"]))
        for label, p in rated
        for a in ASPECTS.ids
    ]
    error = 0.0
    for low in range(10):
        part = [(c, right) for c, right in judged if low <= min(c * 10, 9.99) < low + 1]
        error += abs(sum(c for c, _ in part) - sum(right for _, right in part)) / len(judged)
    assert error <= 0.08
