"""Bytes over the wire, by type of page: each has a budget."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from lxml import html

from tests.factories import make_staff
from tests.portal.page_types import PAGE_TYPES, Cast

pytestmark = pytest.mark.django_db

FIRST_PAGE = 40_000  # of the first search page with everything that it loads
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
