"""Text is folded character by character, and which of several ways is the quickest for it makes no difference."""

from __future__ import annotations

import pytest

from registry.framework.folded_text import folded

LATIN = "Ví dụ: "  # few texts have other characters than such ones
OTHERS = "หลักสูตรการค้าข้ามพรมแดนสำหรับผู้ประกอบการรายย่อยใน日本と韓国の"  # hardly one of them changes
CHANGING = "Международная ТОРГОВЛЯ ДЛЯ МАЛОГО БИЗНЕСА: ЭКСПОРТ"  # most of them do
CHARACTERS = "".join(map(chr, (*range(1, 0x3400), *range(0x4E00, 0xA000), *range(0xF900, 0x10000))))


@pytest.mark.parametrize("beside", [LATIN, OTHERS, CHANGING])
def test_it_folds_a_character_alike_whatever_stands_before_it(beside: str) -> None:
    before = folded(beside + "x")
    for character in CHARACTERS:
        assert folded(f"{beside}x{character}x") == f"{before}{folded(f'x{character}x')[1:]}"


@pytest.mark.parametrize(
    ("text", "as_compared"),
    [
        ("Tờ khai — HẢI QUAN…", "to khai hai quan..."),
        ("Año\tNUEVO: envíos_a «Perú»", "ano nuevo: envios a «peru»"),
        ("ＥＣ物流・B2B", "ec物流 b2b"),
        ("電商報關實務", "电商报关实务"),
        ("ЁЖ и Йод", "еж и иод"),
        ("การส่งออกสำหรับ SME", "การส่งออกสําหรับ sme"),
    ],
)
def test_it_folds_case_accents_width_separators_and_the_two_chinese_scripts(
    text: str, as_compared: str
) -> None:
    assert folded(text) == as_compared
