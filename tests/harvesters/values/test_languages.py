"""Languages are read from tags, codes and names."""

from __future__ import annotations

import pytest

from harvesters.values.languages import language_tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("EN-us", "en-US"),
        ("en_GB.UTF-8", "en-GB"),
        ("zh-TW", "zh-TW"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("chi", "zh"),
        ("zho", "zh"),
        ("cmn", "zh"),
        ("ger", "de"),
        ("fil", "fil"),
        ("Spanish", "es"),
        ("español", "es"),
        ("Inglés", "en"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("Chinese (Traditional)", "zh-Hant"),
        ("Traditional Chinese", "zh-Hant"),
        ("简体中文", "zh-Hans"),
        ("繁體中文", "zh-Hant"),
        ("中文", "zh"),
        ("Portuguese (Brazilian)", "pt-BR"),
        ("日本語", "ja"),
        ("英语", "en"),
        ("Tiếng Việt", "vi"),
        ("Tiếng Anh", "en"),
        ("Bahasa Indonesia", "id"),
        ("Inggris", "en"),
        ("อังกฤษ", "en"),
        ("영어", "en"),
        ("английский", "en"),
        (" FRENCH ", "fr"),
    ],
)
def test_it_reads_tags_codes_and_names(text: str, tag: str) -> None:
    assert language_tag(text) == tag


@pytest.mark.parametrize(
    "text", ["", "und", "mul", "xx", "qqq1", "not-mentioned", "Klingonese", "English, Spanish", "x" * 500]
)
def test_it_leaves_unknown_what_names_no_language(text: str) -> None:
    assert language_tag(text) is None
