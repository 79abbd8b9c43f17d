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


# The catalogue's main languages by name in each other, and in some more.
NAMES = {
    "en": "English,英语,英語,inglés,inglês,anglais,английский,الإنجليزية,영어,อังกฤษ,tiếng Anh,bahasa Inggris,Ingles",
    "zh": "Chinese,中文,chino,chinês,chinois,китайский,الصينية,중국어,ภาษาจีน,tiếng Trung,bahasa Cina,中国語,Tsino",
    "es": "Spanish,西班牙语,español,espanhol,espagnol,испанский,الإسبانية,스페인어,สเปน,"
    "tiếng Tây Ban Nha,bahasa Spanyol",
    "ja": "Japanese,日语,日本語,japonés,japonês,japonais,японский,اليابانية,일본어,ญี่ปุ่น,tiếng Nhật,bahasa Jepang",
    "ko": "Korean,韩语,韓国語,coreano,coréen,корейский,الكورية,한국어,เกาหลี,tiếng Hàn,bahasa Korea",
    "vi": "Vietnamese,越南语,ベトナム語,vietnamita,vietnamien,вьетнамский,الفيتنامية,"
    "베트남어,เวียดนาม,tiếng Việt,bahasa Vietnam",
    "th": "Thai,泰语,タイ語,tailandés,tailandês,thaï,тайский,التايلاندية,태국어,ภาษาไทย,tiếng Thái,bahasa Thai",
    "id": "Indonesian,印尼语,インドネシア語,indonesio,indonésio,indonésien,индонезийский,الإندونيسية,"
    "인도네시아어,bahasa Indonesia",
    "ms": "Malay,马来语,マレー語,malayo,malaio,malais,малайский,말레이어,ภาษามลายู,tiếng Mã Lai,bahasa Melayu",
    "ru": "Russian,俄语,ロシア語,ruso,russo,russe,русский,الروسية,러시아어,รัสเซีย,tiếng Nga,bahasa Rusia",
    "pt": "Portuguese,葡萄牙语,ポルトガル語,portugués,português,portugais,португальский,البرتغالية,tiếng Bồ Đào Nha",
    "fr": "French,法语,フランス語,francés,francês,français,французский,الفرنسية,프랑스어,"
    "ฝรั่งเศส,tiếng Pháp,bahasa Prancis",
    "ar": "Arabic,阿拉伯语,アラビア語,árabe,arabe,арабский,العربية,아랍어,อาหรับ,tiếng Ả Rập,bahasa Arab",
    "fil": "Filipino,菲律宾语,フィリピン語,филиппинский,الفلبينية,필리핀어,tiếng Philippines,wikang Filipino",
}


@pytest.mark.parametrize("tag", NAMES)
def test_it_knows_a_language_by_its_name_in_many_others(tag: str) -> None:
    assert {name: language_tag(name) for name in NAMES[tag].split(",")} == dict.fromkeys(
        NAMES[tag].split(","), tag
    )


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("中国語（簡体）", "zh-Hans"),
        ("จีน (ตัวเต็ม)", "zh-Hant"),
        ("Tiếng Trung (phồn thể)", "zh-Hant"),
        ("الصينية المبسطة", "zh-Hans"),
    ],
)
def test_it_tells_the_scripts_of_chinese_apart_in_other_languages(text: str, tag: str) -> None:
    assert language_tag(text) == tag
