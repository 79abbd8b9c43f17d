"""What every engine must do: inherited by the tests of each; a difference is an expected failure that says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from registry.catalogue.keys import keys
from registry.catalogue.models import RecordKey, Resource
from registry.catalogue.outbox import enqueue
from registry.curation.views.explaining import SIGNALS
from registry.framework import vocabularies
from registry.links.models import Address, AskedHost
from search.completing import complete
from search.cursor import Cursor
from search.engines import engine
from search.explaining import explained
from search.facets import FACETS
from search.index import check, drain, search
from search.query import from_params
from search.related import Related, relations
from tests.factories import make_resource, make_source
from tests.search.finding import NOW, every_page, found, rated, titles

CRITERIA = vocabularies.CRITERIA.ids
ALL_YES, ALL_NO = (rated(**dict.fromkeys(CRITERIA[:4], answer)) for answer in ("yes", "no"))


def keep_keys(resource: Resource) -> None:
    """The exact keys of its record, as storing it would keep them."""
    digests = keys(resource.record.described, None)
    RecordKey.objects.bulk_create(RecordKey(record=resource.record, digest=digest) for digest in digests)


@pytest.mark.django_db
class WordsBehaviour:
    """Which resources words find, and which of them comes first."""

    @pytest.mark.parametrize(
        ("asked", "title"),
        [
            ("电商", "跨境电商培训"),
            ("電商", "跨境电商培训"),
            ("培訓", "跨境电商培训"),
            ("报关", "出口報關實務"),
            ("報關", "出口報關實務"),
            ("logística", "Taller de logística internacional"),
            ("logistica", "Taller de logística internacional"),
            ("LOGISTICA INTERNACIONAL", "Taller de logística internacional"),
            ("e-commerce", "E-commerce for beginners"),
            ("ecommerce", "E-commerce for beginners"),
            ("e commerce", "E-commerce for beginners"),
            ("E‑Commerce", "E-commerce for beginners"),  # a hyphen that does not break
            ("commerce", "E-commerce for beginners"),
            ("beginner", "E-commerce for beginners"),
            ("cross border", "Cross-border payments"),
            ("crossborder", "Cross-border payments"),
            ("payment", "Cross-border payments"),
            ("dien tu", "Thương mại điện tử"),
            ("điện tử", "Thương mại điện tử"),
            ("ส่งออก", "การส่งออกสินค้าออนไลน์"),
            ("ＰＡＹＭＥＮＴＳ", "Cross-border payments"),
            ("税", "消费税说明"),
            ("الكترونية", "التجارة الإلكترونية"),
        ],
    )
    def test_it_finds_a_word_however_it_is_written(self, asked: str, title: str) -> None:
        for each in (
            "跨境电商培训",
            "出口報關實務",
            "Taller de logística internacional",
            "E-commerce for beginners",
            "Cross-border payments",
            "Thương mại điện tử",
            "การส่งออกสินค้าออนไลน์",
            "消费税说明",
            "التجارة الإلكترونية",
        ):
            make_resource(each)
        drain()
        assert titles(asked)[0] == title

    @pytest.mark.parametrize(
        "values",
        [
            {"subjects": ["Incoterms"]},
            {"description": "What Incoterms mean for the seller."},
            {"publisher": "Incoterms House"},
            {"creators": ["Ana Incoterms"]},
        ],
    )
    def test_it_finds_words_wherever_they_are_said(self, values: dict[str, Any]) -> None:
        make_resource("Delivery", **values)
        make_resource("Nothing of it")
        drain()
        assert titles("incoterms") == ["Delivery"]

    def test_it_finds_the_organisation(self) -> None:
        make_resource("Delivery", source=make_source("Instituto Pacífico"))
        make_resource("Nothing of it")
        drain()
        assert titles("pacifico") == ["Delivery"]

    def test_those_with_all_words_come_first_and_when_they_are_few_those_with_half_follow(self) -> None:
        make_resource("Customs", description="and parcels")
        make_resource("Customs")
        make_resource("Weighing of parcels")
        make_resource("Delivery")
        drain()
        result = found("customs parcels")
        first, *others = [hit.resource.effective.get("description") for hit in result.hits]
        assert (first, set(others)) == ("and parcels", {None})
        assert len(others) >= 2
        assert not result.relaxed

    def test_when_many_have_all_words_no_other_is_found(self) -> None:
        for number in range(50):
            make_resource(f"Customs for parcels, part {number}")
        make_resource("Customs")
        drain()
        assert found("customs parcels").total == 50

    def test_when_none_has_all_words_it_finds_those_with_half_of_them(self) -> None:
        make_resource("Weighing a zebra")
        make_resource("Weighing")
        make_resource("Monday")
        make_resource("The giraffe")
        drain()
        result = found("weighing monday zebra giraffe")
        assert [hit.resource.title for hit in result.hits] == ["Weighing a zebra"]
        assert result.relaxed

    @pytest.mark.parametrize(
        ("asked", "meant"),
        [
            ("busines etiquette", "business etiquette"),
            ("custmos", "customs"),
            ("internatoinal logistisc", "international logistics"),
            ("logistca", "logistica"),
            ("таможеное оформление", "таможенное оформление"),
        ],
    )
    def test_a_slip_in_a_long_word_is_mended_where_nothing_has_the_word(self, asked: str, meant: str) -> None:
        for title in (meant, "Haiku for everybody"):
            make_resource(title)
        drain()
        result = found(asked)
        assert result.mended == meant
        assert [hit.resource.title for hit in result.hits] == [meant]

    def test_what_some_resource_says_is_no_slip(self) -> None:
        make_resource("Custmos, the island")
        make_resource("Customs")
        drain()
        result = found("custmos")
        assert (result.mended, [hit.resource.title for hit in result.hits]) == ("", ["Custmos, the island"])
        assert found("fax").mended == ""

    def test_a_word_that_nothing_has_takes_nothing_away(self) -> None:
        make_resource("Customs for parcels")
        make_resource("Weighing")
        drain()
        result = found("customs xyzzy")
        assert [hit.resource.title for hit in result.hits] == ["Customs for parcels"]
        assert result.relaxed
        assert titles("xyzzy") == []

    @pytest.mark.parametrize(
        "asked",
        [
            "how do I clear customs with my parcels?",
            "¿Cómo puedo pasar los parcels por customs?",
            "bagaimana customs untuk parcels",
        ],
    )
    def test_a_question_asks_for_its_subject(self, asked: str) -> None:
        make_resource("Customs for small parcels", description="pasar")
        make_resource("How do I write my first advertisement?", description="Clear words. Para, por, untuk.")
        drain()
        assert titles(asked) == ["Customs for small parcels"]

    @pytest.mark.parametrize(
        ("asked", "title"),
        [
            ("how do I get paid from abroad", "Payments"),
            ("ship parcels", "Shipping of parcels"),
            ("sell", "For sellers"),
            ("cómo exportar", "Exportación fácil"),
            ("cara mengirim barang", "Cara pengiriman barang"),
        ],
    )
    def test_it_finds_another_form_of_the_word(self, asked: str, title: str) -> None:
        for each in (
            "Payments",
            "Shipping of parcels",
            "For sellers",
            "Exportación fácil",
            "Cara pengiriman barang",
            "Delivery",
        ):
            make_resource(each)
        drain()
        assert titles(asked)[0] == title

    def test_the_form_that_was_asked_for_comes_first(self) -> None:
        make_resource("Shipping")
        make_resource("Shipment")
        drain()
        assert titles("shipping")[0] == "Shipping"
        assert titles("shipment")[0] == "Shipment"

    def test_a_phrase_is_meant_as_it_is_written(self) -> None:
        make_resource("Shipping parcels")
        drain()
        assert titles('"ship parcels"') == []

    def test_words_that_hold_a_question_together_are_found_by_themselves(self) -> None:
        make_resource("To be or not to be")
        make_resource("Delivery")
        drain()
        assert titles("to be") == ["To be or not to be"]
        assert titles('"not to be"') == ["To be or not to be"]

    def test_a_title_that_says_just_what_was_asked_comes_first(self) -> None:
        make_resource("Credit for beginners: your letter", description="credit letter credit letter")
        make_resource("The letter of credit")
        drain()
        assert titles("letter of credit")[0] == "The letter of credit"

    def test_a_filter_brings_in_nothing_that_the_words_do_not_find_without_it(self) -> None:
        for number in range(50):
            make_resource(f"Customs for parcels, part {number}", language="en")
        make_resource("Customs", language="es")
        drain()
        result = found("customs parcels", language="es")
        assert (result.total, result.relaxed) == (0, False)

    def test_a_phrase_is_found_in_its_order_only(self) -> None:
        make_resource("Free trade zones")
        make_resource("Trade that is free")
        make_resource("自由贸易试验区")
        drain()
        assert titles('"free trade"') == ["Free trade zones"]
        assert titles("“free trade”") == ["Free trade zones"]
        assert set(titles("free trade")) >= {"Free trade zones", "Trade that is free"}
        assert titles('"自由貿易"') == ["自由贸易试验区"]
        assert titles('"贸易自由"') == []

    @pytest.mark.parametrize("written", ["e-commerce training", "ecommerce training", "e commerce training"])
    def test_a_phrase_is_found_however_its_words_are_joined(self, written: str) -> None:
        make_resource("The e-commerce training")
        make_resource("Training for ecommerce")
        drain()
        assert titles(f'"{written}"') == ["The e-commerce training"]

    def test_no_phrase_reaches_from_one_subject_into_the_next(self) -> None:
        make_resource("Delivery", subjects=["open", "market research"])
        drain()
        assert titles('"open market"') == []
        assert titles('"market research"') == ["Delivery"]

    def test_an_exclusion_leaves_out(self) -> None:
        make_resource("Customs webinar")
        make_resource("Customs handbook")
        make_resource("Customs in free trade zones")
        drain()
        assert titles('customs -webinar -"free trade"') == ["Customs handbook"]
        assert sorted(titles("-webinar")) == ["Customs handbook", "Customs in free trade zones"]

    def test_the_title_counts_most_then_subjects_then_the_description(self) -> None:
        make_resource("Third", description="about warehouses, with other words beside")
        make_resource("Second", subjects=["warehouses"], description="about other words beside it")
        make_resource("Warehouses", description="about many other words beside it")
        drain()
        assert titles("warehouses") == ["Warehouses", "Second", "Third"]

    def test_a_title_with_the_words_side_by_side_comes_first(self) -> None:
        make_resource("Payment of customs and other ways of online business")
        make_resource("Online payment of customs and other ways of business")
        drain()
        assert titles("online payment")[0].startswith("Online payment")

    @pytest.mark.parametrize(
        "odd",
        [
            'title:"x" AND (kind:government OR *)',
            "customs~2 ^4 [a TO z] {b TO *}",
            '"unbalanced',
            '""',
            "'",
            "-",
            "- -- ---",
            "\\",
            "customs\x00\x01\x1f\ud800\uffff",
            "AND OR NOT",
            "(((",
            "+customs -",
            "/regex.*/",
            "💶",
            "a" * 10_000,
            "customs " * 1_250,
            "关" * 10_000,
            '"' * 10_000,
            "a-b " * 2_500,
            " ".join(f"w{n}" for n in range(2_000)),
        ],
    )
    def test_no_text_that_anybody_types_breaks_it(self, odd: str) -> None:
        make_resource("Customs")
        drain()
        result = found(odd)
        assert result.total in (0, 1)
        assert not result.degraded

    def test_a_slip_in_a_name_that_no_vocabulary_has_is_forgiven(self) -> None:
        make_resource("Delivery", source=make_source("Proexport Institute"))
        make_resource("Zebrastore for beginners")
        make_resource("Nothing of it")
        drain()
        assert titles("proexprot") == ["Delivery"]
        assert titles("zebarstroe") == ["Zebrastore for beginners"]
        assert titles("zabrostare") == []

    def test_a_rare_word_is_searched_for_and_a_usual_one_is_offered(self) -> None:
        make_resource("Custmos, the island")
        for number in range(10):
            make_resource(f"Customs {number}")
        drain()
        result = found("custmos")
        assert [hit.resource.title for hit in result.hits] == ["Custmos, the island"]
        assert (result.mended, result.meant) == ("", "customs")
        assert found("customs").meant == ""


@pytest.mark.django_db
class FieldWordsBehaviour:
    """Words that say where to look, in several languages; what they narrow, nothing else finds."""

    @pytest.fixture(autouse=True)
    def cast(self) -> None:
        port = make_source("Port Authority", kind="platform", economy="PE")
        make_resource("Customs for the port", language="en", free=True)
        make_resource("Weighing", source=port, description="What customs weighs.", language="es")
        make_resource("Parcels", source=port, subjects=["Customs clearance"], creators=["Ana Quispe"])
        drain()

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("provider:port", {"Weighing", "Parcels"}),
            ('provider:"port authority"', {"Weighing", "Parcels"}),
            ('provider:"authority port"', set()),
            ("provider: port", {"Weighing", "Parcels"}),
            ("Provider：Port", {"Weighing", "Parcels"}),
            ("proveedor:port", {"Weighing", "Parcels"}),
            ("机构:port", {"Weighing", "Parcels"}),
            ("by:quispe", {"Parcels"}),
            ("title:customs", {"Customs for the port"}),
            ("título:customs", {"Customs for the port"}),
            ("subject:customs", {"Parcels"}),
            ("text:weighs", {"Weighing"}),
            ("customs provider:port", {"Weighing", "Parcels"}),
            ("customs -provider:port", {"Customs for the port"}),
            ("customs -title:customs", {"Weighing", "Parcels"}),
            ("language:es", {"Weighing"}),
            ("language:Spanish", {"Weighing"}),
            ("idioma:español", {"Weighing"}),
            ("economy:Peru", {"Weighing", "Parcels"}),
            ("country:PE customs", {"Weighing", "Parcels"}),
            ("kind:platform", {"Weighing", "Parcels"}),
            ("cost:free", {"Customs for the port"}),
            ("cost:gratis customs", {"Customs for the port", "Weighing", "Parcels"}),
            ("title:", set()),
        ],
    )
    def test_it_looks_there_only(self, asked: str, expected: set[str]) -> None:
        assert set(titles(asked)) == expected

    def test_a_facet_in_words_is_a_filter_as_any_other(self) -> None:
        result = found("customs language:es")
        assert (result.query.text, result.query.filters) == ("customs", {"language": ("es",)})
        assert result.facets["language"] == {"en": 1, "es": 1, "unknown": 1}

    @pytest.mark.parametrize(
        "asked", ["provider:", 'provider:"', "-title:", "title:title:customs", "kind:nothing"]
    )
    def test_half_a_field_word_breaks_nothing(self, asked: str) -> None:
        assert not found(asked).degraded


@pytest.mark.django_db
class NamingBehaviour:
    """An address or identifier that is pasted finds what it names."""

    @pytest.fixture(autouse=True)
    def cast(self) -> None:
        self.customs = make_resource(
            "Customs",
            url="https://port.example/courses/customs-clearance?utm_source=mail",
            identifiers=["isbn:9783161484100", "CBET-2026-17", "doi:10.5555/customs.17"],
        )
        self.twin = make_resource("Customs again", leader=self.customs, url="https://other.example/c/9")
        self.other = make_resource("Parcels", url="https://port.example/courses/parcels")
        make_resource("Secrets", hidden=True, url="https://port.example/courses/secrets")
        for resource in Resource.objects.all():
            keep_keys(resource)
        drain()

    @pytest.mark.parametrize(
        "pasted",
        [
            "https://port.example/courses/customs-clearance",
            " http://www.port.example/courses/customs-clearance/#fees ",
            "www.port.example/courses/customs-clearance",
            "https://other.example/c/9",
            "https://doi.org/10.5555/customs.17",
            "doi:10.5555/CUSTOMS.17",
            "10.5555/customs.17",
            "978-3-16-148410-0",
            "ISBN 978-3-16-148410-0",
            "cbet-2026-17",
        ],
    )
    def test_it_finds_the_one_that_is_meant(self, pasted: str) -> None:
        result = found(pasted)
        assert [hit.resource.title for hit in result.hits] == ["Customs"]
        assert result.named

    def test_it_finds_by_the_identifiers_that_the_registry_gives_and_keeps(self) -> None:
        for pasted in (
            str(self.other.public_id),
            f"https://registry.example/resources/{self.other.public_id}/",
            self.other.record.identifier,
        ):
            assert titles(pasted) == ["Parcels"]

    def test_filters_hold_for_it_too(self) -> None:
        assert titles("cbet-2026-17", cost="free") == []
        assert found("cbet-2026-17").facets["cost"] == {"unknown": 1}

    def test_an_address_that_nobody_knows_is_searched_for_its_words(self) -> None:
        result = found("https://elsewhere.example/all/parcels.html")
        assert [hit.resource.title for hit in result.hits] == ["Parcels"]
        assert not result.named

    def test_what_is_hidden_has_no_address(self) -> None:
        assert "Secrets" not in titles("https://port.example/courses/secrets")

    @pytest.mark.parametrize(
        "pasted",
        ["https://", "http://[::1", "https://port.example", "10.5555/", "urn:", "1234567890123", "a@b1"],
    )
    def test_nothing_that_is_pasted_breaks_it(self, pasted: str) -> None:
        assert not found(pasted).degraded


@pytest.mark.django_db
class CompletionBehaviour:
    """What a beginning becomes, of what everybody may see."""

    @pytest.fixture(autouse=True)
    def cast(self) -> None:
        make_resource(
            "Zebra logistics for beginners", source=make_source("Instituto Pacífico"), language="en"
        )
        make_resource("出口報關實務", language="zh-Hant", publisher="海港學院")
        make_resource("Ápices de logística", language="es")
        make_resource("การส่งออกสินค้าออนไลน์", language="th")
        make_resource("Đào tạo bán hàng", language="vi")
        make_resource("Zebra secrets", hidden=True, source=make_source("Zebrainstitut"))
        make_resource("Zebra proposal", source=make_source("Zebra proposers", state="proposed"))
        drain()

    @pytest.mark.parametrize(
        ("typed", "kind", "text"),
        [
            ("zeb", "title", "Zebra logistics for beginners"),
            ("ZEBRA", "title", "Zebra logistics for beginners"),
            ("zebra logistics", "title", "Zebra logistics for beginners"),
            ("beginners zeb", "title", "Zebra logistics for beginners"),
            ("zebra ", "title", "Zebra logistics for beginners"),
            ("apic", "title", "Ápices de logística"),
            ("出", "title", "出口報關實務"),
            ("出口报", "title", "出口報關實務"),
            ("การส่ง", "title", "การส่งออกสินค้าออนไลน์"),
            ("đào t", "title", "Đào tạo bán hàng"),
            ("dao", "title", "Đào tạo bán hàng"),
            ("pacif", "organisation", "Instituto Pacífico"),
            ("instituto p", "organisation", "Instituto Pacífico"),
            ("海港", "organisation", "海港學院"),
            ("incot", "concept", "incoterms"),
            ("carta de créd", "concept", "carta de crédito"),
            ("信用", "concept", "信用证"),
        ],
    )
    def test_it_goes_on_as_was_begun_in_any_script(self, typed: str, kind: str, text: str) -> None:
        assert (kind, text) in [(each.kind, each.text) for each in complete(typed)]

    @pytest.mark.parametrize(
        "typed", ["", " ", "z", '"', "-", "zebrax", "logistics zebrax", "…" * 500, "\x00\ud800", ".*"]
    )
    def test_where_nothing_goes_on_so_there_is_nothing(self, typed: str) -> None:
        assert [each for each in complete(typed) if each.kind != "concept"] == []

    def test_nothing_is_completed_that_may_not_be_seen(self) -> None:
        told = " ".join(each.text for each in complete("zebra")) + " ".join(
            each.text for each in complete("zebrain")
        )
        assert "Zebra logistics" in told
        for secret in ("secrets", "proposal", "Zebrainstitut", "proposers"):
            assert secret not in told

    def test_the_readers_own_language_comes_first(self) -> None:
        english, spanish = (complete("cert", languages=[tag]) for tag in ("en-US", "es-PE"))
        assert english[0].language == "en"
        assert spanish[0].language == "es"

    def test_each_completion_is_there_once_and_they_are_few(self) -> None:
        for _ in range(5):
            make_resource(
                "Zebra logistics for beginners", source=make_source("Zebra logistics for beginners")
            )
            make_resource(f"Zebra logistics {'x' * 200}")
        drain()
        found = [each.text for each in complete("zebra")]
        assert len(found) == len(set(found)) <= 9
        assert max(map(len, found)) <= 120


@pytest.mark.django_db
class RelationsBehaviour:
    """What goes with a resource, each with its reason."""

    @staticmethod
    def told(related: Sequence[Related]) -> list[tuple[str, str]]:
        return [(each.resource.title, str(each.reason)) for each in related]

    def test_what_is_about_the_same_is_similar_in_any_language_its_own_first(self) -> None:
        this = make_resource("Customs clearance for parcels", language="en")
        make_resource("Clearing customs, a handbook of customs clearance", language="en")
        make_resource("出口报关实务", language="zh-Hans")
        make_resource("Haiku for everybody", language="en")
        make_resource("Customs clearance secrets", language="en", hidden=True)
        drain()
        assert self.told(relations(this, NOW).similar) == [
            ("Clearing customs, a handbook of customs clearance", "Both are about: customs clearance"),
            ("出口报关实务", "Both are about: customs clearance"),
        ]

    def test_what_goes_deeper_into_an_aspect_is_a_next_step(self) -> None:
        this = make_resource("Customs clearance", profile=rated(international_trade_practices=1))
        make_resource("Customs clearance in practice", profile=rated(international_trade_practices=2))
        make_resource("Customs clearance at a glance", profile=rated(international_trade_practices=1))
        make_resource("Poems of the sea", profile=rated(international_trade_practices=2))
        drain()
        found = relations(this, NOW)
        reason = "Goes deeper into International trade practices"
        assert self.told(found.next) == [("Customs clearance in practice", reason)]
        assert [each.resource.title for each in found.similar] == ["Customs clearance at a glance"]

    @pytest.mark.parametrize(
        ("title", "following"),
        [
            ("Selling abroad, part 1", "Selling abroad, part 2"),
            ("Exportar desde casa: módulo 9", "Exportar desde casa: módulo 10"),
            ("跨境电商入门 第1课", "跨境电商入门 第2课"),
        ],
    )
    def test_the_part_that_follows_is_the_next_step(self, title: str, following: str) -> None:
        this = make_resource(title)
        for other in (following, f"{following} of something else", title.replace("1", "3")):
            make_resource(other)
        drain()
        assert self.told(relations(this, NOW).next) == [(following, "The part that follows")]

    def test_a_year_is_no_number_of_a_part(self) -> None:
        this = make_resource("Incoterms 2020")
        make_resource("Incoterms 2021")
        drain()
        assert relations(this, NOW).next == []

    def test_addresses_say_what_belongs_to_what(self) -> None:
        course = make_resource("Trade school", url="https://school.example/courses/trade/")
        lesson = make_resource("Parcels", url="https://school.example/courses/trade/week-1/parcels?lang=en")
        make_resource("Elsewhere", url="https://school.example/courses/tradespeople")
        hidden = make_resource("Hidden", url="https://school.example/courses/trade/week-1", hidden=True)
        for resource in (course, lesson, hidden):
            keep_keys(resource)
        drain()
        above, below = relations(lesson, NOW).part_of, relations(course, NOW).parts
        assert self.told(above) == [("Trade school", "Its address says that this belongs to it")]
        assert self.told(below) == [("Parcels", "Its address says that it belongs to this")]

    def test_nothing_is_named_twice_and_of_each_kind_there_are_few(self) -> None:
        this = make_resource("Customs clearance", profile=rated(international_trade_practices=1))
        for number in range(15):
            depth = 1 + number % 3
            make_resource(f"Customs clearance {number}", profile=rated(international_trade_practices=depth))
        drain()
        found = relations(this, NOW)
        named = [each.resource.pk for some in (found.next, found.similar) for each in some]
        assert len(named) == len(set(named)) == 8
        assert this.pk not in named

    def test_what_says_nothing_goes_with_nothing(self) -> None:
        this = make_resource("…")
        make_resource("Customs")
        drain()
        assert not relations(this, NOW)


@pytest.mark.django_db
class LanguagesBehaviour:
    """A query in one language finds resources in others too, those in its own words first."""

    @pytest.mark.parametrize(
        ("asked", "title"),
        [
            ("报关", "Clearing customs with a broker"),
            ("xuất khẩu", "Export, step by step"),
            ("インコタームズ", "Incoterms explained"),
            ("신용장", "The letter of credit"),
            ("таможенное оформление", "Clearing customs with a broker"),
            ("carta de crédito", "The letter of credit"),
            ("lettre de crédit", "The letter of credit"),
            ("kho ngoại quan", "A bonded warehouse of your own"),
            ("surat kredit", "The letter of credit"),
            ("ส่งออก", "Export, step by step"),
            ("الاعتماد المستندي", "The letter of credit"),
            ("pag-export", "Export, step by step"),
            ("pelepasan kastam", "Clearing customs with a broker"),
            ("despacho aduaneiro", "Clearing customs with a broker"),
            ("customs clearance", "出口报关实务"),
            ("обучение экспорту", "Export, step by step"),
        ],
    )
    def test_it_finds_what_is_called_so_in_another_language(self, asked: str, title: str) -> None:
        for each in (
            "Clearing customs with a broker",
            "Export, step by step",
            "Incoterms explained",
            "The letter of credit",
            "A bonded warehouse of your own",
            "出口报关实务",
            "Haiku for everybody",
        ):
            make_resource(each)
        drain()
        asking = titles(asked)
        assert title in asking
        assert "Haiku for everybody" not in asking

    def test_what_says_it_in_the_words_of_the_query_comes_first_however_good_another_is(self) -> None:
        make_resource(
            "Customs clearance: clearing customs",
            profile=rated(international_trade_practices=3),
            occurrences=[{"start": "2099-03-01"}],
        )
        make_resource("海关", description="出口报关")
        drain()
        assert titles("报关") == ["海关", "Customs clearance: clearing customs"]
        assert titles("customs clearance")[0] == "Customs clearance: clearing customs"

    def test_a_word_means_what_the_readers_language_means_by_it(self) -> None:
        make_resource("Trade with Germany")
        make_resource("Duc and his shop")
        drain()
        assert titles("duc") == ["Duc and his shop"]
        assert "Trade with Germany" in titles("đức", languages=["vi"])

    @pytest.mark.parametrize(
        ("asked", "title"),
        [("экспорт", "Основы экспорта"), ("экспорту", "Основы экспорта"), ("للتجارة", "التجارة الدولية")],
    )
    def test_a_word_is_found_in_every_case_of_its_language(self, asked: str, title: str) -> None:
        make_resource("Основы экспорта")
        make_resource("التجارة الدولية")
        drain()
        assert titles(asked)[0] == title

    def test_it_says_by_what_it_was_found_where_the_words_that_were_typed_are_missing(self) -> None:
        make_resource("Export: a handbook", description="All about customs clearance.")
        make_resource("出口报关")
        drain()
        own, other = found("报关", languages=["zh-Hans"]).hits
        assert (own.resource.title, own.found_by) == ("出口报关", ())
        assert other.found_by[0] == "customs clearance"
        assert [piece.text for piece in other.snippet if piece.marked] == ["customs", "clearance"]

    def test_what_belongs_to_it_follows(self) -> None:
        make_resource("International payment for exporters")
        make_resource("The letter of credit")
        make_resource("A warehouse of your own")
        drain()
        assert titles("international payment") == [
            "International payment for exporters",
            "The letter of credit",
        ]

    def test_how_and_for_whom_choose_nothing_beside_a_subject(self) -> None:
        make_resource("Customs")
        make_resource("Customs: a course for small business")
        make_resource("Cooking: a course for small business")
        drain()
        assert set(titles("customs course for small business")) == {
            "Customs: a course for small business",
            "Customs",
        }
        assert len(titles("course for small business")) == 2

    def test_a_place_is_found_by_what_lies_in_it(self) -> None:
        make_resource("Trade mission to Brazil")
        make_resource("Trade mission to Japan")
        drain()
        assert titles("trade mission latin america")[0] == "Trade mission to Brazil"


@pytest.mark.django_db
class SignalsBehaviour:
    """What else the order of hits depends on."""

    def test_of_equal_words_the_one_that_teaches_the_aspect_in_depth_comes_first(self) -> None:
        make_resource("Customs clearance", description="A", profile=rated(international_trade_practices=1))
        make_resource("Customs clearance", description="B", profile=rated(international_trade_practices=3))
        make_resource("Customs clearance", description="C", profile=rated(online_marketing=3))
        drain()
        order = [hit.resource.effective["description"] for hit in found("customs clearance").hits]
        assert order == ["B", "C", "A"]

    def test_what_is_over_sinks_and_does_not_vanish(self) -> None:
        make_resource("Customs clearance", description="over", occurrences=[{"start": "2020-01-01"}])
        make_resource("Customs clearance", description="any time")
        make_resource("Customs clearance", description="to come", occurrences=[{"start": "2099-01-01"}])
        drain()
        order = [hit.resource.effective["description"] for hit in found("customs clearance").hits]
        assert order == ["to come", "any time", "over"]

    @pytest.mark.parametrize(
        ("better", "worse"),
        [
            ({"published": "2026-05-01"}, {"published": "2012-05"}),
            ({"published": "2012-05-01", "modified": "2026-01-01T09:00:00Z"}, {"published": "2012-05-01"}),
            (
                {"profile": rated(**dict.fromkeys(CRITERIA[:4], "yes"))},
                {"profile": rated(**dict.fromkeys(CRITERIA[:4], "no"))},
            ),
        ],
    )
    def test_of_equal_words_the_better_one_comes_first(
        self, better: dict[str, Any], worse: dict[str, Any]
    ) -> None:
        for values, name in ((worse, "worse"), (better, "better"), (worse, "worse")):
            make_resource("Customs clearance", description=name, **values)
        drain()
        order = [hit.resource.effective["description"] for hit in found("customs clearance").hits]
        assert order == ["better", "worse", "worse"]

    def test_what_has_a_dead_link_sinks_and_does_not_vanish(self) -> None:
        host = AskedHost.objects.create(name="port.example")
        for state in (Address.State.DEAD, Address.State.FAILING, Address.State.UNCHECKED):
            resource = make_resource("Customs clearance", description=str(state))
            address = Address.objects.create(
                digest=resource.pk, url="https://port.example/", host=host, state=state
            )
            address.carried_by.create(resource=resource)
        make_resource("Customs clearance", description="without address")
        drain()
        assert not check()
        order = [hit.resource.effective["description"] for hit in found("customs clearance").hits]
        assert order[-1] == "dead"
        assert len(order) == 4

    def test_what_the_signals_add_is_the_score(self) -> None:
        make_resource(
            "Customs clearance", published="2026-01-01", profile=rated(international_trade_practices=3)
        )
        make_resource("出口报关", occurrences=[{"start": "2099-01-01"}], profile=ALL_YES)
        make_resource("Customs", description="For small business", occurrences=[{"start": "2020-01-01"}])
        drain()
        query = replace(
            from_params({"q": ["customs clearance small business"]}), profile={"cost": ("unknown",)}
        )
        hits = search(query, NOW).hits
        explanation = explained(query, [hit.resource.pk for hit in hits], NOW, engine())
        assert len(hits) == 3
        for hit in hits:
            assert sum(explanation.by_id[hit.resource.pk].values()) == pytest.approx(hit.score, rel=1e-4)
        by_title = {hit.resource.title: explanation.by_id[hit.resource.pk] for hit in hits}
        assert {"words", "own words", "depth", "freshness", "not over"} <= by_title[
            "Customs clearance"
        ].keys()
        assert {"quality tier", "to come", "profile"} <= by_title["出口报关"].keys()
        assert {"not over", "freshness", "quality tier"}.isdisjoint(by_title["Customs"])
        assert set(explanation.signals) <= set(SIGNALS)

    def test_what_suits_the_readers_profile_comes_first_and_chooses_nothing(self) -> None:
        make_resource("Customs clearance", description="A", free=False)
        make_resource("Customs clearance", description="B", free=True, forms=["online"])
        make_resource("Customs clearance", description="C", free=True)
        drain()
        query = from_params({"q": ["customs clearance"]})
        suits = replace(query, profile={"cost": ("free",), "form": ("online", "offline"), "language": ()})
        order = [hit.resource.effective["description"] for hit in search(suits, NOW).hits]
        assert order == ["B", "C", "A"]


@pytest.mark.django_db
class FacetsBehaviour:
    """Filters, and the counts beside them: each facet counted under all other filters, of resources."""

    @pytest.fixture(autouse=True)
    def cast(self) -> None:
        """Five resources, of which every test counts by hand."""
        school = make_source("School", kind="training-school", economy="VN")
        unknown = make_source("Somebody", kind="", economy="")
        make_resource(
            "Store",
            language="en-US",
            type="course",
            free=True,
            economies=["CL", "PE"],
            profile=rated(
                ["smme", "trainer"], online_marketing=3, internet_finance=2, form="online", phase="training"
            ),
        )
        make_resource(
            "Parcel",
            source=school,
            language="zh-TW",
            type="workshop",
            price="120.50",
            currency="USD",
            profile=rated(
                ["trainer"], international_logistics=2, online_marketing=1, form="both", phase="both"
            ),
            occurrences=[{"start": "2026-11-25T09:00:00Z"}, {"start": "2026-11-26T09:00:00Z"}],
        )
        make_resource(
            "Visit",
            source=school,
            language="zh-Hans",
            free=False,
            profile=rated(visits=3, online_marketing=0, **dict.fromkeys(CRITERIA[:4], "partly")),
            occurrences=[{"start": "2026-10-01T09:00:00Z"}],
        )
        make_resource(
            "Advert",
            source=school,
            price="0.00",
            forms=["offline"],
            profile=rated(online_marketing=2, internet_finance=3),
            occurrences=[{"start": "2026-12-20", "all_day": True}],
        )
        make_resource("Mystery", source=unknown)
        drain()

    @pytest.mark.parametrize(
        ("facet", "counts"),
        [
            (
                "aspect",
                {
                    "online-marketing": 2,
                    "internet-finance": 2,
                    "international-logistics": 1,
                    "visits": 1,
                    "unknown": 1,
                },
            ),
            ("depth", {"3": 2, "2": 1, "0": 1, "unknown": 1}),
            ("kind", {"government": 1, "training-school": 3, "unknown": 1}),
            ("form", {"online": 2, "offline": 2, "unknown": 2}),
            ("phase", {"training": 2, "follow-up": 1, "unknown": 3}),
            ("language", {"en": 1, "zh-Hant": 1, "zh-Hans": 1, "unknown": 2}),
            ("economy", {"CL": 1, "PE": 1, "VN": 3, "unknown": 1}),
            ("type", {"course": 1, "workshop": 1, "unknown": 3}),
            ("cost", {"free": 2, "paid": 2, "unknown": 1}),
            ("audience", {"smme": 1, "trainer": 2, "unknown": 3}),
            ("tier", {"B": 1, "unknown": 4}),
            ("date", {"upcoming": 2, "week": 1, "month": 2, "past": 1, "unknown": 2}),
        ],
    )
    def test_it_counts_resources_by_value(self, facet: str, counts: dict[str, int]) -> None:
        assert found().facets[facet] == counts

    @pytest.mark.parametrize(
        ("facet", "value", "expected"),
        [
            ("aspect", "internet-finance", {"Store", "Advert"}),
            ("aspect", "visits", {"Visit"}),
            ("aspect", "unknown", {"Mystery"}),
            ("depth", "3", {"Store", "Advert"}),
            ("depth", "0", {"Visit"}),
            ("depth", "unknown", {"Mystery"}),
            ("kind", "unknown", {"Mystery"}),
            ("form", "offline", {"Parcel", "Advert"}),
            ("phase", "follow-up", {"Parcel"}),
            ("language", "zh-Hant", {"Parcel"}),
            ("language", "en-GB", {"Store"}),
            ("economy", "vn", {"Parcel", "Visit", "Advert"}),
            ("type", "course", {"Store"}),
            ("cost", "free", {"Store", "Advert"}),
            ("audience", "trainer", {"Store", "Parcel"}),
            ("audience", "unknown", {"Visit", "Advert", "Mystery"}),
            ("cost", "unknown", {"Mystery"}),
            ("date", "upcoming", {"Parcel", "Advert"}),
            ("date", "week", {"Parcel"}),
            ("date", "past", {"Visit"}),
            ("date", "unknown", {"Store", "Mystery"}),
        ],
    )
    def test_a_filter_keeps_those_that_have_the_value(
        self, facet: str, value: str, expected: set[str]
    ) -> None:
        assert set(titles(**{facet: value})) == expected

    def test_values_of_one_facet_are_alternatives_and_facets_add_up(self) -> None:
        assert set(titles(language=["en", "zh-Hans"])) == {"Store", "Visit"}
        assert set(titles(language=["en", "zh-Hans"], cost="free")) == {"Store"}

    def test_each_facet_is_counted_under_all_other_filters(self) -> None:
        facets = found(kind="training-school", cost="free").facets
        assert facets["kind"] == {"government": 1, "training-school": 1}  # of the two that are free
        assert facets["cost"] == {"free": 1, "paid": 2}  # of the school's three
        assert facets["language"] == {"unknown": 1}  # of the one that is both
        assert facets["date"] == {"upcoming": 1, "month": 1}

    def test_counts_are_of_those_that_have_the_words(self) -> None:
        facets = found("parcel").facets
        assert facets["kind"] == {"training-school": 1}
        assert facets["depth"] == {"2": 1}

    def test_with_an_aspect_the_depth_is_that_aspects(self) -> None:
        assert set(titles(aspect="online-marketing", depth="3")) == {"Store"}
        assert set(titles(aspect="online-marketing", depth="2")) == {"Advert"}
        assert found(aspect="online-marketing").facets["depth"] == {"3": 1, "2": 1}
        assert found(aspect="visits").facets["depth"] == {"3": 1}
        both = found(aspect=["online-marketing", "internet-finance"]).facets["depth"]
        assert both == {"3": 2}  # the better of the two counts

    def test_with_a_depth_an_aspect_counts_what_it_would_find(self) -> None:
        counts = found(depth="3").facets["aspect"]
        assert counts == {"online-marketing": 1, "internet-finance": 1, "visits": 1}
        for aspect, count in counts.items():
            assert found(depth="3", aspect=aspect).total == count

    def test_every_value_of_every_facet_may_be_chosen_at_once(self) -> None:
        chosen: dict[str, Any] = {facet.id: [*facet.values, "unknown"] for facet in FACETS.values()}
        chosen["language"] += [f"a{chr(97 + n)}" for n in range(26)]
        chosen["economy"] += ["CL", "PE", "VN"]
        result = found(**chosen)
        assert result.query.problems == ()
        # English and Chinese are not among the languages; the two whose language is unknown remain.
        assert {hit.resource.title for hit in result.hits} == {"Advert", "Mystery"}

    def test_days_choose_by_the_start_of_a_session(self) -> None:
        assert set(titles(from_="2026-11-26", to="2026-12-20")) == {"Parcel", "Advert"}
        assert set(titles(from_="2026-12-20")) == {"Advert"}
        assert set(titles(to="2026-11-01")) == {"Visit"}
        assert titles(from_="2026-11-27", to="2026-12-19") == []
        assert set(titles(from_="0001-01-01", to="9999-12-31")) == {"Parcel", "Visit", "Advert"}

    def test_days_always_hold_so_that_a_count_says_what_choosing_it_gives(self) -> None:
        facets = found(from_="2026-11-01", date=["week"]).facets
        assert facets["kind"] == {"training-school": 1}
        for value, count in facets["date"].items():
            assert len(titles(from_="2026-11-01", date=[value])) == count
        assert "past" not in facets["date"]


@pytest.mark.django_db
class OrderBehaviour:
    """The order of hits, and pages of them."""

    def test_without_words_what_can_be_taken_next_comes_first(self) -> None:
        make_resource("Over long ago", occurrences=[{"start": "2020-05-01T09:00:00Z"}])
        make_resource("Over", occurrences=[{"start": "2026-11-01T09:00:00Z"}])
        make_resource("Any time", published="2020-01-01")
        make_resource("Any time, newer", published="2024-01-01")
        make_resource("In spring", occurrences=[{"start": "2099-03-01"}])
        make_resource("Again", occurrences=[{"start": "2026-01-01"}, {"start": "2099-01-05T09:00:00Z"}])
        make_resource(
            "Under way", occurrences=[{"start": "2026-01-01T00:00:00Z", "end": "2098-01-01T00:00:00Z"}]
        )
        drain()
        assert titles() == [
            "Under way",
            "Again",
            "In spring",
            "Any time, newer",
            "Any time",
            "Over",
            "Over long ago",
        ]

    def test_it_can_be_by_date_with_words_too(self) -> None:
        make_resource("Customs customs", occurrences=[{"start": "2099-03-01"}])
        make_resource("Other", description="customs", occurrences=[{"start": "2099-01-01"}])
        drain()
        assert titles("customs") == ["Customs customs", "Other"]
        assert titles("customs", sort="next") == ["Other", "Customs customs"]

    def test_it_can_be_the_newest_first(self) -> None:
        make_resource("Old", published="2019-01-01")
        make_resource("Believed to come from the future", published="2199-01-01")
        make_resource("Young", published="2024-06")
        make_resource("Middle", published="2021-01-01T10:00:00+08:00")
        drain()
        assert titles(sort="newest")[-2:] == ["Middle", "Old"]

    @pytest.mark.parametrize("asked", [{"q": "customs"}, {}, {"sort": "newest"}])
    def test_pages_give_everything_once_in_a_stable_order(self, asked: dict[str, Any]) -> None:
        for number in range(23):
            make_resource("Customs", description=f"no. {number}", published="2024-01-01")
        drain()
        pages = []
        for page in every_page(**asked, page_size="5"):
            assert page.total == 23
            pages.append([str(hit.resource.public_id) for hit in page.hits])
        assert [len(page) for page in pages] == [5, 5, 5, 5, 3]
        ids = [id for page in pages for id in page]
        assert ids == sorted(ids)  # equal in everything else: by public id

    def test_the_order_of_ties_does_not_depend_on_when_they_were_written(self) -> None:
        first, *_ = [make_resource("Customs", published="2024-01-01") for _ in range(6)]
        drain()
        before = [hit.resource.pk for hit in found("customs").hits]
        enqueue([first.pk])
        drain()  # it now is the last that was written
        assert [hit.resource.pk for hit in found("customs").hits] == before

    def test_a_page_goes_on_after_the_last_hit_though_others_were_added(self) -> None:
        for day in range(1, 7):
            make_resource(f"Day {day}", occurrences=[{"start": f"2099-01-0{day}"}])
        drain()
        page = found(page_size="3")
        assert page.next is not None
        make_resource("Sooner", occurrences=[{"start": "2098-01-01"}])
        drain()
        assert titles(page_size="3", cursor=page.next.encoded()) == ["Day 4", "Day 5", "Day 6"]

    def test_nobody_pages_beyond_the_end(self) -> None:
        make_resource("Customs")
        drain()
        page = found("customs", cursor=Cursor("relevance", 9_999).encoded())
        assert (page.hits, page.next) == ([], None)


@pytest.mark.django_db
class DatesBehaviour:
    """Dates are relative to the moment of asking, not of indexing."""

    def test_what_is_to_come_becomes_past(self) -> None:
        make_resource("Fair", occurrences=[{"start": "2026-11-25T09:00:00Z"}])
        drain()
        assert found(now=NOW).facets["date"] == {"upcoming": 1, "week": 1, "month": 1}
        assert found(now=NOW.replace(day=26)).facets["date"] == {"past": 1}

    def test_a_whole_day_lasts_until_it_is_over(self) -> None:
        make_resource("Fair", occurrences=[{"start": "2026-11-23", "all_day": True}])
        drain()
        assert titles(date="upcoming", now=NOW) == ["Fair"]
        assert titles(date="week", now=NOW) == ["Fair"]
        assert titles(date="past", now=NOW.replace(day=24)) == ["Fair"]
        assert titles(from_="2026-11-23", to="2026-11-23") == ["Fair"]

    def test_a_session_under_way_is_not_past(self) -> None:
        make_resource("Term", occurrences=[{"start": "2026-09-01T00:00:00Z", "end": "2026-12-31T00:00:00Z"}])
        drain()
        assert found(now=NOW).facets["date"] == {"upcoming": 1}
