"""Whom and what a resource is for: by the source's own fields, else by words; unknown where nothing says it.

The descriptions were written for these tests.
"""

from __future__ import annotations

from typing import Any

import pytest

from registry.framework.profile import Judgement, Profile
from registry.framework.rateable import Rateable
from registry.framework.rater import rate, rate_text
from registry.framework.traits import TRAITS


def values(profile: Profile, trait: str) -> list[Any]:
    return [judgement.value for judgement in profile.traits.get(trait, ())]


# One course in fourteen languages: for beginners of small firms, on selling food online to consumers.
COURSES = {
    "en": (
        "B2C export for beginners",
        "For small businesses that sell online: food products in an online store.",
    ),
    "zh-Hans": ("B2C出口入门课", "面向中小企业，开网店销售食品，食品在线销售。"),
    "zh-Hant": ("B2C出口入門課", "面向中小企業，開網店銷售食品，食品線上交易。"),
    "es": ("Exportación B2C para principiantes", "Para pymes: tienda en línea de alimentos y bebidas."),
    "ru": ("Экспорт B2C для начинающих", "Малый бизнес открывает интернет-магазин: продукты питания."),
    "ja": ("初心者のためのB2C輸出", "中小企業がネットショップで食品を販売する方法。"),
    "ko": ("초보자를 위한 B2C 수출", "중소기업의 온라인 판매: 식품."),
    "vi": ("Xuất khẩu B2C cho người mới bắt đầu", "Doanh nghiệp nhỏ và vừa bán hàng trực tuyến: thực phẩm."),
    "th": ("ส่งออก B2C สำหรับผู้เริ่มต้น", "ผู้ประกอบการเปิดร้านค้าออนไลน์ขายอาหารแปรรูป"),
    "id": ("Ekspor B2C untuk pemula", "UMKM membuka toko online untuk makanan olahan."),
    "ms": ("Eksport B2C untuk permulaan", "Usahawan membuka kedai dalam talian: produk makanan."),
    "fil": ("Pag-export na B2C para sa baguhan", "Maliliit na negosyo: online na pagbebenta ng pagkain."),
    "pt": ("Exportação B2C para iniciantes", "Pequenas empresas: loja virtual de alimentos."),
    "fr": ("Export B2C pour débutants", "PME : boutique en ligne de produits alimentaires."),
    "ar": ("التصدير B2C للمبتدئين", "الشركات الصغيرة: متجر إلكتروني يبيع المنتجات الغذائية."),
}


@pytest.mark.parametrize("language", COURSES)
def test_it_reads_what_a_course_is_for_in_every_language(language: str) -> None:
    title, description = COURSES[language]
    profile = rate_text(title, description, language=language)
    assert values(profile, "trade_models") == ["B2C"]
    assert values(profile, "level") == ["beginner"]
    assert values(profile, "audience") == ["smme"]
    assert values(profile, "stages") == ["transactions"]
    assert "food-beverages" in values(profile, "industries")


@pytest.mark.parametrize("language", COURSES)
def test_every_value_rests_on_words_that_stand_in_the_text(language: str) -> None:
    title, description = COURSES[language]
    rateable = Rateable(title=title, description=description, language=language)
    judged = [judgement for each in rate(rateable).traits.values() for judgement in each]
    assert judged
    for judgement in judged:
        assert 0.5 <= judgement.confidence <= 1
        assert judgement.evidence
        for span in judgement.evidence:
            assert rateable.text_of(span.field)[span.start : span.end] == span.text


def test_what_nothing_speaks_of_is_unknown() -> None:
    assert rate_text("Customs clearance", "How goods are declared.").traits == {}


@pytest.mark.parametrize(
    ("trait", "expected", "facts"),
    [
        ("economies", ["VN", "TH"], {"economies": ("VN", "TH")}),
        ("level", ["advanced"], {"level": "Advanced"}),
        ("level", ["beginner"], {"level": "Nivel básico"}),
        ("audience", ["trainer"], {"audience": ("For teachers",)}),
        ("audience", ["smme", "official"], {"audience": ("SMEs", "Government officials")}),
    ],
)
def test_what_the_source_states_comes_before_the_words(
    trait: str, expected: list[str], facts: dict[str, Any]
) -> None:
    text = "For beginners in small businesses of Chile, exporting to Chile."
    profile = rate_text("Export to Chile for beginners", text, **facts)
    assert values(profile, trait) == expected
    assert all(j.evidence[0].field.partition("/")[0] in facts for j in profile.traits[trait])


@pytest.mark.parametrize(
    ("title", "economies"),
    [
        ("Exporting to Papua New Guinea", ["PG"]),
        ("Selling to Chinese consumers", ["CN"]),
        ("진출: 인도네시아 시장", ["ID"]),
        ("德国与日本市场", ["DE", "JP"]),
        ("Рынок: Казахстан", ["KZ"]),
        ("タイトルとタイプ", []),  # "title" and "type" begin as Thailand is written
        ("沿海地区的物流", []),  # the coast, and no Haiti
        ("Réunion du comité des exportateurs", []),
    ],
)
def test_it_knows_economies_by_name_and_not_by_a_part_of_another_word(
    title: str, economies: list[str]
) -> None:
    assert sorted(values(rate_text(title), "economies")) == sorted(economies)


def test_the_title_says_for_which_economy_and_the_text_may_give_examples() -> None:
    text = "Exporters learn of Viet Nam. As in Thailand, rules change; Thailand's did twice. " * 3
    assert values(rate_text("Exporting to Viet Nam", text), "economies") == ["VN"]


def test_a_long_list_of_economies_or_industries_says_nothing() -> None:
    goods = "textiles, furniture, toys, cosmetics, wine, seafood, jewellery, coffee, tourism, machinery"
    assert values(rate_text("Export guide", f"For {goods}. Again: {goods}."), "industries") == []


@pytest.mark.parametrize(
    ("title", "description", "kind", "platform"),
    [
        ("Selling on Shopee", "", None, ["shopee"]),
        ("Open a store", "On Shopee: listings on Shopee.", None, ["shopee"]),
        ("亚马逊全球开店", "", None, ["amazon"]),
        ("Selling on Shopee and Lazada", "", None, []),
        ("Open a store", "On a marketplace such as Etsy.", None, []),
        ("Open a store", "On a marketplace such as Etsy.", "platform", ["etsy"]),
        ("Amazon FBA", "Amazon Seller Central and Amazon ads", None, ["amazon"]),
    ],
)
def test_it_is_confined_to_a_platform_when_it_speaks_of_that_one_alone(
    title: str, description: str, kind: str | None, platform: list[str]
) -> None:
    assert values(rate_text(title, description, organiser_kind=kind), "platform") == platform


def test_two_names_of_one_platform_are_no_two_platforms() -> None:
    assert rate_text("Sell on Amazon", "Amazon FBA explained")["general"].value == "no"


@pytest.mark.parametrize(
    ("text", "trait", "value"),
    [
        ("A one-stop platform for payment, logistics and customs.", "stages", "one-stop"),
        ("Find overseas buyers online with a company website.", "stages", "information"),
        ("Training of trainers for business advisers.", "audience", "trainer"),
        ("For customs officers and policymakers.", "audience", "official"),
        ("An advanced course: prior knowledge is required.", "level", "advanced"),
        ("Wholesale buyers and importers and distributors.", "trade_models", "B2B"),
    ],
)
def test_it_reads_the_other_values(text: str, trait: str, value: str) -> None:
    assert values(rate_text("Selling abroad", text), trait) == [value]


def test_a_profile_with_traits_comes_back_from_its_json() -> None:
    profile = rate_text(*COURSES["en"])
    assert Profile.from_json(profile.as_json()).traits.keys() == profile.traits.keys() <= set(TRAITS)
    assert values(Profile.from_json(profile.as_json()), "level") == ["beginner"]


def test_a_profile_from_before_there_were_traits_is_read() -> None:
    old = {"version": "1", "relevant": 0.9, "cells": {"open": Judgement("yes").as_json()}}
    assert Profile.from_json(old).traits == {}


def test_many_mentions_of_many_values_are_judged_all_the_same() -> None:
    text = "China, Papua New Guinea, B2B, Shopee, textiles, SMEs. " * 400
    assert rate_text("China " * 50, text).traits["economies"]
