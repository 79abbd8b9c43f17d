"""Tokens: what is indexed of a text, and what a query asks for, come from the same rules."""

from __future__ import annotations

import pytest

from search import analysis, indexed_text
from search.traditional import SIMPLIFIED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("course", "courses"),
        ("tax", "taxes"),
        ("company", "companies"),
        ("exportación", "exportaciones"),
        ("watch", "watches"),
        ("l'exportation", "exportation"),
        ("seller", "seller’s"),
        ("ﬁnance", "FINANCE"),
        ("Straße", "STRASSE"),
        ("đơn", "don"),
        ("ＥＣ", "ec"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("報關單", "报关单"),
        ("أسواق", "اسواق"),
        ("cafe\u0301", "café"),
    ],
)
def test_spellings_of_one_word_become_one_token(one: str, other: str) -> None:
    assert analysis.phrase(one) == analysis.phrase(other)


@pytest.mark.parametrize(
    ("one", "other"), [("business", "busines"), ("bus", "bu"), ("がく", "かく"), ("税", "关")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert analysis.phrase(one) != analysis.phrase(other)


@pytest.mark.parametrize(
    "text",
    [
        "customs clearance",
        "e-commerce and m commerce",
        "cross-border VAT",
        "跨境电商 B2B 报关",
        "การส่งออก",
        "व्यापार",
    ],
)
def test_whatever_is_asked_for_is_among_what_is_indexed_of_the_same_text(text: str) -> None:
    indexed = set(indexed_text.of_text(text).split())
    for unit in analysis.units(text):
        assert any(indexed.issuperset(alternative) for alternative in unit.alternatives)


def test_a_very_long_word_is_cut() -> None:
    (token,) = analysis.phrase("x" * 10_000)
    assert len(token) == analysis.LONGEST_TOKEN


def test_every_character_is_folded_to_one_that_simplified_texts_use() -> None:
    for simplified in SIMPLIFIED.values():
        assert simplified.encode("gb2312")  # the standard set of simplified characters
        assert ord(simplified) not in SIMPLIFIED
