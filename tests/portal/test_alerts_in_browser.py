"""A reader saves a search in a real browser, without JavaScript, gets one letter, and ends it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from registry.alerts.running import run_due
from search.index import drain
from tests.alerts.conftest import ANA, HERE, day, letters, link, tick
from tests.factories import make_resource
from tests.portal.fitting import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_search_is_saved_told_of_once_and_ended(
    page: Page, live_server: LiveServer, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = HERE
    make_resource("Customs for beginners")
    drain()
    page.goto(f"{live_server.url}/?q=customs")
    page.get_by_role("link", name="Tell me when something new fits").click()
    page.get_by_label("Your e-mail address").fill(ANA)
    page.get_by_label("once a day").check()
    assert fits(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    (letter,) = letters()
    page.goto(live_server.url + link(letter, "/confirm/"))
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("status")).to_contain_text("It has begun")
    assert fits(page)
    run_due()
    make_resource("Customs forms, filled in together", occurrences=[day(9)])
    (digest,) = tick()
    assert "Customs forms, filled in together" in digest.body
    assert "Customs for beginners" not in digest.body
    page.goto(live_server.url + link(digest, "/stop/"))
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This saved search has ended")
