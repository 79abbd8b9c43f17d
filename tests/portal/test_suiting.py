"""Searches put first what suits the plan that the browser keeps, once its reader has agreed, and say so."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from registry.catalogue.models import Resource
from registry.planning.answers import Answers
from registry.planning.link import State, written
from registry.portal.suiting import profile
from search.index import drain
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

ECONOMIES = ("CL", "VN", "PE")
REASON = "Fits your plan:"


@pytest.fixture
def resources() -> dict[str, Resource]:
    """Alike but for the economy that they are about."""
    made = {economy: make_resource("Customs", language="en", economies=[economy]) for economy in ECONOMIES}
    drain()
    return made


def keeps(client: Client, answers: Answers) -> None:
    client.cookies["plan"] = written(State(answers, (), timezone.now()))


def agrees(client: Client, *, on: bool = True) -> None:
    response = client.post(
        "/settings/", {"ui": "en", "economy": "", "zone": "", **({"suited": "on"} if on else {})}
    )
    assert response.status_code == 302


def shown(client: Client, resources: dict[str, Resource], **params: str) -> tuple[list[str], str]:
    """The economies in the order of the page, and the page."""
    page = client.get("/", {"q": "customs", **params}).content.decode()
    ids = {str(resource.public_id): economy for economy, resource in resources.items()}
    found = re.findall(r'<h2><a[^>]*href="[^"]*?([0-9a-f-]{36})/?"', page)
    return [ids[id] for id in found], page


def test_what_suits_comes_first_and_says_by_what(client: Client, resources: dict[str, Resource]) -> None:
    before, page = shown(client, resources)
    assert REASON not in page
    last = before[-1]
    keeps(client, Answers(economy="ID", markets=(last,), languages=("en",)))
    assert shown(client, resources)[0] == before, "nobody has agreed to it"
    agrees(client)
    after, page = shown(client, resources)
    assert after == [last, *before[:-1]]
    cards = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert [f"{REASON} Economy, Language</p>" in card for card in cards] == [True, False, False]
    assert [f"{REASON} Language</p>" in card for card in cards] == [False, True, True]


def test_it_is_chosen_and_taken_back_under_settings(client: Client, resources: dict[str, Resource]) -> None:
    keeps(client, Answers(economy="PE"))
    agrees(client)
    assert re.search(r'name="suited"[^>]*checked', client.get("/settings/").content.decode())
    assert REASON in shown(client, resources)[1]
    agrees(client, on=False)
    assert not re.search(r'name="suited"[^>]*checked', client.get("/settings/").content.decode())
    assert REASON not in shown(client, resources)[1]


def test_it_chooses_nothing_and_is_not_said_where_dates_are_the_order(
    client: Client, resources: dict[str, Resource]
) -> None:
    keeps(client, Answers(economy="PE"))
    agrees(client)
    found, page = shown(client, resources, sort="newest")
    assert len(found) == 3
    assert REASON not in page


@pytest.mark.parametrize("link", ["", "damaged", "x" * 5_000])
def test_without_a_plan_that_can_be_read_nothing_is_different(
    client: Client, resources: dict[str, Resource], link: str
) -> None:
    before = shown(client, resources)[0]
    client.cookies["plan"] = link
    agrees(client)
    after, page = shown(client, resources)
    assert after == before
    assert REASON not in page


def test_what_was_not_answered_suits_nothing() -> None:
    assert profile(Answers()) == {}
    assert profile(Answers(form="online", budget=0, economy="CL", markets=("CL", "PE"))) == {
        "economy": ("CL", "PE"),
        "form": ("online",),
        "cost": ("free",),
    }
    assert profile(Answers(budget=10)) == {}
