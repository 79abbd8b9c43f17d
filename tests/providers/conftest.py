"""A provider's feed on loopback, and what the provider types in to propose it."""

from __future__ import annotations

import pytest
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from tests.harvesters.oai_feed import OaiFeed, numbered


@pytest.fixture
def feed(httpserver: HTTPServer, settings: Settings) -> OaiFeed:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    feed = OaiFeed(numbered(6))
    feed.serve(httpserver)
    return feed


@pytest.fixture
def proposal(feed: OaiFeed, httpserver: HTTPServer) -> dict[str, str]:
    return {
        "organisation": "Ministry of Commerce",
        "kind": "government",
        "economy": "PE",
        "website": "https://ministry.example/",
        "url": httpserver.url_for("/oai"),
        "licence": "CC-BY-4.0",
        "may_republish": "yes",
        "email": "feeds@ministry.example",
    }
