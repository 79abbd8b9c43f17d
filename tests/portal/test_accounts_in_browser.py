"""An account in a real browser, without JavaScript: made, entered, its pages sound for everybody, deleted."""

from __future__ import annotations

from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from registry.alerts.models import SavedSearch
from registry.followup.models import Question
from registry.people.models import Reader
from tests.accounts.conftest import PASSWORD
from tests.alerts.conftest import ANA, HERE, letters, link
from tests.portal.conftest import PHONE
from tests.portal.fitting import fits
from tests.portal.test_accessibility import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make(page: Page, address: str) -> None:
    page.goto(f"{address}/account/join/")
    page.get_by_label("Your e-mail address").fill(ANA)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.goto(address + link(letters()[0], "/make/"))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")


def test_an_account_is_made_left_entered_and_deleted(
    page: Page, live_server: LiveServer, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = HERE
    make(page, live_server.url)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Your e-mail address").fill(ANA)
    page.get_by_label("Password").fill(PASSWORD)
    assert fits(page)
    page.get_by_role("button", name="Sign in").click()
    assert fits(page)
    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("all that belonged to it are deleted")).to_be_visible()
    assert not Reader.objects.exists()


def test_its_pages_break_no_rule_that_a_machine_can_check(
    chromium: Browser, live_server: LiveServer, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = HERE
    context = chromium.new_context(viewport=PHONE, locale="en")  # type: ignore[arg-type]
    page = context.new_page()
    make(page, live_server.url)
    reader = Reader.objects.get()
    SavedSearch.objects.create(reader=reader, params={"q": ["customs"]})
    Question.objects.create(once=uuid4(), reader=reader, title="Which form?", language="en")
    for path in ("", "password/", "codes/", "delete/"):
        page.goto(f"{live_server.url}/account/{path}")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    page.goto(f"{live_server.url}/account/codes/")
    page.get_by_role("button", name="Set up").click()
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    context.close()
