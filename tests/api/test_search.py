"""Search as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from search.index import drain
from tests.factories import make_resource, make_source
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> None:
    """Three resources that are shown, and some that are not."""
    make_resource("Customs clearance for small parcels", language="en", free=True, profile=FULL)
    make_resource("Despacho de aduana", language="es")
    leader = make_resource(
        "出口报关实务", language="zh-Hans", source=make_source("School", kind="training-school")
    )
    make_resource("出口报关实务", leader=leader)
    make_resource("Customs secrets", hidden=True)
    make_resource("Customs proposal", source=make_source("New", state="proposed"))
    drain()


def found(client: Client, params: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/resources/{params}")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def titles(told: dict[str, Any]) -> list[str]:
    return [resource["title"] for resource in told["results"]]


@pytest.mark.usefixtures("catalogue")
def test_without_parameters_it_lists_every_visible_resource(client: Client) -> None:
    told = found(client)
    assert told["count"] == 3
    assert told["next"] is None
    assert sorted(titles(told)) == [
        "Customs clearance for small parcels",
        "Despacho de aduana",
        "出口报关实务",
    ]


@pytest.mark.usefixtures("catalogue")
def test_it_finds_words_in_any_script(client: Client) -> None:
    assert titles(found(client, "?q=customs"))[0] == "Customs clearance for small parcels"
    assert titles(found(client, "?q=报关"))[0] == "出口报关实务"


@pytest.mark.usefixtures("catalogue")
def test_it_takes_the_filters_of_the_search_page(client: Client) -> None:
    assert titles(found(client, "?aspect=international-trade-practices")) == [
        "Customs clearance for small parcels"
    ]
    assert titles(found(client, "?kind=training-school")) == ["出口报关实务"]
    assert found(client, "?language=en&language=es")["count"] == 2
    assert found(client, "?language=vi") == {"count": 0, "next": None, "results": []}


@pytest.mark.usefixtures("catalogue")
def test_a_result_is_what_the_resources_own_address_gives(client: Client) -> None:
    for result in found(client)["results"]:
        assert client.get(f"/api/v1/resources/{result['id']}/").json() == result


@pytest.mark.parametrize("words", ["", "&q=course"])
def test_the_pages_together_hold_everything_once(client: Client, words: str) -> None:
    made = {str(make_resource(f"Course {number}").public_id) for number in range(7)}
    drain()
    address: str | None = f"/api/v1/resources/?page_size=3{words}"
    pages = []
    while address:
        page = client.get(address).json()
        assert page["count"] == 7
        pages.append([resource["id"] for resource in page["results"]])
        address = page["next"] and page["next"].removeprefix("http://testserver")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert {id for page in pages for id in page} == made


def test_the_next_address_is_absolute_and_keeps_the_filters(client: Client) -> None:
    for number in range(3):
        make_resource(f"Course {number}", language="es")
    drain()
    following = urlsplit(found(client, "?language=es&page_size=2")["next"])
    assert following.netloc == "testserver"
    assert "language=es" in following.query


def test_without_an_engine_it_still_lists_everything(client: Client) -> None:
    """Nothing was ever indexed: the list comes from the database (rule 9)."""
    make_resource("Customs")
    told = found(client)
    assert told["count"] == 1
    assert titles(told) == ["Customs"]


@pytest.mark.usefixtures("catalogue")
def test_a_page_of_results_reads_the_database_a_fixed_number_of_times(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        make_resource(f"Course {number}", profile=FULL)
    drain()
    with django_assert_max_num_queries(6) as queries:
        client.get("/api/v1/resources/")
    assert all(query["sql"].startswith("SELECT") for query in queries)
