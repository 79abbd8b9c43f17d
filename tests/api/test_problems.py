"""Errors of the API."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/resources/?aspect=astrology", 400),
        ("get", "/api/v1/resources/?colour=red", 400),
        ("get", "/api/v1/resources/?cursor=made-up", 400),
        ("get", "/api/v1/resources/?page_size=100000", 400),
        ("get", "/api/v1/resources/?from=tomorrow", 400),
        ("get", "/api/v1/resources/00000000-0000-0000-0000-000000000000/", 404),
        ("get", "/api/v1/nowhere/", 404),
        ("get", "/api/v1/resources/no-uuid/", 404),
        ("get", "/api/v1/resources/?format=xml", 400),
        ("post", "/api/v1/resources/", 405),
        ("post", "/api/v1/", 405),
        ("get", "/api/nowhere", 404),
        ("get", "/api/v2/resources/", 404),
    ],
)
def test_every_error_is_a_problem_document(client: Client, method: str, address: str, status: int) -> None:
    answer = getattr(client, method)(address)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == address.partition("?")[0]


def test_a_failure_of_our_own_is_a_problem_document_without_its_details() -> None:
    connection.cursor().execute("ALTER TABLE catalogue_resource RENAME TO elsewhere")
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/resources/00000000-0000-0000-0000-000000000000/")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 500
    assert "catalogue_resource" not in answer.content.decode()


def test_a_request_for_another_host_is_a_problem_document(client: Client) -> None:
    answer = client.get("/api/v1/resources/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_method_that_is_not_allowed_names_those_that_are(client: Client) -> None:
    for address in ("/api/v1/", "/api/v1/resources/"):
        assert "GET" in client.post(address)["Allow"]


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(client: Client) -> None:
    answer = client.get("/api/v1/resources?q=customs")
    assert answer.status_code == 301
    assert answer["Location"] == "/api/v1/resources/?q=customs"


def test_an_unknown_page_for_people_stays_a_page(client: Client) -> None:
    assert client.get("/apiary/")["Content-Type"].startswith("text/html")


def test_a_parameter_that_cannot_be_used_is_named_with_what_to_do(client: Client) -> None:
    problem = client.get("/api/v1/resources/?aspect=astrology").json()
    [error] = problem["errors"]
    assert (error["parameter"], error["value"]) == ("aspect", "astrology")
    assert "online-marketing" in error["reason"]


def test_a_client_that_wants_no_json_is_told_so(client: Client) -> None:
    answer = client.get("/api/v1/resources/", headers={"Accept": "text/turtle"})
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"
