"""The calendar in a real browser, on a phone and on a desktop, without JavaScript."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.planning.offers import refresh_due
from search.index import drain
from tests.factories import make_resource
from tests.portal.fitting import fits
from tests.portal.test_in_browser import LONG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def workshops() -> None:
    make_resource(
        "Customs workshop",
        type="workshop",
        language="en",
        occurrences=[{"start": "2031-12-02T20:00:00Z", "end": "2031-12-02T21:00:00Z", "place": "Valparaíso"}],
    )
    make_resource(
        "出口物流实务", type="webinar", language="zh-Hans", occurrences=[{"start": "2031-12-05T02:00:00Z"}]
    )
    make_resource(f"Fair {LONG}", type="event", occurrences=[{"start": "2031-12-05", "all_day": True}])
    drain()
    refresh_due()


@pytest.mark.usefixtures("workshops")
def test_a_workshop_is_found_and_added_to_a_calendar(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    page.get_by_role("link", name="Calendar", exact=True).click()
    assert fits(page)
    if not page.get_by_label("Type").is_visible():
        page.get_by_text("Narrow down").click()
    page.get_by_label("Type").select_option("workshop")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Customs workshop", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="出口物流实务", exact=True)).to_have_count(0)
    with page.expect_download() as begun:
        page.get_by_role("link", name=re.compile("Add to my calendar.*Customs workshop")).click()
    (event,) = Calendar.from_ical(begun.value.path().read_bytes()).walk("VEVENT")
    assert str(event["summary"]) == "Customs workshop"
    assert str(event["location"]) == "Valparaíso"
    expect(page.get_by_role("link", name="Subscribe")).to_have_attribute(
        "href",
        "webcal:" + live_server.url.removeprefix("http:") + "/calendar/feed.ics?type=workshop&remind=P1D",
    )


@pytest.mark.usefixtures("workshops")
def test_the_month_fits_and_leads_on(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/calendar/2031-12/?zone=Asia/Jakarta")
    expect(page.get_by_role("heading", level=1, name="December 2031")).to_be_visible()
    expect(page.get_by_role("link", name="03:00 Customs workshop")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="Month after").click()
    expect(page.get_by_role("heading", level=1, name="January 2032")).to_be_visible()
    page.get_by_role("link", name="By economy").click()
    expect(page.get_by_role("row", name="Chile 3")).to_be_visible()
    assert fits(page)
