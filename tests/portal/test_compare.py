"""Up to four resources side by side, by an address that says which."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from registry.catalogue.models import Resource
from search.index import drain
from tests.factories import make_resource, make_source
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db


def compare(client: Client, *ids: object) -> str:
    response = client.get("/compare/", {"id": [str(id) for id in ids]})
    assert response.status_code == 200
    return response.content.decode()


def columns(page: str, row: str) -> list[str]:
    """The words of each column in the row of that name."""
    found = re.findall(rf'<tr><th scope="row">{row}</th>(.*?)</tr>', page, re.DOTALL)[0]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


@pytest.fixture
def two() -> list[Resource]:
    return [
        make_resource("Customs", free=True, language="en", type="course", profile=FULL),
        make_resource("Aduanas", price="30", currency="USD", language="es", source=make_source("Escuela")),
    ]


def test_what_matters_stands_side_by_side(client: Client, two: list[Resource]) -> None:
    page = compare(client, *(each.public_id for each in two))
    assert columns(page, "Cost") == ["Free", "30 USD"]
    assert columns(page, "Language") == ["English", "Spanish"]
    assert columns(page, "Type") == ["Course", "Not stated"]
    assert columns(page, "International trade practices") == ["●●● 3", "?"]
    assert columns(page, "Next time") == ["No dates stated", "No dates stated"]
    assert 'lang="es">Aduanas</a>' in page


def test_of_five_the_first_four_are_shown_and_it_says_so(client: Client) -> None:
    five = [make_resource(f"Course {number}") for number in range(5)]
    page = compare(client, *(each.public_id for each in five))
    assert "the first four" in page
    assert re.findall(r">(Course \d)</a>", page) == [f"Course {number}" for number in range(4)]


def test_what_has_been_joined_stands_for_both_and_what_is_hidden_is_not_shown(
    client: Client, two: list[Resource]
) -> None:
    follower = make_resource("The same", leader=two[0], source=make_source("Elsewhere"))
    hidden = make_resource("Secret", hidden=True)
    page = compare(client, follower.public_id, hidden.public_id, two[1].public_id)
    assert re.findall(r">(Customs|Aduanas|Secret|The same)</a>", page) == ["Customs", "Aduanas"]
    assert "One of them is no longer listed." in page


@pytest.mark.parametrize("ids", [[], ["nonsense", "../..", "\0"], [uuid4()]])
def test_nothing_to_compare_says_what_to_do(client: Client, ids: list[object]) -> None:
    assert "Tick up to four results" in compare(client, *ids)


def test_results_are_ticked_and_sent_to_it(client: Client, two: list[Resource]) -> None:
    drain()
    page = client.get("/?sort=next").content.decode()
    assert '<form action="/compare/">' in page
    for each in two:
        assert f'<input type="checkbox" name="id" value="{each.public_id}">' in page


def test_it_reads_a_fixed_number_of_times(client: Client, django_assert_max_num_queries: Any) -> None:
    four = [make_resource(f"Course {number}", profile=FULL) for number in range(4)]
    with django_assert_max_num_queries(4):
        compare(client, *(each.public_id for each in four))
