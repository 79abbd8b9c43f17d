"""The box that completes: with JavaScript by keyboard and mouse; without, a box like any other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from search.index import drain
from tests.factories import make_resource
from tests.portal.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lively(chromium: Browser) -> Iterator[Page]:
    """A page with JavaScript, on a phone; what its console says against the page fails the test."""
    context = chromium.new_context(viewport=PHONE, locale="en")  # type: ignore[arg-type]
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(autouse=True)
def cast() -> None:
    make_resource("Zebras and customs, step by step", language="en")
    make_resource("Zebrawood for exporters", language="en")
    make_resource("出口报关实务", language="zh-Hans")
    drain()


def test_arrows_and_enter_choose_a_completion(lively: Page, live_server: LiveServer) -> None:
    lively.goto(live_server.url)
    box = lively.get_by_role("combobox", name="What do you want to learn?")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("zebra")
    options = lively.get_by_role("option")
    expect(options).to_have_count(2)
    expect(lively.get_by_role("listbox", name="Suggestions")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    second = lively.get_by_role("option", selected=True)
    expect(second).to_have_count(1)
    chosen = second.inner_text()
    assert chosen == options.nth(1).inner_text()
    assert box.get_attribute("aria-activedescendant") == second.get_attribute("id")
    box.press("Enter")
    expect(lively.get_by_role("article").get_by_role("link", name=chosen).first).to_be_visible()
    assert "q=Zebra" in lively.url


def test_escape_closes_it_and_enter_searches_what_was_typed(lively: Page, live_server: LiveServer) -> None:
    lively.goto(live_server.url)
    box = lively.get_by_role("combobox")
    box.press_sequentially("zebra")
    expect(lively.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(lively.get_by_role("listbox")).to_have_count(0)
    box.press("Enter")
    lively.wait_for_url("**/?q=zebra")


def test_a_click_chooses_in_any_script(lively: Page, live_server: LiveServer) -> None:
    lively.goto(live_server.url)
    lively.get_by_role("combobox").press_sequentially("出口")
    option = lively.get_by_role("option", name="出口报关实务")
    expect(option).to_have_attribute("lang", "zh-Hans")
    option.click()
    expect(lively.get_by_role("link", name="出口报关实务")).to_be_visible()


def test_without_javascript_nothing_changes(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    expect(page.get_by_role("combobox")).to_have_count(0)
    page.get_by_role("searchbox", name="What do you want to learn?").fill("zebrawood")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Zebrawood for exporters")).to_be_visible()
