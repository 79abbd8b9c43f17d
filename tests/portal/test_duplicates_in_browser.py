"""Duplicates decided in a real browser by keys alone, and by buttons without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from registry.catalogue.models import Decision
from registry.curation.staff import add
from registry.duplicates.finding import find
from registry.roles.granting import CURATOR
from tests.duplicates.test_finding import put
from tests.portal.conftest import DESKTOP
from tests.portal.fitting import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A_PAIR = "**/staff/duplicates/*/*/"


@pytest.fixture
def waiting(settings: Settings, live_server: LiveServer) -> None:
    """Two things, each announced by two members."""
    settings.PUBLIC_ADDRESS = live_server.url
    for title in ("Customs declarations for first parcels", "Rules of origin in practice"):
        for member in ("ministry", "platform"):
            put(
                member,
                title,
                title=title,
                description=f"{title}: " + "what each line means, with examples. " * 9,
            )
    find()


@pytest.fixture
def scripted(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESKTOP, locale="en")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def sign_in(page: Page, address: str) -> None:
    page.goto(add("ana@alliance.example", CURATOR))
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{address}/staff/duplicates/")


def decided() -> list[bool]:
    return [decision.same for decision in Decision.objects.order_by("pk")]


@pytest.mark.usefixtures("waiting")
def test_one_key_decides_and_the_next_pair_is_there(scripted: Page, live_server: LiveServer) -> None:
    sign_in(scripted, live_server.url)
    scripted.locator("main .rows a").first.click()
    scripted.wait_for_url(A_PAIR)  # with its script, which keys need
    title = scripted.locator("tbody tr", has_text="Title").first
    first = title.inner_text()
    scripted.keyboard.press("d")
    expect(scripted.get_by_role("status").or_(scripted.locator(".notes"))).to_contain_text("They stay two")
    expect(title).not_to_have_text(first)
    scripted.wait_for_load_state()
    scripted.keyboard.press("j")
    expect(scripted.locator(".notes")).to_contain_text("shown as one")
    assert decided() == [False, True]


@pytest.mark.usefixtures("waiting")
def test_keys_can_be_switched_off(scripted: Page, live_server: LiveServer) -> None:
    sign_in(scripted, live_server.url)
    scripted.locator("main .rows a").first.click()
    scripted.wait_for_url(A_PAIR)  # with its script, which keys need
    scripted.get_by_label("single keys").uncheck()
    scripted.reload()
    expect(scripted.get_by_label("single keys")).not_to_be_checked()
    scripted.keyboard.press("j")
    scripted.get_by_label("single keys").check()
    assert decided() == []
    scripted.keyboard.press("j")
    expect(scripted.locator(".notes")).to_contain_text("shown as one")


@pytest.mark.usefixtures("waiting")
def test_buttons_do_without_a_script(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server.url)
    page.locator("main .rows a").first.click()
    expect(page.get_by_label("single keys")).to_be_hidden()
    assert fits(page)
    page.get_by_role("button", name="The same: join them").click()
    expect(page.locator(".notes")).to_contain_text("shown as one")
    assert decided() == [True]
