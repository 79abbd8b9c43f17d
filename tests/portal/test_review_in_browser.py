"""Ratings reviewed in a real browser by keys alone, and by buttons without a script."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from registry.catalogue.models import Rating, Resource
from registry.curation.staff import add
from registry.roles.granting import CURATOR
from registry.worklist.refreshing import look_again
from tests.factories import make_resource
from tests.portal.conftest import DESKTOP, PHONE
from tests.portal.fitting import fits
from tests.portal.profiles import FULL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ITEMS = 20
TEXT = "How to fill in the customs declaration in five steps.\n\nBring an invoice of your own."


@pytest.fixture
def waiting(settings: Settings, live_server: LiveServer) -> None:
    settings.PUBLIC_ADDRESS = live_server.url
    for n in range(ITEMS):
        make_resource(f"Customs for beginners, part {n}", description=TEXT, language="en", profile=FULL)
    look_again()


@pytest.fixture(params=["desktop", "phone"])
def scripted(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    size = DESKTOP if request.param == "desktop" else PHONE
    context = chromium.new_context(viewport=size, locale="en")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def sign_in(page: Page, address: str) -> None:
    page.goto(add("ana@alliance.example", CURATOR))
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{address}/staff/review/")


def judged(cell: str) -> list[object]:
    ratings = Rating.objects.filter(kind="curator").order_by("created")
    return [rating.cells[cell]["value"] for rating in ratings]


@pytest.mark.usefixtures("waiting")
def test_one_key_an_item_confirms_and_the_next_one_is_there(
    scripted: Page, live_server: LiveServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every item takes one keystroke: they are counted by the browser."""
    page = scripted
    sign_in(page, live_server.url)
    begun = time.monotonic()
    for left in range(ITEMS, 0, -1):
        expect(page.get_by_text(f"{left} rating")).to_be_visible()
        page.wait_for_load_state()  # its script is what hears the keys
        page.keyboard.press("a")
    expect(page.get_by_text("No rating waits for you here.")).to_be_visible()
    minutes = (time.monotonic() - begun) / 60
    with capsys.disabled():
        print(f"\nreview by keys alone: {ITEMS / minutes:.0f} decisions a minute, one keystroke each")  # noqa: T201
    assert Rating.objects.filter(kind="curator").count() == ITEMS


@pytest.mark.usefixtures("waiting")
def test_depths_are_changed_by_keys(scripted: Page, live_server: LiveServer) -> None:
    page = scripted
    sign_in(page, live_server.url)
    first = page.locator("h1").inner_text()
    page.keyboard.press("3")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("u")
    page.keyboard.press("a")
    expect(page.locator("h1")).not_to_have_text(first)
    kept = Rating.objects.get(kind="curator")
    assert kept.resource.title == first
    assert kept.cells["business-environment"]["value"] == 3
    assert kept.cells["cross-cultural-communications"]["value"] == 1
    assert kept.cells["visits"]["value"] == "unknown"


@pytest.mark.usefixtures("waiting")
def test_keys_leave_to_others_set_aside_and_can_be_turned_off(
    scripted: Page, live_server: LiveServer
) -> None:
    page = scripted
    sign_in(page, live_server.url)
    page.keyboard.press("s")
    expect(page.get_by_text(f"{ITEMS - 1} ratings wait")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("x")
    expect(page.get_by_text(f"{ITEMS - 2} ratings wait")).to_be_visible()
    page.wait_for_load_state()
    assert Resource.objects.filter(off_topic=True).count() == 1
    page.get_by_label("single keys").uncheck()
    page.keyboard.press("a")
    page.reload()
    expect(page.get_by_label("single keys")).not_to_be_checked()
    expect(page.get_by_text(f"{ITEMS - 2} ratings wait")).to_be_visible()


@pytest.mark.usefixtures("waiting")
def test_without_a_script_buttons_do_the_same(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server.url)
    assert page.viewport_size
    assert fits(page)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"review-{page.viewport_size['width']}.png", full_page=True)
    page.get_by_role("group", name="Business visits").get_by_label("2").check()
    page.get_by_role("button", name="This is right").click()
    expect(page.get_by_text(f"{ITEMS - 1} ratings wait")).to_be_visible()
    assert judged("visits") == [2]


@pytest.mark.usefixtures("waiting")
def test_axe_finds_nothing(scripted: Page, live_server: LiveServer) -> None:
    sign_in(scripted, live_server.url)
    found = Axe().run(scripted)
    assert found.violations_count == 0, found.generate_report()
