from __future__ import annotations

import re

import pytest

from registry.framework import vocabularies
from registry.framework.vocabularies import (
    ANSWERS,
    ASPECTS,
    AUDIENCES,
    CRITERIA,
    CRITERION_GROUPS,
    DEPTHS,
    FORMS,
    INDUSTRIES,
    LANGUAGES,
    LEVELS,
    ORGANISER_KINDS,
    PHASES,
    RESOURCE_TYPES,
    STAGES,
    TIERS,
    TRADE_MODELS,
    VISITS,
    Concept,
    Vocabulary,
)

EVERY_CONCEPT = [
    VISITS,
    *(
        concept
        for name in vocabularies.__all__
        if isinstance(vocabulary := getattr(vocabularies, name), Vocabulary)
        for concept in vocabulary
    ),
]


@pytest.mark.parametrize("concept", EVERY_CONCEPT, ids=lambda concept: concept.id)
def test_it_has_a_label_in_each_of_the_six_languages(concept: Concept) -> None:
    assert set(concept.labels) == {"en", "zh-Hans", "zh-Hant", "es", "vi", "id"}
    assert all(label.strip() == label != "" for label in concept.labels.values())


@pytest.mark.parametrize("concept", EVERY_CONCEPT, ids=lambda concept: concept.id)
def test_it_writes_chinese_labels_in_chinese(concept: Concept) -> None:
    borrowed = {"podcast"}  # Traditional Chinese uses the English word
    for script in ("zh-Hans", "zh-Hant"):
        assert re.search("[\u4e00-\u9fff]", concept.labels[script]) or concept.id in borrowed


def test_it_has_the_framework_s_two_forms_two_phases_six_aspects_and_visits() -> None:
    assert FORMS.ids == ("offline", "online")
    assert PHASES.ids == ("training", "follow-up")
    assert ASPECTS.ids == (
        "business-environment",
        "cross-cultural-communications",
        "internet-finance",
        "online-marketing",
        "international-logistics",
        "international-trade-practices",
    )
    assert VISITS.id == "visits"


def test_every_aspect_has_a_scope_note() -> None:
    assert all(len(aspect.note) > 80 for aspect in ASPECTS)


def test_it_groups_the_eleven_criteria() -> None:
    groups = {g: {c.id for c in CRITERIA if c.group == g} for g in CRITERION_GROUPS.ids}
    assert groups == {
        "trust": {"authoritative", "current", "systematic"},
        "use": {"practical", "general", "localised"},
        "access": {"recurring", "open", "affordable", "flexible"},
        "support": {"supported"},
    }
    assert len(CRITERIA) == 11


def test_it_has_the_other_small_vocabularies() -> None:
    assert ANSWERS.ids == ("yes", "partly", "no", "unknown")
    assert DEPTHS.ids == ("0", "1", "2", "3")
    assert ORGANISER_KINDS.ids == ("government", "academic", "training-school", "platform")
    assert TRADE_MODELS.ids == ("B2B", "B2C", "C2C", "B2B2C")
    assert STAGES.ids == ("information", "transactions", "one-stop")
    assert AUDIENCES.ids == ("smme", "trainer", "official")
    assert LEVELS.ids == ("beginner", "intermediate", "advanced")
    assert {"textiles-clothing", "food-beverages", "handicrafts", "tourism"} <= set(INDUSTRIES.ids)
    assert 15 <= len(INDUSTRIES) <= 25
    assert TIERS.ids == ("A", "B", "C", "D")
    assert {"course", "webinar", "learning-resource", "policy-document", "visit"} <= set(RESOURCE_TYPES.ids)


@pytest.mark.parametrize(
    ("tag", "label"),
    [
        ("zh-TW", "國際物流"),
        ("zh-Hant-HK", "國際物流"),
        ("zh_hant", "國際物流"),
        ("zh", "国际物流"),
        ("zh-CN", "国际物流"),
        ("es-CL", "Logística internacional"),
        ("ES", "Logística internacional"),
        ("vi-VN", "Logistics quốc tế"),
        ("in", "Logistik internasional"),
        ("de", "International logistics"),
        ("", "International logistics"),
        (None, "International logistics"),
    ],
)
def test_it_gives_the_label_that_a_reader_s_language_is_nearest_to(tag: str | None, label: str) -> None:
    assert ASPECTS["international-logistics"].label(tag) == label


def test_it_finds_a_concept_by_id_and_knows_what_is_none() -> None:
    assert ASPECTS["online-marketing"].label("en") == "Online marketing"
    assert "online-marketing" in ASPECTS
    assert "guitar" not in ASPECTS
    assert ASPECTS.get("guitar") is None
    with pytest.raises(KeyError):
        ASPECTS["guitar"]


def test_ids_are_in_order_of_iteration() -> None:
    assert tuple(concept.id for concept in RESOURCE_TYPES) == RESOURCE_TYPES.ids
    assert len(set(RESOURCE_TYPES.ids)) == len(RESOURCE_TYPES) == len(list(RESOURCE_TYPES))


def test_languages_are_those_of_the_interface() -> None:
    assert LANGUAGES == ("en", "zh-Hans", "zh-Hant", "es", "vi", "id")
