"""Journeys of an SMME in a real browser, on a phone and on a desktop, without JavaScript."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.catalogue.models import Resource
from search.index import drain
from tests.factories import make_resource, make_source
from tests.portal.fitting import fits
from tests.portal.profiles import FULL, profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Verylongwordwithoutanyspace" * 6


@pytest.fixture
def customs() -> Resource:
    """What the journeys look for, among resources that are hard to lay out."""
    customs = make_resource(
        "Customs clearance for small parcels, step by step",
        description="How to fill in the declaration in five steps, which HS code to use, and what customs asks of "
        "a small sender.\n\nBring an invoice of your own; we fill in the form together.",
        language="en",
        type="workshop",
        free=True,
        duration="PT40M",
        forms=["online", "offline"],
        url="https://ministry.example/customs",
        access="Register by e-mail; a recording follows.",
        creators=["Ana Soto"],
        subjects=["customs", "HS codes"],
        profile=FULL,
        occurrences=[
            {"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T10:40:00Z", "zone": "America/Santiago"},
            {"start": "2031-12-09T10:00:00", "place": "Valparaíso", "seats": 30},
            {"start": "2014-06-23", "end": "2014-06-26", "all_day": True},
        ],
    )
    school = make_source("跨境电商培训学校", kind="training-school", economy="CN")
    make_resource(leader=customs, source=make_source("Port authority of Valparaíso"))
    make_resource(
        "出口报关实务",
        source=school,
        language="zh-Hans",
        type="course",
        price="300",
        currency="CNY",
        description="出口报关流程、单证准备与常见退单原因。Customs clearance.",
        profile=profile(international_trade_practices=3, international_logistics=2),
    )
    make_resource(
        f"Customs {LONG}",
        source=make_source(LONG, kind="platform"),
        description=f"https://{LONG}.example/{LONG}",
    )
    make_resource("Despacho de aduana", language="es", type="guide")
    drain()
    return customs


@pytest.fixture
def shot(page: Page, request: pytest.FixtureRequest) -> Iterator[None]:
    """Leaves a picture of the last page where the environment names a folder for them, for a designer to look at."""
    yield
    if folder := os.environ.get("SCREENSHOTS"):
        name = re.sub(r"\W+", "-", request.node.name)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def open_facets(page: Page) -> None:
    """Folded away on a phone, in sight on a desktop."""
    summary = page.get_by_text("Narrow down", exact=True)
    if summary.is_visible():
        summary.click()


@pytest.mark.usefixtures("shot")
def test_it_finds_by_words_and_follows_to_the_resource(
    page: Page, live_server: LiveServer, customs: Resource
) -> None:
    page.goto(live_server.url)
    page.get_by_label("What do you want to learn?").fill("customs declaration")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"\?q=customs\+declaration$"))
    page.get_by_role("link", name=customs.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(customs.title)
    expect(page.get_by_role("img", name=re.compile("International trade practices 3"))).to_be_visible()
    expect(page.get_by_role("link", name="Go to it")).to_have_attribute(
        "href", "https://ministry.example/customs"
    )
    assert fits(page)


@pytest.mark.usefixtures("customs", "shot")
def test_it_narrows_by_a_facet_and_widens_again(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/?q=customs")  # three say the word, the fourth says it in Spanish
    expect(page.get_by_text("4 resources", exact=True)).to_be_visible()
    open_facets(page)
    page.get_by_role("link", name="简体中文").first.click()
    expect(page.get_by_text("1 resource", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="出口报关实务")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name=re.compile("^Remove: Language")).click()
    expect(page.get_by_text("4 resources", exact=True)).to_be_visible()


@pytest.mark.usefixtures("customs", "shot")
def test_the_home_page_fits_and_its_doors_open(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    assert fits(page)
    page.get_by_role("link", name=re.compile("^International logistics")).click()
    expect(page.get_by_text("2 resources", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Remove: Aspect"))).to_be_visible()


@pytest.mark.usefixtures("customs", "shot")
def test_nothing_found_fits_and_says_what_to_try(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/?q=nothingatall&language=es&cost=free")
    expect(page.get_by_text("Nothing found.")).to_be_visible()
    assert fits(page)


@pytest.mark.usefixtures("customs")
def test_the_keyboard_reaches_the_content_first(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("What do you want to learn?")).to_be_focused()


@pytest.mark.usefixtures("customs", "shot")
@pytest.mark.parametrize("address", ["/about/", "/sign-in/", "/api/v1/", "/nowhere/"])
def test_the_small_pages_fit(page: Page, live_server: LiveServer, address: str) -> None:
    page.goto(f"{live_server.url}{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert fits(page)


def test_the_browser_is_asked_for_nothing_that_our_own_policy_refuses(
    page: Page, live_server: LiveServer, customs: Resource
) -> None:
    complaints: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"{live_server.url}{customs.get_absolute_url()}")
    page.goto(f"{live_server.url}/?q=customs")
    assert complaints == []
    assert len(requested) >= 3
    assert all(address.startswith(live_server.url) for address in requested)
