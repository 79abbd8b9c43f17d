"""No page breaks a rule of WCAG 2.2 A or AA that a machine can check, on a phone by day and on a desktop by night."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from pytest_httpserver import HTTPServer

from harvesters.entries import keep, new_entry
from harvesters.runs import harvest
from registry.catalogue.models import Resource
from registry.curation.staff import add
from registry.providers.links import feed_link
from registry.sources.models import Source
from search.index import drain
from tests.factories import make_resource, make_source
from tests.harvesters.oai_feed import OaiFeed, numbered
from tests.portal.conftest import DESKTOP, PHONE
from tests.portal.profiles import FULL

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


@pytest.fixture
def source(live_server: LiveServer, httpserver: HTTPServer, settings: Settings) -> Source:
    """Proposed, with a run that has an error in it; its resources are in the index."""
    cache.clear()
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    settings.PUBLIC_ADDRESS = live_server.url
    untitled: dict[str, dict[str, str] | None] = {"oai:feed.example:untitled": {"description": "no title"}}
    feed = OaiFeed(numbered(5) | untitled).serve(httpserver)
    source = make_source("Ministry of Commerce", url=feed)
    harvest(source)
    make_source("Port authority", state=Source.State.PROPOSED)
    drain()
    return source


@pytest.fixture
def resource() -> Resource:
    """One that fills every part of its page."""
    resource = make_resource(
        "Customs clearance for small parcels, step by step",
        description="How to fill in the declaration in five steps.\n\nBring an invoice of your own.",
        language="en",
        type="workshop",
        price="30",
        currency="USD",
        duration="PT40M",
        forms=["online", "offline"],
        url="https://ministry.example/customs",
        access="Register by e-mail; a recording follows.",
        creators=["Ana Soto"],
        subjects=["customs", "HS codes"],
        profile=FULL,
        occurrences=[
            {"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T10:40:00Z", "zone": "America/Santiago"},
            {"start": "2031-12-09T10:00:00", "place": "Valparaíso", "seats": 30, "cancelled": True},
            {"start": "2014-06-23", "end": "2014-06-26", "all_day": True},
        ],
    )
    make_resource("报关实务", source=make_source("跨境电商培训学校", economy="CN"), language="zh-Hans")
    make_resource(leader=resource, source=make_source("Port authority of Valparaíso"))
    drain()
    return resource


def by_hand() -> list[str]:
    """The pages of training that no feed lists."""
    listed = make_source(
        "Academy", protocol="addresses", url="", settings={"addresses": ["https://a.example/"]}
    )
    typed = make_source("School", protocol="by_hand", url="")
    entry = new_entry(typed, format="schema_org", payload=b'{"@type": "LearningResource", "name": "Customs"}')
    entry.name = "Customs"
    keep(entry, actor="ana")
    pages = ["new", f"{listed.uuid}/addresses", f"{typed.uuid}/entries", f"{typed.uuid}"]
    return [*(f"/staff/sources/{page}/" for page in pages), f"/staff/entries/{entry.pk}/"]


def test_the_pages_for_everybody(sound: Check, resource: Resource) -> None:
    sound("/")
    sound("/?q=customs&depth=3&colour=red")
    sound("/?q=nothingatall&language=es")
    sound(resource.get_absolute_url())
    sound("/about/")
    sound("/sign-in/")
    sound("/api/v1/")
    sound("/nowhere/")


def test_the_pages_for_providers(sound: Check, page: Page, source: Source) -> None:
    sound("/providers/")
    page.get_by_label("Address of your feed").fill("ftp://nowhere")
    page.evaluate("document.querySelector('form[method=post]').noValidate = true")
    page.get_by_role("button", name="Propose the feed").click()
    assert page.locator(".wrong").count() >= 2
    sound()
    sound(feed_link(source))
    page.locator("td a").click()
    sound()


def test_the_pages_for_staff(sound: Check, page: Page, source: Source, resource: Resource) -> None:
    sound(add("ana@alliance.example"))
    page.get_by_role("button", name="Sign in").click()
    sound()
    sound("/staff/sources/")
    for each in Source.objects.all():
        sound(f"/staff/sources/{each.uuid}/")
    sound(f"/staff/sources/{source.uuid}/settings/")
    sound(f"/staff/runs/{source.runs.get().pk}/")
    for path in by_hand():
        sound(path)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        sound()
    sound(f"/staff/resources/{resource.public_id}/")
    page.get_by_label("Title").fill("")
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    page.get_by_role("button", name="Keep", exact=True).click()
    sound()
