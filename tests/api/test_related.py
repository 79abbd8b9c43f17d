"""What goes with a resource, as JSON and on its page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from registry.catalogue.models import Resource
from search.index import drain
from tests.api.test_openapi import document, validator  # noqa: F401 - document is a fixture
from tests.factories import make_resource
from tests.portal.profiles import profile
from tests.portal.test_search_page import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def customs() -> Resource:
    customs = make_resource(
        "Customs clearance", language="en", profile=profile(international_trade_practices=1)
    )
    make_resource("Clearing customs: customs clearance", language="en")
    make_resource("Customs clearance in practice", profile=profile(international_trade_practices=3))
    make_resource("Haiku for everybody")
    drain()
    return customs


def test_it_names_each_with_a_reason(client: Client, customs: Resource, document: dict[str, Any]) -> None:  # noqa: F811
    told = client.get(f"/api/v1/resources/{customs.public_id}/related/").json()
    validator(document, "Relations").validate(told)
    assert [(each["title"], each["reason"]) for each in told["next"]] == [
        ("Customs clearance in practice", "Goes deeper into International trade practices")
    ]
    [similar] = told["similar"]
    assert (similar["title"], similar["language"]) == ("Clearing customs: customs clearance", "en")
    assert similar["url"] == f"http://testserver/resources/{similar['id']}/"
    assert (told["part_of"], told["parts"]) == ([], [])


def test_the_page_shows_it_in_the_readers_language(client: Client, customs: Resource) -> None:
    page = client.get(customs.get_absolute_url()).content.decode()
    [section] = re.findall(r'aria-labelledby="related">.*?</section>', page, re.DOTALL)
    assert words(section).endswith(
        "A next step Customs clearance in practice Goes deeper into International trade practices · Ministry of Trade "
        "Similar Clearing customs: customs clearance Both are about: customs clearance · Ministry of Trade"
    )
    spanish = client.get(customs.get_absolute_url(), headers={"Accept-Language": "es"}).content.decode()
    assert "despacho" in re.findall(r'aria-labelledby="related">.*?</section>', spanish, re.DOTALL)[0]


def test_without_an_engine_the_page_is_there_without_it(client: Client) -> None:
    alone = make_resource("Customs clearance")
    page = client.get(alone.get_absolute_url())
    assert page.status_code == 200
    assert 'id="related"' not in page.content.decode()


def test_both_read_the_database_a_fixed_number_of_times(
    client: Client, customs: Resource, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    address = f"/api/v1/resources/{customs.public_id}/related/"
    with django_assert_max_num_queries(6) as before:
        client.get(address)
    for number in range(12):
        make_resource(
            f"Customs clearance {number}", profile=profile(international_trade_practices=1 + number % 3)
        )
    drain()
    with django_assert_num_queries(len(before)):
        client.get(address)


def test_what_is_joined_gone_or_unknown_says_so(client: Client, customs: Resource) -> None:
    twin = make_resource("Customs clearance", leader=customs)
    answer = client.get(f"/api/v1/resources/{twin.public_id}/related/")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"http://testserver/api/v1/resources/{customs.public_id}/related/",
    )
    gone = make_resource("Gone", state="deleted")
    assert client.get(f"/api/v1/resources/{gone.public_id}/related/").status_code == 410
    unknown = "00000000-0000-4000-8000-000000000000"
    assert client.get(f"/api/v1/resources/{unknown}/related/").status_code == 404
