"""Bytes over the wire, by type of page: each has a budget."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from lxml import html

from search.index import drain
from tests.factories import make_resource, make_source, make_staff
from tests.portal.page_types import PAGE_TYPES, Cast
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db

FIRST_PAGE = 40_000  # of the first search page with everything that it loads
TEXT_ONLY = 12_000  # the same as text
TRANSLATED = 1.25  # Chinese and Vietnamese take more bytes than English


def sent(client: Client, address: str, language: str = "en") -> tuple[int, bytes]:
    """How many bytes the server sends for it, and what they are unpacked."""
    response = client.get(address, headers={"accept-encoding": "gzip", "accept-language": language})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    packed = response.headers.get("Content-Encoding") == "gzip"
    return len(body), gzip.decompress(body) if packed else body


def loaded_with(page: bytes) -> list[str]:
    """What a browser fetches with a page, without being asked."""
    linked = "//link[@rel='stylesheet' or @rel='icon' or @rel='manifest']/@href | //script/@src | //img/@src"
    return list(html.fromstring(page).xpath(linked))


def test_every_type_of_page_keeps_to_its_budget(client: Client, cast: Cast) -> None:
    client.force_login(make_staff())
    over = {
        f"{kind.name} in {language}": bytes_sent
        for language in ("en", "zh-hans", "zh-hant", "es", "vi", "id")
        for kind in PAGE_TYPES
        if (bytes_sent := sent(client, kind.at(cast), language)[0])
        > kind.budget * (1 if language == "en" else TRANSLATED)
    }
    assert over == {}


def test_no_page_asks_for_anything_elsewhere(client: Client, cast: Cast) -> None:
    client.force_login(make_staff())
    for kind in PAGE_TYPES:
        loaded = loaded_with(sent(client, kind.at(cast))[1])
        assert loaded, kind.name
        assert [address for address in loaded if not address.startswith("/")] == [], kind.name


@pytest.fixture
def full_page(db: None) -> str:
    """The address of results of which a whole page is full of text, with something in every facet."""
    kinds, economies = (
        ("government", "platform", "academic", "training-school"),
        ("CL", "CN", "VN", "ID", "PE", "MX"),
    )
    known = WORDS.split()
    for number in range(24):
        words = " ".join(known[(number * 7 + place * 3) % len(known)] for place in range(60))
        source = make_source(f"Organisation {number}", kind=kinds[number % 4], economy=economies[number % 6])
        make_resource(
            f"Customs {words[:90]}",
            source=source,
            description=f"Customs clearance: {words}",
            language=("en", "es", "zh-Hans", "vi", "id", "fr")[number % 6],
            type=("course", "guide", "webinar", "video")[number % 4],
            price=str(10 + number),
            currency="USD",
            duration=f"PT{number + 1}H",
            forms=["online", "offline"][: 1 + number % 2],
            occurrences=[{"start": f"2031-12-{number + 1:02}T10:00:00Z", "zone": "America/Lima"}],
            profile=FULL,
        )
    drain()
    return "/?q=customs"


@pytest.mark.parametrize("address", ["/", "/?q=customs"])
def test_the_first_page_with_everything_that_it_loads(client: Client, full_page: str, address: str) -> None:
    size, page = sent(client, address)
    parts = {part: sent(client, part)[0] for part in loaded_with(page)}
    assert len(parts) >= 3
    assert size + sum(parts.values()) + sent(client, "/service-worker.js")[0] <= FIRST_PAGE


@pytest.mark.parametrize("address", ["/?text=1", "/?q=customs&text=1"])
def test_the_first_page_as_text_with_everything_that_it_loads(
    client: Client, full_page: str, address: str
) -> None:
    size, page = sent(client, address)
    loaded = [part for part in loaded_with(page) if not part.startswith("data:")]
    assert page.count(b"<article") == (20 if "q=" in address else 0)
    assert loaded == []
    assert size <= TEXT_ONLY


def test_as_text_no_page_loads_anything_else(client: Client, cast: Cast) -> None:
    client.force_login(make_staff())
    client.cookies["text"] = "1"
    for kind in PAGE_TYPES:
        loaded = loaded_with(sent(client, kind.at(cast))[1])
        assert [part for part in loaded if not part.startswith("data:")] == [], kind.name


WORDS = """
declaration invoice shipment tariff broker parcel warehouse origin certificate duty permit inspection express
carrier return label insurance payment exporter importer harmonised code valuation document deadline bond
procedure authority platform seller checklist template example exercise workshop deposit refund contract
"""
