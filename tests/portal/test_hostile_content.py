"""Whatever a source or a visitor writes is text: on pages, in scripts, in headers and in addresses."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.test import Client

from registry.catalogue.overlay import set_overlay
from registry.catalogue.ratings import rate
from search.index import drain
from tests.factories import make_resource, make_source

pytestmark = pytest.mark.django_db

ATTACK = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
RAW = re.compile(r"<script>alert|<img src=x")


@pytest.fixture
def resource_address() -> str:
    resource = make_resource(
        f"Customs clearance {ATTACK}",
        source=make_source(f"Ministry {ATTACK}", licence=f"CC {ATTACK}"),
        description=f"Customs clearance step by step {ATTACK}",
        url="javascript:alert(1)",
        language='en" onload="alert(1)',
        subjects=[ATTACK],
        creators=[ATTACK],
        identifiers=["javascript:alert(1)", ATTACK],
        level=ATTACK,
        access=ATTACK,
        audience=[ATTACK],
        licence="javascript:alert(1)",
        image="data:text/html,<script>alert(1)</script>",
        price=ATTACK,
        duration=ATTACK,
        occurrences=[
            {
                "start": "2027-03-01",
                "place": ATTACK,
                "url": "javascript:alert(1)",
                "registration": "javascript:alert(1)",
            }
        ],
    )
    rate([resource])
    set_overlay(resource, "tags", [ATTACK], actor="curator")
    drain()
    return resource.get_absolute_url()


def test_a_resource_s_page_holds_no_script_of_its_source(client: Client, resource_address: str) -> None:
    page = client.get(resource_address).content.decode()
    assert "Customs clearance" in page
    assert not RAW.search(page)
    assert not re.search(r"(href|src)=[\"']?\s*(javascript|data):", page)
    assert page.count("</script>") == page.count("<script")


@pytest.mark.parametrize(
    "address", ["/", "/?q=customs", "/?q=" + quote(ATTACK), "/?language=" + quote(ATTACK)]
)
def test_a_search_holds_no_script_of_anybody(client: Client, resource_address: str, address: str) -> None:
    page = client.get(address).content.decode()
    assert not RAW.search(page)


@pytest.mark.parametrize("address", ["/", "/?q=x", "/nowhere", "/providers/", "/staff/", "/about/"])
def test_every_page_forbids_frames_and_foreign_scripts(client: Client, address: str) -> None:
    answer = client.get(address, follow=True)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_nobody_decides_without_a_token_of_the_page() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/providers/", {"organisation": "x"}).status_code == 403


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(client: Client, target: str) -> None:
    answer = client.get("/staff/", {"next": target})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")
    page = client.get("/sign-in/", {"next": target}, follow=True).content.decode()
    led_to = re.findall(r'(?:href|action|value)="([^"]*)"', page)
    assert "/about/" in led_to
    assert [address for address in led_to if address.startswith(("http", "//", "/\\"))] == []


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"Traceback" not in answer.content


@pytest.mark.parametrize(
    "address",
    [
        "/?q=" + "a" * 20_000,
        "/?q=" + quote("a b " * 5000),
        "/?q=%00%ff%ed%a0%80",
        "/?cursor=" + "9" * 5000,
        "/?" + "&".join(f"aspect=x{n}" for n in range(900)),
        "/api/v1/resources/?q=%00&cursor=%00",
        "/api/v1/resources/?cursor=" + "A" * 5000,
        "/providers/feeds/" + "A" * 2000 + "/",
        "/providers/feeds/a:b:c/runs/" + "9" * 60 + "/",
    ],
)
def test_a_huge_or_odd_request_is_answered_in_words(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (200, 400, 404, 414)
    assert b"Traceback" not in answer.content
