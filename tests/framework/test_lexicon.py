"""The lexicon's tables hold what the rater can use, and its terms are found as their patterns say."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pycountry
import pytest

from registry.framework.folded_text import FoldedText
from registry.framework.lexicon import FOLDER, LANGUAGES, Lexicon, digest, expand, lexicon
from registry.framework.platforms import platform_ids
from registry.framework.rubric import DEPTH_CELLS
from registry.framework.vocabularies import AUDIENCES, INDUSTRIES, LEVELS, STAGES, TRADE_MODELS

CUES = {
    *("trade", "commerce", "fair", "sector", "off-topic", "other-sense", "practice", "theory", "taught"),
    *("online", "offline", "training", "follow-up"),
    *("official", "systematic", "region", "recurring", "open", "closed"),
    *("free", "priced", "flexible", "fixed", "supported"),
}

VALUES = {
    "trade-model": TRADE_MODELS.ids,
    "stage": STAGES.ids,
    "audience": AUDIENCES.ids,
    "industry": INDUSTRIES.ids,
    "level": LEVELS.ids,
    "platform": platform_ids(),
    "economy": [country.alpha_2 for country in pycountry.countries],
}


def rows(language: str) -> list[dict[str, str]]:
    with (FOLDER / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def found(text: str, about: str) -> list[str]:
    folded = FoldedText(text)
    hits = lexicon().hits(folded)
    return [
        text[slice(*folded.original(start, end))]
        for start, end, senses in hits
        if any(sense.about == about for sense in senses)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_is_one_that_the_rater_understands(language: str) -> None:
    table = rows(language)
    plain = {row["about"] for row in table if ":" not in row["about"]}
    assert plain <= CUES | set(DEPTH_CELLS)
    valued = {tuple(row["about"].split(":")) for row in table if ":" in row["about"]}
    assert all(value in VALUES[about] for about, value in valued)
    assert {row["strength"] for row in table} <= {"1", "2"}
    assert {row["context"] for row in table} <= {"", "trade"}
    for row in table:
        assert row["term"].count("(") == row["term"].count(")")
        assert all(term.strip("* ") and "(" not in term for term in expand(row["term"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_row_is_there_twice(language: str) -> None:
    keys = [(row["term"], row["about"]) for row in rows(language)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_value_of_what_a_resource_is_for(language: str) -> None:
    known = {row["about"] for row in rows(language)}
    wanted = ("trade-model", "stage", "audience", "industry", "level")
    assert known >= {f"{about}:{value}" for about in wanted for value in VALUES[about]}


def test_every_platform_has_a_word_that_it_is_known_by() -> None:
    known = {row["about"] for language in LANGUAGES for row in rows(language)}
    assert {about.removeprefix("platform:") for about in known if about.startswith("platform:")} == set(
        platform_ids()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_aspect_and_for_visits(language: str) -> None:
    assert {row["about"] for row in rows(language) if row["strength"] == "2"} >= set(DEPTH_CELLS)


def test_a_pattern_stands_for_each_of_its_choices() -> None:
    assert set(expand("letter(s|) of (credit|intent)")) == {
        "letter of credit",
        "letters of credit",
        "letter of intent",
        "letters of intent",
    }


def test_a_term_is_a_whole_word_where_words_have_spaces() -> None:
    assert found("freight, Freights; unfreighted", "international-logistics") == ["freight", "Freights"]


def test_an_open_end_takes_the_whole_word() -> None:
    assert found("складской учёт, логистикой", "international-logistics") == ["складской", "логистикой"]


def test_a_term_is_found_inside_running_text_where_words_have_none() -> None:
    assert found("我們處理報關及退稅事宜", "international-trade-practices") == ["報關"]
    assert found("ทำพิธีการศุลกากรเอง", "international-trade-practices") == ["พิธีการศุลกากร"]


def test_a_span_is_that_of_the_original_whatever_was_folded_away() -> None:
    assert found("Zero\u200bwidth, A\u0301rea: envi\u0301o de paquetería…", "international-logistics") != []
    text = "① ﬁrst…  then:\n\n Logi\u0301stica"
    assert found(text, "international-logistics") == ["Logi\u0301stica"]


def test_a_word_in_letters_of_mathematics_is_read_among_few_characters_and_among_many() -> None:
    many = "海關物流付款市場行銷文化語言法規認證稅則倉儲包裝運輸保險匯率信用"
    word = "𝐂𝐔𝐒𝐓𝐎𝐌𝐒"
    assert found(word, "international-trade-practices") == [word]
    assert word in found(f"{many} {word}", "international-trade-practices")


def test_half_a_character_leaves_the_rest_readable() -> None:
    assert found("\ud83d freight \udfff 報關", "international-logistics") == ["freight"]


def test_the_digest_changes_with_a_table(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FOLDER, tmp_path / "lexicon"))
    assert digest(copy) == digest()
    with (copy / "en.tsv").open("a", encoding="utf-8") as file:
        file.write("drayage\tinternational-logistics\t2\t\n")
    assert digest(copy) != digest()
    hits = Lexicon(copy).hits(FoldedText("Drayage"))
    assert [sense.about for _, _, senses in hits for sense in senses] == ["international-logistics"]
