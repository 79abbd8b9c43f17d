"""No page breaks a rule of WCAG 2.2 A or AA that a machine can check, on a phone by day and on a desktop by night."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from registry.curation.staff import add
from registry.providers.links import feed_link
from registry.roles.granting import ADMINISTRATOR
from tests.portal.conftest import DESKTOP, PHONE
from tests.portal.page_types import PAGE_TYPES, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
}
Check = Callable[[str], None]


@pytest.fixture(params=["phone-light", "desktop-dark"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A page in which axe's own script can run."""
    device, scheme = request.param.split("-")
    context = chromium.new_context(
        viewport=PHONE if device == "phone" else DESKTOP,  # type: ignore[arg-type]
        color_scheme=scheme,
        locale="en",
    )
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def reached_here(live_server: LiveServer, settings: Settings) -> None:
    """Links that are written out lead to the server of this test."""
    settings.PUBLIC_ADDRESS = live_server.url


@pytest.fixture
def sound(page: Page, live_server: LiveServer) -> Check:
    """Opens an address, or takes the page that is open, and has axe look at it."""

    def check(address: str = "") -> None:
        if address:
            page.goto(f"{live_server.url}{address}" if address.startswith("/") else address)
        found = Axe().run(page, options=RULES)
        assert found.response["passes"], "axe looked at nothing"
        assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"

    return check


def test_every_type_of_page(sound: Check, page: Page, live_server: LiveServer, cast: Cast) -> None:
    sign_in(page, sound)
    for kind in PAGE_TYPES:
        address = kind.at(cast)
        page.goto(f"{live_server.url}{address}" if address.startswith("/") else address)
        # The menu of languages lies over the page while it is open, as menus do: it is looked at by itself.
        page.evaluate("document.querySelectorAll('main details').forEach(details => details.open = true)")
        sound()


def test_the_menu_of_languages(sound: Check, page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/about/")
    page.locator("header details summary").click()
    assert page.locator("header details[open] a, header details[open] button").count() >= 5
    sound()


def test_a_proposal_with_errors(sound: Check, page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/providers/")
    page.get_by_label("Address of your feed").fill("ftp://nowhere")
    page.evaluate("document.querySelector('form[method=post]').noValidate = true")
    page.get_by_role("button", name="Propose the feed").click()
    assert page.locator(".wrong").count() >= 2
    sound()


def test_a_providers_reading_of_a_feed(sound: Check, page: Page, cast: Cast) -> None:
    sound(feed_link(cast.source))
    page.locator("td a").click()
    sound()


def test_a_correction_with_errors(sound: Check, page: Page, live_server: LiveServer, cast: Cast) -> None:
    sign_in(page, sound)
    page.goto(f"{live_server.url}/staff/resources/{cast.resource.public_id}/")
    page.get_by_label("Title").fill("")
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    page.get_by_role("button", name="Keep", exact=True).click()
    sound()


def sign_in(page: Page, sound: Check) -> None:
    sound(add("ana@alliance.example", ADMINISTRATOR))
    page.get_by_role("button", name="Sign in").click()
