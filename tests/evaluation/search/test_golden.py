"""The golden set keeps to its rules, and rankings are scored as information retrieval defines it."""

from __future__ import annotations

import json
import math
from collections import Counter

import pytest

from search.concepts import LANGUAGES, language_of
from tests.evaluation.search.__main__ import CORPUS
from tests.evaluation.search.golden import golden
from tests.evaluation.search.plain import PlainSearch
from tests.evaluation.search.scores import Score, mean, score


def test_it_has_queries_in_all_of_the_raters_languages() -> None:
    asked = golden()
    assert len(asked) >= 80
    assert {language_of(each.language) for each in asked} == set(LANGUAGES)
    assert {"zh-Hans", "zh-Hant"} <= {each.language for each in asked}
    assert max(Counter(each.id for each in asked).values()) == 1


def test_each_query_has_something_that_helps_and_something_that_helps_less() -> None:
    for each in golden():
        grades = set(each.grades.values())
        assert grades <= {0, 1, 2, 3}
        assert max(grades) >= 2, each.id
        assert len(grades) > 1, each.id


@pytest.mark.shared
def test_every_judged_record_is_in_the_corpus() -> None:
    known = {json.loads(line)["id"] for line in CORPUS.read_text(encoding="utf-8").splitlines()}
    assert {id for each in golden() for id in each.grades} <= known


def test_a_ranking_in_the_order_of_the_grades_scores_one() -> None:
    assert score(["a", "b", "c"], {"a": 3, "b": 2, "c": 1}) == Score(1.0, 1.0, 0.0)


def test_gains_are_discounted_by_rank() -> None:
    # gains 7 and 3; the useful one stands second, behind one that nobody judged
    found = score(["x", "a"], {"a": 3, "b": 2})
    assert found.ndcg == pytest.approx((7 / math.log2(3)) / (7 + 3 / math.log2(3)))
    assert found.recall == 0.5


def test_only_the_first_ten_and_the_first_fifty_count() -> None:
    others = [f"x{number}" for number in range(50)]
    assert score([*others[:10], "a"], {"a": 3}) == Score(0.0, 1.0, 0.0)
    assert score([*others, "a"], {"a": 3}) == Score(0.0, 0.0, 0.0)


def test_nothing_found_is_counted() -> None:
    assert mean([score([], {"a": 3}), score(["a"], {"a": 3})]) == Score(0.5, 0.5, 0.5)


def test_the_plain_search_finds_words() -> None:
    items = [
        {"id": "1", "title": "Customs", "description": None},
        {"id": "2", "title": "Letters", "description": "customs and parcels, and much besides"},
        {"id": "3", "title": "Delivery", "description": "parcels"},
    ]
    assert PlainSearch(items).ranked("customs", 5) == ["1", "2"]
    assert PlainSearch(items).ranked('"((', 5) == []
