"""The way to a plan in a real browser, on a phone and on a desktop, without JavaScript."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from registry.planning.offers import refresh_due
from search.index import drain
from tests.factories import make_resource
from tests.portal.fitting import fits
from tests.portal.profiles import profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def offered() -> None:
    make_resource(
        "Customs clearance for small parcels, step by step",
        language="en",
        free=True,
        duration="PT40M",
        economies=["CL"],
        description="Fill in the declaration in five steps.",
        profile=profile(international_trade_practices=3, international_logistics=2),
    )
    make_resource(
        "Bodas en Chile: clientes, costumbres y fotos",
        language="es",
        type="workshop",
        profile=profile(business_environment=2, cross_cultural_communications=2, online_marketing=2),
        occurrences=[{"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T12:00:00Z"}],
    )
    drain()
    refresh_due()


@pytest.mark.usefixtures("offered")
def test_from_a_sentence_to_a_plan_and_on(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    page.goto(live_server.url)
    page.get_by_role("link", name="My plan").click()
    page.get_by_label("What you sell and where to").fill("I sell wedding dresses and want to sell to Chile")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_label("Chile")).to_be_checked()
    assert fits(page)
    page.get_by_label("Español").check()
    page.get_by_label("Only online").check()
    page.get_by_label("Hours a week").fill("4")
    page.get_by_role("button", name="Make my plan").click()

    expect(page.get_by_role("heading", level=1, name="Your plan")).to_be_visible()
    expect(page.get_by_text("2 steps")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Internet finance 0, needed 2"))).to_be_visible()
    expect(
        page.get_by_text("Nothing in the catalogue teaches this deep enough: Internet finance")
    ).to_be_visible()
    assert fits(page)

    page.get_by_role("checkbox", name=re.compile("Customs clearance")).check()
    page.get_by_role("button", name="Keep my marks").click()
    expect(page.get_by_role("checkbox", name=re.compile("Customs clearance"))).to_be_checked()
    expect(
        page.get_by_role("img", name=re.compile("International trade practices 3, needed 2"))
    ).to_be_visible()

    with page.expect_download() as begun:
        page.get_by_role("link", name="PDF, to print").click()
    words = PdfReader(BytesIO(begun.value.path().read_bytes())).pages[0].extract_text()
    assert "Bodas en Chile" in words

    with page.expect_download() as begun:
        page.get_by_role("link", name="To read offline (one file)").click()
    pack = tmp_path / "plan.html"
    begun.value.save_as(pack)
    page.context.set_offline(True)
    page.goto(pack.as_uri())
    expect(page.get_by_text("Fill in the declaration in five steps.")).to_be_visible()
    assert fits(page)


@pytest.mark.usefixtures("offered")
def test_the_browser_comes_back_to_its_plan(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/plan/questions/")
    page.get_by_role("button", name="Make my plan").click()
    page.goto(f"{live_server.url}/plan/")
    page.get_by_role("link", name="Open my plan").click()
    expect(page.get_by_role("button", name="Keep my marks")).to_be_visible()
    expect(page.get_by_role("button", name="Remember it in this browser")).to_have_count(0)
