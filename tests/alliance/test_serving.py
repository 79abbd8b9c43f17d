"""Where the sample feeds are served, and that nothing in them depends on when and where."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client

from registry.sources.models import Source
from tests.alliance.conftest import Fetch

LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
NAMES = [
    "agencia-austral-avisos",
    "digital-trade-institute-repository",
    "harbour-market-learning",
    "sekolah-nusantara-calendar",
    "sekolah-nusantara-courses",
]


def payloads(fetch: Fetch, port: int) -> Iterator[bytes]:
    """What is harvested from one port, without OAI-PMH's time of answering."""
    for name in NAMES:
        body = fetch(name, port, **LIST) if name.endswith("repository") else fetch(name, port)
        yield re.sub(rb"<responseDate>[^<]+</responseDate>", b"", body)
    for path in re.findall(r"/alliance/harbour-market/pages/[^<]+", fetch(NAMES[2], port).decode()):
        yield fetch(path, port)


def test_it_sends_the_same_bytes_again(fetch: Fetch) -> None:
    assert list(payloads(fetch, 8000)) == list(payloads(fetch, 8000))


def test_only_fetched_addresses_carry_the_port(fetch: Fetch) -> None:
    here, there = list(payloads(fetch, 8000)), list(payloads(fetch, 8123))
    assert [body.replace(b"127.0.0.1:8000", b"127.0.0.1:8123") for body in here] == there
    addresses = re.findall(r"https?://127\.0\.0\.1:8123[^<\"]*", b"".join(there).decode())
    assert len(addresses) == len(set(addresses)) == 29  # 27 pages, the repository's address, Atom's own


@pytest.mark.parametrize("setting", [True, False])
def test_it_is_not_there_unless_the_setting_says_so(
    sources: dict[str, Source], client: Client, settings: LazySettings, setting: bool
) -> None:
    settings.SAMPLE_ALLIANCE = setting
    paths = [source.url.removeprefix("http://127.0.0.1:8000") for source in sources.values()]
    paths.append("/alliance/harbour-market/pages/listing-lab.html")
    assert {client.get(path).status_code for path in paths} == ({200} if setting else {404})


@pytest.mark.django_db
def test_it_is_not_there_before_it_is_set_up(client: Client, settings: LazySettings) -> None:
    settings.SAMPLE_ALLIANCE = True
    assert client.get("/alliance/agencia-austral/avisos.atom").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/alliance/nobody/oai",
        "/alliance/agencia-austral/oai",
        "/alliance/harbour-market/pages/nothing.html",
        "/alliance/agencia-austral/pages/listing-lab.html",
    ],
)
def test_it_does_not_know_other_paths(sources: dict[str, Source], client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
