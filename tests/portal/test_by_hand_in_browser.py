"""Training by hand in a real browser: typed in, uploaded, pasted as addresses, shown in the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from harvesters.work import work
from registry.sources.models import Source
from tests.harvesters.written_documents import pdf
from tests.portal.test_providers_and_staff_in_browser import Look, look, sign_in

__all__ = ["look"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def type_in(page: Page) -> None:
    page.get_by_label("Title").fill("Customs for small sellers")
    page.get_by_label("What it is").select_option(label="Course")
    page.get_by_label("Description").fill("How to declare goods, step by step.")
    page.get_by_label("Begins").fill("someday")
    page.get_by_role("button", name="Keep it").click()


@pytest.mark.parametrize("width", [390, 1280])
def test_training_is_typed_in_and_uploaded(
    page: Page, live_server: LiveServer, settings: Settings, look: Look, tmp_path: Path, width: int
) -> None:
    settings.PUBLIC_ADDRESS = live_server.url
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page)
    page.get_by_role("link", name="Sources", exact=True).click()
    page.get_by_role("link", name="Add training by hand").click()
    look("new-source")
    page.get_by_role("heading", name="Typed in, or uploaded").click()
    page.get_by_label("Organisation", exact=True).last.fill("School of Trade")
    page.get_by_role("button", name="Go on to type in").click()
    look("entries-empty")
    type_in(page)
    expect(page.get_by_text("is no date that is understood")).to_be_visible()
    look("entries-with-a-mistake")
    page.get_by_label("Begins").fill("2031-12-02")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept. It is in the catalogue")).to_be_visible()
    document = tmp_path / "rules.pdf"
    document.write_bytes(pdf("Customs rules for online export", []))
    page.get_by_role("heading", name="Upload a document").click()
    page.get_by_label("PDF or DOCX document").set_input_files(document)
    page.get_by_role("button", name="Upload it").click()
    expect(page.get_by_role("link", name="Customs rules for online export")).to_be_visible()
    look("entries")
    page.get_by_role("link", name="Customs for small sellers").click()
    expect(page.get_by_label("Begins")).to_have_value("2031-12-02")
    look("entry")
    work(once=True)
    page.goto(f"{live_server.url}/?q=customs+rules+export")
    page.get_by_role("link", name="Customs rules for online export").click()
    expect(page.get_by_text("says little about itself")).to_be_visible()
    look("less-certain")


@pytest.mark.parametrize("width", [390, 1280])
def test_addresses_are_pasted(
    page: Page, live_server: LiveServer, settings: Settings, look: Look, width: int
) -> None:
    settings.PUBLIC_ADDRESS = live_server.url
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page)
    page.goto(f"{live_server.url}/staff/sources/new/")
    page.get_by_label("Organisation", exact=True).first.fill("School of Trade")
    page.get_by_label("Addresses of pages and documents").fill("https://school.example/a\nschool.example/b")
    page.get_by_role("button", name="Add the list").click()
    expect(page.get_by_text("Line 2 is no web address")).to_be_visible()
    look("addresses-with-a-mistake")
    page.get_by_label("Addresses of pages and documents").fill(
        "https://school.example/a\nhttps://school.example/b"
    )
    page.get_by_role("button", name="Add the list").click()
    expect(page.get_by_text("2 pages and documents")).to_be_visible()
    look("source-of-addresses")
    page.get_by_role("link", name="2 pages and documents").click()
    look("addresses")
    page.goto(f"{live_server.url}/providers/")
    look("proposal")
    assert Source.objects.get().protocol == "addresses"
