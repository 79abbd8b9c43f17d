"""Proposing pages and documents that no feed lists."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from registry.sources.models import Source
from tests.harvesters.test_plain_pages import page as plain
from tests.harvesters.written_documents import pdf

pytestmark = pytest.mark.django_db
FORM = "/providers/"
GIVEN = {"organisation": "School", "kind": "academic", "may_republish": ""}


@pytest.fixture
def addresses(httpserver: HTTPServer, settings: Settings) -> list[str]:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    httpserver.expect_request("/guide").respond_with_data(plain(), content_type="text/html")
    httpserver.expect_request("/rules.pdf").respond_with_data(pdf("Rules"), content_type="application/pdf")
    return [httpserver.url_for("/guide"), httpserver.url_for("/rules.pdf")]


def test_a_list_becomes_a_proposed_source(client: Client, addresses: list[str]) -> None:
    answer = client.post(FORM, GIVEN | {"addresses": "\r\n".join(addresses)})
    assert answer.status_code == 303
    source = Source.objects.get()
    assert (source.state, source.protocol, source.url) == ("proposed", "addresses", "")
    assert source.settings == {"addresses": addresses}
    page = client.get(answer["Location"]).content.decode()
    assert addresses[1] in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"addresses": "school.example/a"}, "Line 1 is no web address"),
        ({"addresses": ""}, "Give the address of a feed, or a list of addresses"),
        (
            {"addresses": "https://a.example/", "url": "https://a.example/"},
            "Give the address of a feed, or a list",
        ),
        ({"addresses": "http://10.0.0.1/"}, "10.0.0.1"),
    ],
)
@pytest.mark.usefixtures("addresses")
def test_what_cannot_be_taken_comes_back_with_words(
    client: Client, given: dict[str, str], words: str
) -> None:
    answer = client.post(FORM, GIVEN | given)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Source.objects.exists()


def test_a_list_of_which_nothing_can_be_taken_says_why(
    client: Client, addresses: list[str], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/nowhere").respond_with_data("not here", status=404)
    missing = addresses[0].replace("guide", "nowhere")
    answer = client.post(FORM, GIVEN | {"addresses": missing})
    assert (answer.status_code, "404" in answer.content.decode()) == (422, True)
