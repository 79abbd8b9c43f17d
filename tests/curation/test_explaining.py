"""The staff's page of a search says what gave each hit its place."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from search.index import drain
from tests.counting import rows
from tests.factories import make_resource
from tests.portal.test_search_page import link, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast() -> None:
    make_resource("Customs clearance", published="2026-01-01")
    make_resource("Customs")
    drain()


def test_it_shows_what_each_signal_adds(staff: Client) -> None:
    before = rows()
    page = staff.get("/staff/search/?q=customs").content.decode()
    assert "in the words typed" in words(page)
    assert "Customs clearance" in words(page)
    assert "16.00" in words(page)  # search.scoring.OWN_WORDS
    assert rows() == before


def test_the_page_of_results_leads_staff_there_and_nobody_else(
    staff: Client, member: Client, client: Client
) -> None:
    address = "/?q=customs&language=unknown"
    page = staff.get(address).content.decode()
    assert link(page, "Why this order?") == "/staff/search/?q=customs&language=unknown"
    for other in (member, client):
        assert "Why this order?" not in other.get(address).content.decode()


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ("", "Type the words of a search"),
        ("?q=nothingatall", "Nothing was found"),
        ("?q=customs&sort=newest", "no signals order them"),
        ("?q=customs&colour=red", "Left aside: colour"),
    ],
)
def test_where_nothing_is_explained_it_says_so(staff: Client, params: str, told: str) -> None:
    page = staff.get(f"/staff/search/{params}")
    assert page.status_code == 200
    assert told in words(page.content.decode())


def test_the_command_says_it_too() -> None:
    written = StringIO()
    call_command("search", "customs", explain=True, stdout=written)
    told = [line.strip() for line in written.getvalue().splitlines() if " = words " in line]
    assert len(told) == 2
    for line in told:
        score, _equals, parts = line.partition(" = ")
        added = [float(part.rpartition(" ")[2]) for part in parts.split(" + ")]
        assert sum(added) == pytest.approx(float(score), abs=0.1)
