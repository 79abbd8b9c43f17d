"""The search page: home and results in one."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from registry.catalogue.models import Resource
from search.index import drain
from tests.factories import make_resource, make_source
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db

SOON = f"{timezone.now() + timedelta(days=9):%Y-%m-%d}"


@pytest.fixture
def customs() -> Resource:
    """The resource that most tests look for, listed by two sources, among others of all kinds."""
    customs = make_resource(
        "Customs clearance for small parcels",
        description="How to fill in the declaration, and what customs asks of a small sender.",
        language="en",
        type="course",
        free=True,
        duration="PT40M",
        forms=["online"],
        profile=FULL,
        occurrences=[{"start": f"{SOON}T10:00:00Z"}],
    )
    make_resource(leader=customs, source=make_source("Port authority"))
    make_resource("Despacho de aduana", language="es", source=make_source("Escuela", kind="training-school"))
    make_resource("出口报关实务", language="zh-Hans", forms=["offline"])
    make_resource("Customs secrets", hidden=True)
    drain()
    return customs


def page_of(client: Client, address: str = "/?sort=next") -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def cards_of(page: str) -> list[str]:
    return re.findall(r'<article class="card">.*?</article>', page, re.DOTALL)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def link(page: str, name: str) -> str:
    """The address of the first link of the content whose words contain these."""
    content = page[page.index("<main") :]
    for address, inner in re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', content, re.DOTALL):
        if name in words(inner):
            return unescape(address)
    raise AssertionError(f"no link named {name!r}")


@pytest.mark.usefixtures("customs")
def test_the_page_shows_a_box_the_doors_with_counts_and_everything_there_is(client: Client) -> None:
    page = page_of(client)
    assert '<input id="q" name="q" type="search"' in page
    doors = words(re.findall(r'<ul class="doors">.*?</ul>', page, re.DOTALL)[0])
    assert doors == (
        "Business environment 0 Cross-cultural communications 0 Internet finance 0 Online marketing 0 "
        "International logistics 1 International trade practices 1 Business visits and internships 0"
    )
    assert len(cards_of(page)) == 3
    assert "3 resources" in page


def test_a_card_says_everything_at_a_glance(client: Client, customs: Resource) -> None:
    card, *_others = cards_of(page_of(client, "/?q=customs+declaration"))
    told = words(card)
    assert told.startswith("Government Course English Customs clearance for small parcels")
    assert "Ministry of Trade · Chile · also listed by 1 other" in told
    assert "Online · Free · 40 min" in told
    day = datetime.fromisoformat(SOON)
    assert f"Next: {day.day} {day:%b %Y}, 10:00 UTC" in told
    assert "<mark>Customs</mark> clearance" in card
    assert "fill in the <mark>declaration</mark>" in card
    assert f'href="/resources/{customs.public_id}/"' in card


@pytest.mark.usefixtures("customs")
def test_a_card_says_by_which_words_a_foreign_resource_was_found(client: Client) -> None:
    first, *others = cards_of(page_of(client, "/?q=报关"))
    assert "出口" in words(first)
    assert "Found by:" not in words(first)
    assert any("Found by: despacho de aduana" in words(card) for card in others)


def test_a_word_means_what_it_means_in_the_readers_language(client: Client) -> None:
    make_resource("Trade with Germany")
    drain()
    assert cards_of(page_of(client, "/?q=đức")) == []
    page = client.get("/?q=đức", headers={"Accept-Language": "vi-VN, en;q=0.5"}).content.decode()
    assert "Trade with" in words(page)


def test_the_depths_are_a_picture_with_the_same_in_words(client: Client, customs: Resource) -> None:
    [card] = cards_of(page_of(client, "/?q=parcels"))
    bars = re.search(r'class="bars" role="img" aria-label="([^"]*)">(.*?)</span>', card)
    assert bars
    assert "International trade practices 3" in bars[1]
    assert re.findall(r'class="d(\d)"', bars[2]) == ["1", "0", "0", "0", "2", "3"]


def test_unknown_is_said_to_be_unknown_on_a_card(client: Client) -> None:
    make_resource("X")
    drain()
    [card] = cards_of(page_of(client))
    assert "Form not stated · Cost not stated" in words(card)
    assert "No dates stated" in words(card)
    assert 'aria-label="Not rated yet"' in card


@pytest.mark.parametrize(
    ("session", "told"),
    [
        ({"start": "2031-05-01T10:00:00"}, "Next: 1 May 2031, 10:00, local time (zone not stated)"),
        ({"start": "2031-05-01", "end": "2031-05-03", "all_day": True}, "Next: 1 May 2031 – 3 May 2031"),
        ({"start": "2014-06-23", "end": "2014-06-26", "all_day": True}, "Past dates only"),
        ({"start": "2014-06-23", "end": "2031-06-26", "all_day": True}, "On now: 23 Jun 2014 – 26 Jun 2031"),
    ],
)
def test_a_date_on_a_card_claims_no_more_than_was_stated(
    client: Client, session: dict[str, Any], told: str
) -> None:
    make_resource("X", occurrences=[session])
    drain()
    [card] = cards_of(page_of(client))
    assert told in words(card)


@pytest.mark.usefixtures("customs")
def test_a_facet_leads_to_the_narrowed_search_and_its_chip_back(client: Client) -> None:
    narrowed = link(page_of(client, "/?sort=newest"), "Español")
    assert parse_qs(urlsplit(narrowed).query) == {"sort": ["newest"], "language": ["es"]}
    page = page_of(client, narrowed)
    assert len(cards_of(page)) == 1
    assert link(page, "Remove: Language: Español") == "/?sort=newest"


@pytest.mark.usefixtures("customs")
def test_a_door_leads_to_its_aspect(client: Client) -> None:
    address = link(page_of(client, "/"), "International logistics")
    assert address == "/?aspect=international-logistics"
    page = page_of(client, address)
    assert "Customs clearance for small parcels" in page
    assert len(cards_of(page)) == 1
    assert 'aria-current="true">International logistics <small>1</small>' in page


@pytest.mark.usefixtures("customs")
def test_a_facet_counts_and_names_what_is_not_stated(client: Client) -> None:
    facets = re.findall(r'<section class="facet">.*?</section>', page_of(client), re.DOTALL)
    told = {words(facet) for facet in facets}
    assert "Organiser Government 2 Training school 1" in told
    assert "Form In person 1 Online 1 Not stated 1" in told
    assert "Cost Free 1 Not stated 2" in told


@pytest.mark.usefixtures("customs")
def test_new_words_keep_the_filters(client: Client) -> None:
    page = page_of(client, "/?q=aduana&language=es")
    assert '<input type="hidden" name="language" value="es">' in page
    assert 'value="aduana"' in page


def test_the_pages_together_show_everything_once(client: Client) -> None:
    made = {f"Course {number}" for number in range(45)}
    for title in made:
        make_resource(title)
    drain()
    address: str | None = "/?sort=next"
    seen: list[str] = []
    while address:
        page = page_of(client, address)
        seen += re.findall(r">(Course \d+)</a>", page)
        following = re.search(r'rel="next" href="([^"]*)"', page)
        address = following and unescape(following[1])
    assert sorted(seen) == sorted(made)


@pytest.mark.usefixtures("customs")
def test_nothing_found_says_what_to_try(client: Client) -> None:
    told = words(page_of(client, "/?q=zzzzzz&language=es"))
    assert "Nothing found." in told
    assert "Take away one of the filters above." in told
    assert "Try the words in another language." in told


def test_a_parameter_that_there_is_not_is_left_aside_in_words(client: Client) -> None:
    assert "Left aside: colour. There is no such parameter" in words(page_of(client, "/?colour=red"))


@pytest.mark.usefixtures("customs")
def test_a_filter_that_means_nothing_is_left_aside_in_words(client: Client) -> None:
    page = page_of(client, "/?aspect=astrology")
    assert "Left aside: aspect “astrology”." in words(page)
    assert len(cards_of(page)) == 3


def test_without_an_engine_it_finds_in_the_database_and_says_so(client: Client) -> None:
    make_resource("Customs")
    page = page_of(client, "/?q=customs")
    assert "Search is not at its best just now" in page
    assert len(cards_of(page)) == 1


def test_markup_from_outside_is_shown_as_text(client: Client) -> None:
    hostile = "<script>alert(1)</script>"
    make_resource(f"Title {hostile}", description=hostile, publisher=hostile, language="en")
    drain()
    page = page_of(client, "/?q=title+%3Cscript%3Ealert(1)")
    assert len(cards_of(page)) == 1
    assert "<script" not in re.sub(r'<script src="/static/portal/\w+.js" defer></script>', "", page)
    assert "&lt;" in cards_of(page)[0]


@pytest.mark.parametrize(
    "address",
    ["/?q=%00", "/?q=%22", "/?q=%F0%28%8C%28", "/?cursor=x&sort=y&page_size=-1", "/?q=" + "a" * 5000],
)
def test_a_strange_address_still_gets_a_page(client: Client, address: str) -> None:
    make_resource("Customs")
    drain()
    assert client.get(address).status_code == 200


def test_it_is_small_over_the_wire(client: Client) -> None:
    for number in range(25):
        make_resource(
            f"Customs clearance for small parcels, part {number}",
            description=" ".join(
                f"How to fill in declaration {n} for parcel {n * number}." for n in range(60)
            ),
            profile=FULL,
        )
    drain()
    page = client.get("/?q=declaration", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    style = finders.find("portal/style.css")
    assert isinstance(style, str)
    with open(style, "rb") as file:
        assert len(page.content) + len(gzip.compress(file.read())) < 20_000


@pytest.mark.usefixtures("customs")
def test_a_search_writes_nothing_and_reads_a_fixed_number_of_times(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        make_resource(f"Course {number}", profile=FULL)
    drain()
    with django_assert_max_num_queries(5) as queries:
        client.get("/?sort=next")
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_the_page_asks_what_was_meant_by_a_rare_word_that_looks_like_a_slip(client: Client) -> None:
    make_resource("Custmos, the island")
    for number in range(10):
        make_resource(f"Customs {number}")
    drain()
    page = page_of(client, "/?q=custmos")
    assert "Did you mean: customs" in words(page)
    assert link(page, "customs") == "?q=customs"


def test_the_page_says_that_an_address_was_found(client: Client) -> None:
    resource = make_resource("Customs")
    make_resource("Parcels")
    drain()
    page = page_of(client, f"/?q={resource.public_id}")
    assert [words(card).count("Customs") for card in cards_of(page)] == [1]
    assert "Found by its address or identifier." in page


def test_a_facet_in_words_becomes_a_chip(client: Client) -> None:
    make_resource("Customs", language="es")
    drain()
    page = page_of(client, "/?q=customs+language:es")
    assert 'value="customs"' in page
    assert link(page, "Remove: Language: Español") == "/?q=customs"
