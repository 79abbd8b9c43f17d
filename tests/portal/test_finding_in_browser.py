"""Journeys of finding, in a real browser: by words in three languages, into a calendar, side by side, on a slow line.

All but the last are made without JavaScript, on a phone of 360 pixels and on a desktop.
"""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.catalogue.models import Resource
from search.index import drain
from tests.factories import make_resource, make_source
from tests.portal.conftest import PHONE
from tests.portal.fitting import fits
from tests.portal.profiles import FULL, profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Chromium's own preset "Slow 3G", in its units: bytes a second, milliseconds.
SLOW_3G = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
FIRST_PAGE = 40_000  # bytes over the wire, heads of answers included


@pytest.fixture
def workshop() -> Resource:
    """What is looked for, in English, among the same in other languages and other things."""
    workshop = make_resource(
        "Customs clearance for small parcels, step by step",
        description="How to fill in the declaration in five steps.",
        language="en",
        type="workshop",
        free=True,
        url="https://ministry.example/customs",
        profile=FULL,
        occurrences=[
            {"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T12:00:00Z", "zone": "America/Santiago"},
            {"start": "2031-12-09T10:00:00Z", "end": "2031-12-09T12:00:00Z", "zone": "America/Santiago"},
        ],
    )
    make_resource(
        "Despacho de aduana paso a paso",
        source=make_source("Agencia Austral"),
        description="Cómo llenar la declaración de aduana.",
        language="es",
        type="guide",
        price="30",
        currency="USD",
        profile=profile(international_trade_practices=2),
    )
    make_resource(
        "出口报关实务",
        source=make_source("跨境电商培训学校", kind="training-school", economy="CN"),
        description="出口报关流程、单证准备与常见退单原因。",
        language="zh-Hans",
        type="course",
    )
    make_resource("Photographs of wedding dresses", description="Light and background.", language="en")
    drain()
    return workshop


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize(
    ("interface", "words", "title"),
    [
        ("en", "customs declaration", "Customs clearance for small parcels, step by step"),
        ("es", "despacho de aduana", "Despacho de aduana paso a paso"),
        ("zh-hans", "报关流程", "出口报关实务"),
    ],
)
def test_it_finds_by_words_in_three_languages(
    page: Page, live_server: LiveServer, interface: str, words: str, title: str
) -> None:
    page.goto(f"{live_server.url}/?ui={interface}")
    expect(page.locator("html")).to_have_attribute("lang", interface)
    page.locator("input[type=search]").fill(words)
    page.locator("form[role=search] button").click()
    first = page.locator("article.card").first
    expect(first.get_by_role("link", name=title)).to_be_visible()
    assert fits(page)
    first.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("html")).to_have_attribute("lang", interface)
    assert fits(page)


def test_a_workshop_goes_into_a_calendar(
    page: Page, live_server: LiveServer, workshop: Resource, tmp_path: Path
) -> None:
    page.goto(live_server.url)
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Time zone").select_option("America/Santiago")
    page.get_by_role("button", name="Keep").click()
    page.get_by_label("What do you want to learn?").fill("customs workshop")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=workshop.title).click()
    expect(page.get_by_text("2 Dec 2031, 07:00–09:00 (Santiago time)", exact=True)).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("^Add to calendar ?: 2 Dec 2031")).click()
    saved.value.save_as(tmp_path / "workshop.ics")
    (event,) = Calendar.from_ical((tmp_path / "workshop.ics").read_bytes()).walk("VEVENT")
    assert str(event["summary"]) == workshop.title
    assert event.decoded("dtstart") == datetime(2031, 12, 2, 7, tzinfo=ZoneInfo("America/Santiago"))
    assert fits(page)


@pytest.mark.usefixtures("workshop")
def test_results_are_put_side_by_side(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/?q=customs")
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.get_by_role("button", name="Compare those ticked").click()
    expect(page).to_have_url(re.compile(r"/compare/\?id=[0-9a-f-]{36}&id=[0-9a-f-]{36}$"))
    expect(page.get_by_role("row", name=re.compile("^Cost"))).to_contain_text("30 USD")
    expect(page.get_by_role("columnheader")).to_have_count(2)
    assert fits(page)


def test_a_resource_is_saved_and_taken_off_again(
    page: Page, live_server: LiveServer, workshop: Resource
) -> None:
    page.goto(f"{live_server.url}{workshop.get_absolute_url()}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=workshop.title)).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name=re.compile("^Take off the list")).click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()


def test_a_fault_is_reported(page: Page, live_server: LiveServer, workshop: Resource) -> None:
    page.goto(f"{live_server.url}{workshop.get_absolute_url()}")
    page.get_by_role("link", name="Report a fault").click()
    page.get_by_label("The link does not work").check()
    page.get_by_label("What should it say?").fill("It leads to another page.")
    assert fits(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Somebody looks at it.")).to_be_visible()


def test_as_text_it_finds_too(page: Page, live_server: LiveServer, workshop: Resource) -> None:
    page.goto(live_server.url)
    page.get_by_role("link", name="Text only").click()
    page.get_by_label("What do you want to learn?").fill("customs")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("International trade practices 3").first).to_be_visible()
    page.get_by_role("link", name=workshop.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(workshop.title)
    assert page.locator("link[rel=stylesheet], script[src], img, svg").count() == 0
    assert fits(page)


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize("address", ["/", "/?text=1"])
def test_on_a_slow_line_it_finds_with_few_bytes(
    chromium: Browser, live_server: LiveServer, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    """With JavaScript; the time to content is printed, and depends on the machine. The test's server does not
    compress the style sheet and the scripts, as an installation's does. What a service worker fetches would be
    neither slow nor counted."""
    context = chromium.new_context(viewport=PHONE, locale="en", service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    line = context.new_cdp_session(page)
    received: list[int] = []
    line.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    page.goto(f"{live_server.url}{address}")
    first = time_to_content(page), sum(received)
    page.get_by_label("What do you want to learn?").fill("customs")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("article.card").first).to_be_visible()
    results = time_to_content(page), sum(received) - first[1]
    with capsys.disabled():
        for name, (milliseconds, size) in (("first page", first), ("results", results)):
            sys.stdout.write(
                f"\nslow 3G, {address}, {name}: content after {milliseconds} ms, {size} bytes in all\n"
            )
    assert 0 < sum(received) <= FIRST_PAGE
    context.close()


def time_to_content(page: Page) -> int:
    """From the start of the navigation to what is seen first, in milliseconds; everything has been loaded then."""
    painted = (
        "performance.getEntriesByName('first-contentful-paint').map(entry => Math.round(entry.startTime))"
    )
    page.wait_for_load_state("networkidle")
    page.wait_for_function(f"{painted}.length")
    (milliseconds,) = page.evaluate(painted)
    return int(milliseconds)
