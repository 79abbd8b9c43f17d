"""What a reader has opened can be read again without a connection: a service worker keeps it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import make_resource
from tests.portal.conftest import PHONE
from tests.portal.pages_of_plans import pages_of_plans

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE, locale="en")  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext, live_server: LiveServer) -> Page:
    """Where the worker is at work, as from the second page that a reader opens."""
    page = phone.new_page()
    page.goto(f"{live_server.url}/about/")
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def wait_until_kept(page: Page, path: str) -> None:
    looked_up = "caches.open('pages-1').then(pages => pages.match(path, {ignoreVary: true}))"
    page.wait_for_function(f"path => {looked_up}", arg=path)


def test_saved_resources_and_their_pages_are_read_without_a_connection(
    page: Page, phone: BrowserContext, live_server: LiveServer
) -> None:
    resource = make_resource("Customs clearance", description="Fill in the declaration in five steps.")
    page.goto(f"{live_server.url}{resource.get_absolute_url()}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Customs clearance")).to_be_visible()
    wait_until_kept(page, "/saved/")
    wait_until_kept(page, resource.get_absolute_url())

    phone.set_offline(True)
    page.goto(f"{live_server.url}/saved/")
    expect(page.get_by_text("You have no connection.")).to_be_visible()
    page.get_by_role("link", name="Customs clearance").click()
    expect(page.get_by_text("Fill in the declaration in five steps.")).to_be_visible()
    expect(page.locator("body")).to_have_css("margin-top", "0px")  # the style is there too

    phone.set_offline(False)
    page.goto(f"{live_server.url}/saved/")
    expect(page.get_by_text("You have no connection.")).to_have_count(0)


def test_a_plan_and_the_calendar_are_read_without_a_connection(
    page: Page, phone: BrowserContext, live_server: LiveServer
) -> None:
    resource = make_resource(
        "Customs clearance", occurrences=[{"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T12:00:00Z"}]
    )
    plan = pages_of_plans(resource)["plan"]
    for address in (plan, "/calendar/"):
        page.goto(f"{live_server.url}{address}")
        expect(page.get_by_role("link", name="Customs clearance", exact=True)).to_be_visible()
        wait_until_kept(page, address)

    phone.set_offline(True)
    for address in (plan, "/calendar/"):
        page.goto(f"{live_server.url}{address}")
        expect(page.get_by_text("You have no connection.")).to_be_visible()
        expect(page.get_by_role("link", name="Customs clearance", exact=True)).to_be_visible()


def test_a_page_that_was_not_opened_is_explained(
    page: Page, phone: BrowserContext, live_server: LiveServer
) -> None:
    phone.set_offline(True)
    page.goto(f"{live_server.url}/?q=customs")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    expect(page.get_by_role("link", name="Saved").last).to_be_visible()


def test_pages_that_are_none_of_its_business_are_not_kept(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/settings/")
    page.goto(f"{live_server.url}/saved/")
    wait_until_kept(page, "/saved/")
    kept = page.evaluate(
        "caches.open('pages-1').then(pages => pages.keys()).then(all => all.map(each => each.url))"
    )
    assert kept == [f"{live_server.url}/saved/"]


def test_the_worker_is_served_from_the_root_and_checked_at_each_page(client: Client) -> None:
    response = client.get("/service-worker.js")
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    assert b"fetch" in response.content
