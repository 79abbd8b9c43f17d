"""Names of languages on the pages."""

from __future__ import annotations

import pytest

from registry.portal.language_names import autonym, named


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("es", "Spanish"),
        ("zh-Hans", "Simplified Chinese"),
        ("es-CL", "Spanish"),
        ("fil", "Filipino"),
        ("x-made-up", "x (made-up)"),
    ],
)
def test_it_names_a_language_for_the_reader(tag: str, name: str) -> None:
    assert named(tag) == name


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("es", "Español"),
        ("zh-Hant-TW", "繁體中文"),
        ("vi", "Tiếng Việt"),
        ("zh", "中文"),
        ("ms", "Bahasa Melayu"),
    ],
)
def test_it_names_a_language_for_its_speakers(tag: str, name: str) -> None:
    assert autonym(tag) == name
