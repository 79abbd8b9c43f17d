"""One of the staff, a member who is none, and a harvested source for them to decide on."""

from __future__ import annotations

import pytest
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from harvesters.runs import harvest
from registry.catalogue.models import Resource
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered


@pytest.fixture
def feed() -> OaiFeed:
    return OaiFeed(numbered(6))


@pytest.fixture
def source(db: None, feed: OaiFeed, httpserver: HTTPServer, settings: Settings) -> Source:
    """Approved and harvested once."""
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    source = make_source(
        "Ministry of Commerce", url=feed.serve(httpserver), licence="CC-BY-4.0", may_republish=True
    )
    harvest(source)
    return source


@pytest.fixture
def resource(source: Source) -> Resource:
    """The third record of the feed."""
    return Resource.objects.get(record__identifier="oai:feed.example:3")


def harvest_again(source: Source) -> Run:
    return harvest(Source.objects.get(pk=source.pk), full=True)
