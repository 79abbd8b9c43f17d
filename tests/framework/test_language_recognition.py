"""The language of a text is recognised only where the text tells it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from harvesters.values.languages import language_tag
from registry.framework.language_recognition import recognised


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("How to fill in customs forms for small parcels", "en"),
        ("跨境电商物流实务", "zh-Hans"),
        ("跨境電商物流實務", "zh-Hant"),
        ("国际市场营销 (International Marketing)", "zh-Hans"),
        ("日本の電子商取引と輸出", "ja"),
        ("貿易実務検定対策講座", "ja"),
        ("전자상거래 수출 입문", "ko"),
        ("การส่งออกสำหรับผู้ประกอบการรายย่อย", "th"),
        ("Pelatihan ekspor untuk usaha kecil dan menengah", "id"),
        ("Kursus eksport untuk perniagaan kecil dan sederhana", "ms"),
        ("Thương mại điện tử xuyên biên giới cho doanh nghiệp nhỏ", "vi"),
        ("Cómo exportar con el comercio electrónico", "es"),
    ],
)
def test_it_recognises_the_language_of_a_text(text: str, tag: str) -> None:
    assert recognised(text) == tag


@pytest.mark.parametrize(
    "text", ["", "2026", "SEO", "中", "https://example.org/how/to/export/from/here", "B2B2C 2.0"]
)
def test_it_does_not_guess_where_a_text_says_too_little(text: str) -> None:
    assert recognised(text) is None


@pytest.mark.shared
def test_it_is_right_where_it_is_sure_in_a_real_catalogue(shared: Path) -> None:
    with (shared / "real/catalogue/coursera-multilingual.csv").open(encoding="utf-8") as rows:
        stated = [(r["course_name"], r["course_language"]) for r in csv.DictReader(rows)]
    stated = [(title, language) for title, language in stated if language != "not-mentioned"]
    assert all(language_tag(language) for _, language in stated)
    judged = [
        (recognised(title), str(language_tag(language)).removesuffix("-BR"))
        for title, language in stated
        if language != "English"  # the file calls many a course English whose title is in another language
    ]
    sure = [(found, language) for found, language in judged if found]
    assert len(sure) > 0.6 * len(judged)
    assert sum(found == language for found, language in sure) > 0.97 * len(sure)
