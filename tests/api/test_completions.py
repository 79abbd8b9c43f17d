"""Completions as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from search.index import drain
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def test_it_completes_what_was_typed(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        make_resource(f"Zebras and customs {number}", language="en")
    drain()
    with django_assert_max_num_queries(2) as queries:
        answer = client.get("/api/v1/completions/?q=zeb")
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    completions = answer.json()["completions"]
    assert completions[0]["text"].startswith("Zebras and customs")
    assert {(each["kind"], each["language"]) for each in completions} == {("title", "en")}


def test_a_dead_engine_leaves_the_vocabulary(client: Client) -> None:
    make_resource("Incoterms for beginners")
    completions = client.get("/api/v1/completions/?q=incot").json()["completions"]
    assert [each["kind"] for each in completions] == ["concept"]


@pytest.mark.parametrize("params", ["", "?q=zeb&limit=3", "?text=zeb"])
def test_what_it_does_not_know_is_a_clear_400(client: Client, params: str) -> None:
    answer = client.get(f"/api/v1/completions/{params}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["reason"]


def test_it_bears_whatever_is_typed(client: Client) -> None:
    drain()
    for odd in ("x" * 10_000, "关" * 10_000, "\x00", "a b " * 3_000, '"' * 5_000):
        assert client.get("/api/v1/completions/", {"q": odd}).status_code == 200
