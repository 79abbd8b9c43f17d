"""What is indexed of a text: tokens in order, then those that no phrase has."""

from __future__ import annotations

import pytest

from search import indexed_text
from search.indexed_text import of_text, of_values


def test_what_no_phrase_has_follows_the_text_and_stands_there_once() -> None:
    text = "Cross-border e-commerce – selling cross-border"
    assert of_text(text) == "cross border ecommerc selling cross border | crossborder commerc"


def test_a_run_without_spaces_is_its_pairs_and_its_chinese_characters() -> None:
    assert of_text("电商报关（电商），ABC") == "电商 商报 报关 电商 abc | 电 商 报 关"


def test_a_text_without_words_has_nothing() -> None:
    assert of_text(" – (…) ") == ""


def test_a_gap_is_between_values_and_what_no_phrase_has_comes_once() -> None:
    values = ["cross-border trade", "", "电商", "cross-border", "电子"]
    assert of_values(values) == "cross border trad | 电商 | cross border | 电子 | crossborder 电 商 子"


def test_a_value_is_indexed_like_a_text() -> None:
    text = "Training for small firms that sell cross-border, in e commerce"
    assert of_values([text]) == of_text(text)


@pytest.mark.parametrize("before", ["Training in", "Formación en (", "Ｉｎ\u3000", "x" * 60])
@pytest.mark.parametrize(("spaced", "whole"), [("E commerce", "e-commerce"), ("m payments", "m-payments")])
def test_a_letter_apart_is_part_of_the_word_after_it_in_a_long_text_too(
    before: str, spaced: str, whole: str
) -> None:
    after = "for small firms that sell to other economies"
    assert of_text(f"{before} {spaced} {after}") == of_text(f"{before} {whole} {after}")


def test_a_letter_apart_before_any_other_word_stays_apart() -> None:
    found = of_text("Comércio e logística para pequenas empresas que exportam").split()
    assert found[1:3] == ["e", "logistica"]


def test_what_is_forgotten_is_analysed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Cross-border trade e 电商 cross-border trade"
    found = of_text(text)
    for name in ("_PARTS", "_WORDS"):
        remembered = getattr(indexed_text, name)
        monkeypatch.setattr(indexed_text, name, indexed_text._Remembered(remembered._analysed, 2))
    assert [of_text(f"{word} {text}") for word in ("one", "two", "three")] == [
        f"{token} {found}" for token in ("one", "two", "thre")
    ]
    assert len(indexed_text._PARTS) <= 2
