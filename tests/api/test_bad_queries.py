"""Whatever is asked: an answer, or a clear 400 that names what could not be used; on the page a note."""

from __future__ import annotations

import base64
from urllib.parse import urlencode

import pytest
from django.test import Client

from search.facets import FACETS
from search.index import drain
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast() -> None:
    make_resource("Customs clearance", language="en")
    drain()


def cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"relevance:{position}".encode()).decode().rstrip("=")


REFUSED = {
    "page 1,000,000": ("page=1000000", "page"),
    "a place beyond the last": (f"q=customs&cursor={cursor(1_000_000)}", "cursor"),
    "500 filters of one facet": (urlencode({"economy": ["CL", "PE"] * 250}, doseq=True), "economy"),
    "500 filters of any name": (urlencode({f"filter{n}": n for n in range(500)}), "filter0"),
    "a page of a million": ("page_size=1000000", "page_size"),
    "a day that is none": ("from=2026-02-31", "from"),
    **{f"an unknown {facet}": (f"{facet}=%00no such value!", facet) for facet in FACETS},
}
ANSWERED = {
    "10,000 characters": "x" * 10_000,
    "10,000 characters in words": "misspeled " * 1_000,
    "words that nobody has": " ".join(f"zebra{chr(97 + n % 26)}{chr(97 + n // 26)}q" for n in range(600)),
    "words of fields": "title:customs provider:x -subject:y " * 280,
    "a field of many words": "title:" + "a-b-" * 2_400,
    "Chinese in a field": 'text:"' + "关税" * 4_900 + '"',
    "tantivy's syntax": 'title:(customs^4 AND -x) OR kind:IN [a b] "a b"~2 /re.*/ *',
    "Elasticsearch's syntax": '{"query": {"match_all": {}}} customs~2 _exists_:title (a OR (b AND c',
    "control characters": "cus\x00toms\x1b\x7f\u202e\ufffe",
    "an address without end": "https://port.example/" + "a/" * 4_900,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_api_names_what_it_cannot_use(client: Client, name: str) -> None:
    params, parameter = REFUSED[name]
    answer = client.get(f"/api/v1/resources/?{params}")
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert parameter in [error["parameter"] for error in errors]
    assert all(error["reason"] for error in errors)


@pytest.mark.parametrize("name", REFUSED)
def test_the_page_leaves_it_aside_and_says_so(client: Client, name: str) -> None:
    params, parameter = REFUSED[name]
    page = client.get(f"/?{params}")
    assert page.status_code == 200
    assert f"Left aside: {parameter}" in page.content.decode()


@pytest.mark.parametrize("name", ANSWERED)
def test_words_of_any_kind_are_answered(client: Client, name: str) -> None:
    for address in ("/", "/api/v1/resources/", "/api/v1/completions/"):
        assert client.get(address, {"q": ANSWERED[name]}).status_code == 200
