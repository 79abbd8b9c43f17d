"""A query is parsed from a URL once, gives the URL back, and names what it could not use."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from search.cursor import Cursor
from search.facets import FACETS
from search.query import LARGEST_PAGE, PAGE_SIZE, Query, from_params


def query(url: str) -> Query:
    return from_params(QueryDict(url))


def test_it_reads_words_phrases_and_exclusions() -> None:
    asked = query('q=customs+"free+trade"+-webinar+-"old+stuff"+e-commerce')
    assert asked.words == ("customs", "e-commerce")
    assert asked.phrases == ("free trade",)
    assert asked.exclusions == ("webinar", "old stuff")
    assert asked.problems == ()


@pytest.mark.parametrize("quoted", ["“自由贸易”", "„自由贸易“", "«自由贸易»", "「自由贸易」", "＂自由贸易＂"])
def test_it_knows_the_quotes_of_other_scripts(quoted: str) -> None:
    assert from_params({"q": [quoted]}).phrases == ("自由贸易",)


def test_a_quote_without_its_counterpart_is_no_quote() -> None:
    asked = from_params({"q": ['customs "free trade']})
    assert (asked.words, asked.phrases) == (("customs", "free", "trade"), ())


def test_it_reads_filters_days_and_order() -> None:
    asked = query(
        "aspect=visits&aspect=online-marketing&language=zh_TW&language=zh-TW&economy=cl"
        "&from=2026-12-01&to=2026-12-31&sort=newest&page_size=50"
    )
    assert asked.filters == {
        "aspect": ("visits", "online-marketing"),
        "language": ("zh-Hant",),
        "economy": ("CL",),
    }
    assert (asked.since, asked.until) == (date(2026, 12, 1), date(2026, 12, 31))
    assert (asked.order, asked.page_size) == ("newest", 50)
    assert [problem.value for problem in asked.problems] == ["zh_TW"]


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_can_be_asked_for_what_is_unknown(facet: str) -> None:
    asked = query(f"{facet}=unknown")
    assert asked.filters == {facet: ("unknown",)}
    assert asked.problems == ()


@pytest.mark.parametrize(
    ("url", "parameter"),
    [
        ("colour=red", "colour"),
        ("aspect=cooking", "aspect"),
        ("economy=Atlantis", "economy"),
        ("language=%00english!", "language"),
        ("from=tomorrow", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-02-02&to=2026-02-01", "from"),
        ("sort=price", "sort"),
        ("page_size=0", "page_size"),
        (f"page_size={LARGEST_PAGE + 1}", "page_size"),
        ("page_size=1e3", "page_size"),
        ("page_size=²", "page_size"),
        ("cursor=1000000", "cursor"),
        ("cursor=%F0%9F%92%B6", "cursor"),
        ("aspect=" + "&aspect=".join(["visits"] * 500), "aspect"),
    ],
)
def test_what_it_cannot_use_is_left_aside_and_named(url: str, parameter: str) -> None:
    asked = query(url)
    assert [problem.parameter for problem in asked.problems] == [parameter]
    assert asked.problems[0].reason
    assert asked.filters in ({}, {"aspect": ("visits",)})
    assert (asked.since, asked.until, asked.sort, asked.cursor) == (None, None, None, None)
    assert asked.page_size == PAGE_SIZE


def test_a_caller_may_have_parameters_of_its_own() -> None:
    assert from_params({"format": ["json"]}, others=["format"]).problems == ()


def test_empty_parameters_of_a_form_say_nothing() -> None:
    asked = query("q=&aspect=&from=&to=&sort=&page_size=&cursor=")
    assert asked == Query()


def test_it_gives_the_parameters_back() -> None:
    url = 'q=customs -"a b"&kind=platform&kind=unknown&date=week&from=2026-12-01&sort=next&page_size=7'
    asked = query(url)
    assert from_params(asked.as_params()) == asked
    assert asked.as_params()["kind"] == ["platform", "unknown"]


def test_it_gives_a_place_back() -> None:
    asked = query(f"q=customs&cursor={Cursor('relevance', 20).encoded()}")
    assert asked.cursor == Cursor("relevance", 20)
    assert from_params(asked.as_params()) == asked


def test_a_place_in_another_order_is_no_place_in_this_one() -> None:
    asked = query(f"q=customs&sort=next&cursor={Cursor('relevance', 20).encoded()}")
    assert asked.cursor is None
    assert [problem.parameter for problem in asked.problems] == ["cursor"]


def test_a_value_is_added_and_taken_away_from_the_first_page_on() -> None:
    asked = query(f"q=customs&kind=platform&cursor={Cursor('relevance', 20).encoded()}")
    more = asked.with_value("kind", "academic").with_value("cost", "free")
    assert more.filters == {"kind": ("platform", "academic"), "cost": ("free",)}
    assert more.cursor is None
    assert more.without_value("kind", "platform").filters["kind"] == ("academic",)
    assert more.without_facet("kind").without_value("cost", "free").filters == {}


def test_relevance_is_the_order_only_where_there_are_words() -> None:
    assert query("q=customs").order == "relevance"
    assert query("").order == "next"
    assert query("sort=relevance").order == "next"
    assert query("q=***").order == "next"


def test_ten_thousand_characters_are_cut_without_a_problem() -> None:
    asked = from_params({"q": ["customs " * 1_250]})
    assert asked.problems == ()
    assert len(asked.text) <= 2_000
    assert [unit.alternatives for unit in asked.units] == [(("custom",),)]


def test_control_characters_are_dropped() -> None:
    assert from_params({"q": ["cus\x00toms\x1b[0m \ud800"]}).words == ("cus", "toms", "[0m")
