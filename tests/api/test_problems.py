"""Errors of the API."""

from __future__ import annotations

import pytest
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
        ("post", "/api/v1/resources/", 405),
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


def test_a_parameter_that_cannot_be_used_is_named_with_what_to_do(client: Client) -> None:
    problem = client.get("/api/v1/resources/?aspect=astrology").json()
    [error] = problem["errors"]
    assert (error["parameter"], error["value"]) == ("aspect", "astrology")
    assert "online-marketing" in error["reason"]


def test_a_client_that_wants_no_json_is_told_so(client: Client) -> None:
    answer = client.get("/api/v1/resources/", headers={"Accept": "text/turtle"})
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"
