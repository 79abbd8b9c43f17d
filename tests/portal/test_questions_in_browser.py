"""Somebody asks in a real browser, without JavaScript; the provider answers by its link; the question is solved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.alerts.conftest import ANA, HERE, letters, link
from tests.factories import make_resource, make_source
from tests.portal.fitting import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_question_is_asked_answered_and_solved(
    page: Page, live_server: LiveServer, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = HERE
    made = make_resource("Customs workshop", source=make_source("School", proposed_by="head@school.example"))
    page.goto(live_server.url + made.get_absolute_url())
    page.get_by_role("link", name="Ask about it").click()
    page.get_by_label("Your question, in a sentence").fill("Which form do I need for Chile?")
    page.get_by_label("More about it").fill("I sell wedding dresses.")
    page.get_by_label("Your e-mail address").fill(ANA)
    assert fits(page)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Look into your mail")).to_be_visible()
    page.goto(live_server.url + link(letters()[0], "/confirm/"))
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Those who may know have been asked")).to_be_visible()
    assert fits(page)
    page.goto(live_server.url + link(letters()[0], "/answer/"))
    page.get_by_label("Your answer").fill("The DIN, and an invoice.")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("status")).to_contain_text("Your answer is published")
    assert fits(page)
    page.goto(live_server.url + link(letters()[0], "/mine/"))
    expect(page.get_by_text("The DIN, and an invoice.")).to_be_visible()
    page.get_by_role("button", name="It is solved").click()
    page.goto(f"{live_server.url}/questions/?q=invoice&solved=yes")
    page.get_by_role("link", name="Which form do I need for Chile?").click()
    expect(page.get_by_text("The DIN, and an invoice.")).to_be_visible()
    assert fits(page)
