"""Debian's chromium, driven by playwright, for journeys through the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from harvesters.runs import harvest
from registry.sources.models import Source
from tests.conftest import unavailable
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered
from tests.portal.page_types import Cast, cast_of

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for a module. Playwright's synchronous interface keeps an event loop in this thread meanwhile, beside
    which Django would refuse its database."""
    path = shutil.which("chromium")
    if path is None:
        unavailable("chromium is not installed")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def source(db: None, httpserver: HTTPServer, settings: Settings) -> Source:
    """Read once, with an error in the reading."""
    cache.clear()
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    untitled: dict[str, dict[str, str] | None] = {"oai:feed.example:untitled": {"description": "no title"}}
    source = make_source("Ministry of Commerce", url=OaiFeed(numbered(5) | untitled).serve(httpserver))
    harvest(source)
    return source


@pytest.fixture
def cast(source: Source) -> Cast:
    """What every type of page has to show (tests.portal.page_types)."""
    return cast_of(source)


@pytest.fixture(params=["phone", "desktop"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A page without JavaScript, at the width of a phone and of a desktop; it may reach nothing but this machine."""
    context = chromium.new_context(
        viewport=PHONE if request.param == "phone" else DESKTOP,  # type: ignore[arg-type]
        java_script_enabled=False,
        locale="en",
    )
    yield context.new_page()
    context.close()
