"""Pages that ask nothing of the catalogue, and the pages that explain an error."""

from __future__ import annotations

import gzip
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/about/", "/sign-in/", "/api/v1/"])
def test_it_answers_with_a_whole_page_that_needs_nothing_else(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert '<html lang="en">' in text
    assert 'href="#main"' in text
    assert 'id="main"' in text
    # Data, and files of our own; nothing is written into the page itself.
    assert "<script" not in re.sub(
        r'<script (type="application/ld\+json"|src="/static/[^"]*" defer></script>)', "", text
    )
    assert " style=" not in text
    # Everything that it loads comes from here.
    assert all(
        address.startswith("/") for address in re.findall(r'<(?:link|img)[^>]*(?:href|src)="([^"]*)"', text)
    )


@pytest.mark.django_db
def test_it_marks_the_page_that_the_reader_is_on(client: Client) -> None:
    assert re.search(r'href="/saved/" aria-current="page"', client.get("/saved/").content.decode())


def test_the_about_page_names_every_aspect_and_criterion(client: Client) -> None:
    text = client.get("/about/").content.decode()
    for name in ("Business environment", "International trade practices", "Authoritative", "Affordable"):
        assert name in text
    assert text.count("<dt>") == 6 + 1 + 4 + 11 + 3


def test_robots_may_read_resources_and_not_every_combination_of_filters(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert "Disallow: /?" in lines
    assert not any(line.startswith("Disallow: /resources") for line in lines)


def test_an_unknown_address_gets_a_friendly_page(client: Client) -> None:
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "There is no such page" in page.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_the_error_pages_need_no_request_and_no_database(template: str) -> None:
    """Django gives 400.html and 500.html an empty context; perhaps the database is what failed."""
    text = render_to_string(template)
    assert "<h1>" in text
    assert "Traceback" not in text


def test_the_style_stays_small(client: Client) -> None:
    from django.contrib.staticfiles import finders

    path = finders.find("portal/style.css")
    assert isinstance(path, str)
    with open(path, "rb") as style:
        assert len(gzip.compress(style.read())) < 5_000
