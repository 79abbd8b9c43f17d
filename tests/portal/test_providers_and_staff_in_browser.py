"""A feed's way through the pages in a real browser: proposed, approved, read by the worker, corrected."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from pytest_httpserver import HTTPServer

from harvesters.runs import harvest
from harvesters.work import work
from registry.catalogue.models import Resource
from registry.curation.staff import add
from registry.roles.granting import ADMINISTRATOR
from registry.sources.models import Source
from registry.worklist.refreshing import look_again
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered
from tests.portal.fitting import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Look = Callable[[str], None]


@pytest.fixture
def look(page: Page) -> Look:
    """Sees that the page fits its window, and leaves a picture of it where the environment names a folder."""

    def at(name: str) -> None:
        assert page.viewport_size is not None
        width = page.viewport_size["width"]
        assert fits(page), f"{name} is wider than {width}"
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

    return at


@pytest.fixture
def feed(httpserver: HTTPServer, settings: Settings, live_server: LiveServer) -> str:
    """The address of a feed of five courses and one that has no title."""
    cache.clear()
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    settings.PUBLIC_ADDRESS = live_server.url
    untitled: dict[str, dict[str, str] | None] = {"oai:feed.example:untitled": {"description": "no title"}}
    return OaiFeed(numbered(5) | untitled).serve(httpserver)


def propose(page: Page, address: str, feed: str) -> None:
    page.goto(f"{address}/providers/")
    page.get_by_label("Name of your organisation").fill("Ministry of Commerce")
    page.get_by_label("What kind of organisation it is").select_option(label="Government")
    page.get_by_label("Economy").select_option("PE")
    page.get_by_label("Address of your feed").fill(feed)
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Propose the feed").click()


def sign_in(page: Page) -> None:
    look_again()
    page.goto(add("ana@alliance.example", ADMINISTRATOR))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for you")


def test_a_feed_is_proposed_approved_read_and_corrected(
    page: Page, live_server: LiveServer, feed: str, httpserver: HTTPServer, look: Look
) -> None:
    httpserver.expect_request("/page").respond_with_data(
        "<html><p>Welcome</p></html>", content_type="text/html"
    )
    propose(page, live_server.url, httpserver.url_for("/page"))
    expect(page.get_by_text("Give the address of the feed")).to_be_visible()
    look("proposal-with-a-mistake")
    page.get_by_label("Address of your feed").fill(feed)
    page.get_by_role("button", name="Propose the feed").click()
    expect(page.get_by_text("Thank you. We look at it soon")).to_be_visible()
    expect(page.get_by_text("proposed", exact=True)).to_be_visible()
    look("feed-proposed")
    followed = page.url

    sign_in(page)
    look("queue")
    page.get_by_role("link", name="Ministry of Commerce").click()
    look("source-proposed")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Decided: approved.")).to_be_visible()

    work(once=True)

    page.goto(followed)
    expect(page.get_by_text("5 resources")).to_be_visible()
    look("feed-approved")
    page.locator("td a").click()
    expect(page.get_by_text("Give every record a title.")).to_be_visible()
    look("run-for-the-provider")

    page.goto(f"{live_server.url}/staff/")
    look("queue-with-resources")
    page.get_by_role("link", name="Customs course number 3").click()
    page.get_by_label("Title").fill("Customs for beginners")
    page.get_by_label("Tags").fill("customs, beginners")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("No harvest will undo it.")).to_be_visible()
    page.get_by_label("Business visits").select_option("2")
    page.get_by_role("button", name="Keep these depths").click()
    expect(page.get_by_text("Judged by a curator.")).to_be_visible()
    look("resource-corrected")

    work(once=True)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("What do you want to learn?").fill("beginners")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Customs for beginners").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customs for beginners")
    expect(page.get_by_role("link", name="Correct it")).to_have_count(0)


def test_what_staff_hide_is_gone_until_they_show_it_again(
    page: Page, live_server: LiveServer, feed: str, look: Look
) -> None:
    propose(page, live_server.url, feed)
    sign_in(page)
    page.get_by_role("link", name="Ministry of Commerce").click()
    page.get_by_role("button", name="Approve").click()
    work(once=True)
    resource = Resource.objects.get(record__identifier="oai:feed.example:3")
    public = f"{live_server.url}{resource.get_absolute_url()}"
    page.goto(public)
    page.get_by_role("link", name="Correct it").click()
    page.get_by_role("button", name="Hide it from everybody").click()
    expect(page.get_by_text("Nobody but staff sees it now.")).to_be_visible()
    look("resource-hidden")
    assert Client().get(resource.get_absolute_url()).status_code == 404
    page.get_by_role("button", name="Show it again").click()
    assert Client().get(resource.get_absolute_url()).status_code == 200
    page.get_by_role("link", name="as everybody sees it").click()
    expect(page).to_have_url(public)


def test_a_refusal_without_a_reason_comes_back(
    page: Page, live_server: LiveServer, feed: str, look: Look
) -> None:
    propose(page, live_server.url, feed)
    followed = page.url
    sign_in(page)
    page.get_by_role("link", name="Ministry of Commerce").click()
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("Say why: the provider reads it")).to_be_visible()
    look("refusal-without-a-reason")
    page.get_by_label("Reason").fill("It is a list of holidays.")
    page.get_by_role("button", name="Refuse").click()
    page.goto(followed)
    expect(page.get_by_text("It is a list of holidays.")).to_be_visible()


def test_a_held_run_is_looked_at_and_decided_on(
    page: Page, live_server: LiveServer, httpserver: HTTPServer, settings: Settings, look: Look
) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    settings.PUBLIC_ADDRESS = live_server.url
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    listing = httpserver.expect_request("/list")
    rows = "".join(f"old-{n},Customs course number {n}\n" for n in range(8))
    listing.respond_with_data(f"id,title\n{rows}", content_type="text/csv")
    source = make_source("School", url=httpserver.url_for("/list"), protocol="table")
    harvest(source)
    again = rows.replace("old", f"a-new-identifier-{'that-is-long-' * 8}") + "untitled,\n"
    httpserver.clear()
    httpserver.expect_request("/list").respond_with_data(f"id,title\n{again}", content_type="text/csv")
    harvest(Source.objects.get(pk=source.pk))

    sign_in(page)
    page.goto(f"{live_server.url}/staff/sources/{source.uuid}/")
    page.get_by_text("When it is read").click()
    page.get_by_label("hours between two runs", exact=False).fill("6")
    look("source-with-its-pace")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.locator("td a").first.click()
    expect(page.get_by_text("8 of the missing records have the same content")).to_be_visible()
    page.get_by_text("What was sent").click()
    look("held-run")
    page.get_by_role("link", name="See all that would be removed").click()
    expect(page.get_by_text("Customs course number 7")).to_be_visible()
    look("removals")
    page.go_back()
    page.get_by_role("button", name="They are the same").click()
    expect(page.get_by_text("known by their new identifiers")).to_be_visible()
    source.refresh_from_db()
    assert source.cadence_hours == 6
    assert not source.records.filter(identifier__startswith="old").exists()
