"""The labelled items are found again in the real documents, and their labels keep to the rules."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from harvesters.values.languages import language_tag
from registry.framework.vocabularies import ANSWERS, ASPECTS, CRITERIA, ORGANISER_KINDS, RESOURCE_TYPES
from tests.evaluation.items import Item, items

pytestmark = pytest.mark.shared

LABELS = Path(__file__).with_name("labels.jsonl")
SECOND = Path(__file__).with_name("labels-second.jsonl")
LEAST_TO_JUDGE_DEPTH = 200  # characters of description


@pytest.fixture(scope="module")
def real(shared: Path) -> Path:
    return shared / "real"


@pytest.fixture(scope="module")
def found(real: Path) -> dict[str, Item]:
    return items(real)


@pytest.fixture(scope="module")
def labels() -> list[dict[str, Any]]:
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def lines(file: Path) -> int:
    return sum(1 for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


def test_it_finds_every_item_of_every_file(real: Path, found: dict[str, Item]) -> None:
    with (real / "catalogue/coursera-multilingual.csv").open(encoding="utf-8", newline="") as table:
        courses = sum(1 for _ in csv.reader(table)) - 1
    events = (real / "catalogue/ita-trade-events.xml").read_text(encoding="utf-8")
    assert Counter(name.split("#")[0] for name in found) == {
        "catalogue/coursera-multilingual.csv": courses,
        "catalogue/ita-trade-events.xml": events.count("<EVENTINFO>"),
        "catalogue/great-gov-uk-tasks.jsonl": lines(real / "catalogue/great-gov-uk-tasks.jsonl"),
        "catalogue/trade-course-list-zh.jsonl": lines(real / "catalogue/trade-course-list-zh.jsonl"),
        "catalogue/export-programmes-id.jsonl": lines(real / "catalogue/export-programmes-id.jsonl"),
        "pages/test_sloan_courses.json": (real / "pages/test_sloan_courses.json")
        .read_text()
        .count('"Course_Id"'),
        "pages/mitpe_events.json": (real / "pages/mitpe_events.json").read_text().count('"summary"'),
        "pages/ol_events.json": (real / "pages/ol_events.json").read_text().count('"type": "node--event"'),
        "relevance/corpus.ndjson": lines(real / "relevance/corpus.ndjson"),
    }


def test_every_item_has_a_title_in_plain_text_and_values_of_the_vocabularies(found: dict[str, Item]) -> None:
    for name, item in found.items():
        assert item.title, name
        assert not re.search(r"</?(p|br|strong|div)\b|&(amp|nbsp|#0?39);", item.title + item.description), (
            name
        )
        assert item.type is None or item.type in RESOURCE_TYPES
        assert item.organiser_kind is None or item.organiser_kind in ORGANISER_KINDS


def test_it_tells_what_a_source_says_of_an_item(found: dict[str, Item]) -> None:
    course = found["catalogue/coursera-multilingual.csv#learn/selling-to-chinese-consumers"]
    assert course == Item(
        source="coursera/ForstMaple",
        title="Selling to Chinese Consumers",
        description="The Chinese University of Hong Kong. Business / Business Strategy.",
        language="en",
        type="course",
    )
    mission = found["catalogue/ita-trade-events.xml#37046"]
    assert mission.title == "International Solar Outlook and Opportunities for U.S. Companies"
    assert (mission.type, mission.organiser_kind) == ("seminar", "government")
    assert mission.description.startswith(
        "Join the International Trade Administration for an informative webinar"
    )


def test_the_same_items_are_labelled_a_second_time_in_another_order(labels: list[dict[str, Any]]) -> None:
    second = [json.loads(line) for line in SECOND.read_text(encoding="utf-8").splitlines()]
    first_order, second_order = [label["id"] for label in labels], [label["id"] for label in second]
    assert sorted(first_order) == sorted(second_order)
    assert first_order != second_order
    for label in second:
        assert set(label) == {"id", "relevant", "aspects", "visits", "criteria"}
        assert set(label["aspects"]) == set(ASPECTS.ids)
        assert set(label["aspects"].values()) | {label["visits"]} <= {0, 1, 2, 3}
        assert set(label["criteria"].values()) <= set(ANSWERS.ids)
        if not label["relevant"]:
            assert max(*label["aspects"].values(), label["visits"]) < 2, label["id"]


def test_at_least_400_items_are_labelled_each_once(labels: list[dict[str, Any]]) -> None:
    names = [label["id"] for label in labels]
    assert len(set(names)) == len(names) >= 400


def test_every_label_belongs_to_an_item_that_is_there(
    labels: list[dict[str, Any]], found: dict[str, Item]
) -> None:
    for label in labels:
        assert label["source"] == found[label["id"]].source
        stated = found[label["id"]].language
        assert label["language"] == (stated or language_tag(label["language"]))


def test_no_labelled_item_is_in_the_development_set(
    labels: list[dict[str, Any]], found: dict[str, Item], real: Path
) -> None:
    development = (real / "labelled/development.jsonl").read_text(encoding="utf-8").splitlines()
    titles = {" ".join(json.loads(line)["title"].split()).lower() for line in development}
    assert [label["id"] for label in labels if found[label["id"]].title.lower() in titles] == []


def test_labels_keep_to_the_vocabularies_and_say_nothing_of_the_texts(labels: list[dict[str, Any]]) -> None:
    fields = {"id", "source", "language", "relevant", "aspects", "visits", "depth_judged", "criteria"}
    for label in labels:
        assert set(label) == fields
        assert set(label["aspects"]) == set(ASPECTS.ids)
        assert set(label["aspects"].values()) | {label["visits"]} <= {0, 1, 2, 3}
        assert not label["criteria"] or set(label["criteria"]) == set(CRITERIA.ids)
        assert set(label["criteria"].values()) <= set(ANSWERS.ids)


def test_what_is_not_relevant_teaches_no_aspect(labels: list[dict[str, Any]]) -> None:
    for label in labels:
        if not label["relevant"]:
            assert max(*label["aspects"].values(), label["visits"]) < 2, label["id"]
            assert label["criteria"] == {}, label["id"]


def test_depth_is_judged_only_where_there_is_text(
    labels: list[dict[str, Any]], found: dict[str, Item]
) -> None:
    for label in labels:
        if label["depth_judged"]:
            assert len(found[label["id"]].description) >= LEAST_TO_JUDGE_DEPTH, label["id"]
