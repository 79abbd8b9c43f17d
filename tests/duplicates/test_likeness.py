"""What may be the same thing, what is only related, and that no title decides by itself."""

from __future__ import annotations

from typing import Any

import pytest

from registry.duplicates.bands import bands
from registry.duplicates.likeness import Subject, likeness

TEXT = (
    "How to fill in the declaration, classify goods by their tariff heading, reckon duty and tax, what to do when a "
    "parcel is held: with forms, examples and a list of mistakes that cost sellers the most time at the border."
)
SPANISH = (
    "Cómo llenar la declaración, clasificar mercancía, calcular aranceles, impuestos y qué hacer si un paquete queda "
    "retenido: con formularios, ejemplos resueltos y una lista de los errores que más tiempo cuestan en la frontera."
)
OTHER_TEXT = (
    "Film with one lamp and a telephone: light, sound, the order of a live show, questions while selling, and "
    "what to prepare a week, a day and an hour ahead, with scripts of shows by shops that export ceramics and tea."
)


def subject(title: str = "Customs for small sellers", *, id: int = 1, **more: Any) -> Subject:
    source, organiser = more.pop("source", id), more.pop("organiser", "Ministry of Trade")
    own = more.pop("speaks_for_itself", True)
    values = {"title": title, "description": TEXT, "language": "en"} | more
    return Subject(id, source, {k: v for k, v in values.items() if v}, organiser, own)


def kind(first: Subject, second: Subject) -> str | None:
    there, back = likeness(first, second), likeness(second, first)
    assert there == back, "it does not matter which comes first"
    return there and there.kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({}, {"organiser": "Harbour Market", "speaks_for_itself": False}),
        ({"title": "CUSTOMS for small sellers"}, {"title": "Customs: for Small Sellers!"}),
        ({"title": "Logística y aduanas"}, {"title": "LOGISTICA Y ADUANAS"}),
        ({"title": "Ｃｕｓｔｏｍｓ for sellers"}, {"title": "Customs for sellers"}),
        ({"description": TEXT}, {"description": TEXT + " " + OTHER_TEXT}),
        ({"title": "Customs clearance 电商报关"}, {"title": "Customs clearance"}),
        ({"title": "Analyzing export data"}, {"title": "Export data analysis"}),
        (
            {"organiser": "Massachusetts Institute of Technology", "description": ""},
            {"publisher": "MIT Open Learning", "description": ""},
        ),
    ],
)
def test_what_agrees_in_several_signs_may_be_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert kind(subject(id=1, **one), subject(id=2, **other)) == "same"


def test_traditional_and_simplified_are_one_text() -> None:
    traditional = (
        "學習如何填寫報關單、商品歸類、計算關稅與增值稅,以及包裹被扣查時應當採取的措施,附有表格與實例。"
    )
    simplified = (
        "学习如何填写报关单、商品归类、计算关税与增值税,以及包裹被扣查时应当采取的措施,附有表格与实例。"
    )
    first = subject("跨境電商報關實務", id=1, description=traditional, language="zh-Hant")
    second = subject("跨境电商报关实务", id=2, description=simplified, language="zh-Hans", organiser="平台")
    assert kind(first, second) == "same"
    assert set(bands(first)) & set(bands(second))


@pytest.mark.parametrize(
    "other",
    [
        {"organiser": "", "description": OTHER_TEXT},
        {"organiser": "School of Arts", "description": OTHER_TEXT},
        {"organiser": "", "description": ""},
        {"organiser": "Harbour Market", "speaks_for_itself": False, "description": ""},
        {"source": 1, "description": OTHER_TEXT},
        {"source": 1, "description": ""},
    ],
)
def test_a_title_alone_says_nothing(other: dict[str, Any]) -> None:
    assert kind(subject(id=1), subject(id=2, **other)) is None


@pytest.mark.parametrize(
    ("expected", "one", "other"),
    [
        ("language", {"language": "en"}, {"language": "es", "description": SPANISH}),
        ("edition", {"title": "Customs for sellers 2025"}, {"title": "Customs for sellers 2026"}),
        (
            "edition",
            {"occurrences": [{"start": "2026-12-01T09:00:00Z"}]},
            {"occurrences": [{"start": "2027-03-01T09:00:00Z"}]},
        ),
        ("series", {"title": "Customs for sellers, part 1"}, {"title": "Customs for sellers, part 2"}),
        ("series", {"title": "Customs for sellers I"}, {"title": "Customs for sellers II"}),
        ("series", {"title": "跨境电商报关实务（一）"}, {"title": "跨境电商报关实务（二）"}),
        ("series", {"title": "Customs for sellers"}, {"title": "Customs for sellers: capstone project"}),
        ("series", {"title": "Customs for sellers"}, {"title": "Advanced customs for sellers"}),
    ],
)
def test_editions_and_parts_are_related(expected: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert kind(subject(id=1, **one), subject(id=2, **other)) == expected


def test_a_language_that_one_source_states_wrongly_does_not_part_two_records() -> None:
    spanish = "Bases de datos y aduanas para la ciencia de los pequeños exportadores"
    first = subject(spanish, id=1, language="en", description="")
    assert kind(first, subject(spanish, id=2, language="es", description="")) == "same"


def test_dates_identifiers_and_duration_count() -> None:
    bare = {"organiser": "", "description": ""}
    days = {"occurrences": [{"start": "2026-12-01T09:00:00Z"}]}
    code = {"identifiers": ["isbn:9783161484100"]}
    for sign in (days, code):
        assert kind(subject(id=1, **bare, **sign), subject(id=2, **bare, **sign)) == "same"
    scores = [
        found.score
        for duration in ("PT2H", None, "P5D")
        if (
            found := likeness(
                subject(id=1, duration="PT2H", description=""),
                subject(id=2, duration=duration, description=""),
            )
        )
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_every_judgement_says_why() -> None:
    found = likeness(subject(id=1), subject(id=2))
    assert found
    signs = {sign.name: sign.degree for sign in found.signs}
    assert signs["title"] == 100
    assert signs["text"] == 100
    assert {"same organiser", "same language"} <= signs.keys()
    assert 0 <= found.score <= 100


def test_two_addresses_of_one_site_speak_against_it() -> None:
    near = [
        subject(id=n, url=f"https://school.example/{n}", description=None if n == 1 else TEXT) for n in (1, 2)
    ]
    far = subject(id=3, url="https://portal.example/3")
    one_site, two_sites = likeness(near[0], near[1]), likeness(near[0], far)
    assert two_sites
    assert one_site is None or one_site.score < two_sites.score


@pytest.mark.parametrize("text", ["", "x", "电", "!!!", "C++", "\ud83d\ude00"])
def test_odd_titles_are_compared(text: str) -> None:
    likeness(subject(text, id=1), subject(text, id=2))
    bands(subject(text))


def test_words_that_end_in_signs_stay_apart() -> None:
    assert kind(subject("C++程序设计", id=1), subject("C#程序设计", id=2, description=OTHER_TEXT)) is None


def test_what_is_alike_shares_a_band() -> None:
    first = subject("Qualitative customs methods: interviewing importers", id=1)
    second = subject("Qualitative customs methods: interviews with importers", id=2)
    assert set(bands(first)) & set(bands(second))
    stranger = subject("Live streaming studio", id=3, description=OTHER_TEXT, organiser="School of Arts")
    assert not set(bands(first)) & set(bands(stranger))
