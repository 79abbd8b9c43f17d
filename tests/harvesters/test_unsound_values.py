"""Values at the edge of what a database can hold cost at most themselves, never the run."""

from __future__ import annotations

import json
import random
import string
from datetime import UTC, datetime

import pytest
from pytest_django import Settings
from pytest_httpserver import HTTPServer
from werkzeug import Response

from harvesters.runs import harvest
from registry.catalogue.models import Occurrence, Resource
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> OaiFeed:
    return OaiFeed(numbered(3), page_size=10)


@pytest.fixture
def source(feed: OaiFeed, httpserver: HTTPServer, settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    return make_source("Feed", url=feed.serve(httpserver))


@pytest.mark.parametrize("size", ["-5", "9" * 30, "4294967296", "3.5", "many"])
def test_a_list_size_that_cannot_be_true_is_unknown(source: Source, feed: OaiFeed, size: str) -> None:
    page = feed._page(0).get_data(as_text=True)
    feed.fault = lambda _page: Response(page.replace('completeListSize="3"', f'completeListSize="{size}"'))
    run = harvest(source)
    assert (run.added, run.outcome) == (3, "succeeded")
    assert Run.objects.get().total in (None, 3)


def test_a_datestamp_of_any_length_is_no_obstacle(source: Source, feed: OaiFeed) -> None:
    page = feed._page(0).get_data(as_text=True)
    noise = "".join(random.Random(1).choices(string.ascii_letters, k=5000))
    page = page.replace("2026-11-01T00:00:00Z", noise).replace(feed.now, noise)
    feed.fault = lambda _page: Response(page)
    run = harvest(source)
    assert (run.outcome, run.added) == ("succeeded", 3)
    source.refresh_from_db()
    assert len(source.since) <= 60
    assert {len(record.datestamp) for record in source.records.all()} == {40}


def mapped(httpserver: HTTPServer, settings: Settings, records: list[dict[str, object]]) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/list").respond_with_data(json.dumps(records), content_type="application/json")
    fields = {
        "identifier": "id",
        "title": "title",
        "url": "url",
        "occurrences": {"path": "dates", "fields": {"start": "start", "end": "end"}},
    }
    return make_source(
        "List",
        url=httpserver.url_for("/list"),
        protocol="mapped",
        settings={"records": "@", "fields": fields},
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("9999-12-31", "9999-12-31"),
        ("2027-01-01", "9999-12-31"),
        ("0001-01-01", "0001-01-01"),
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
    ],
)
def test_a_session_until_the_end_of_time_is_taken(
    httpserver: HTTPServer, settings: Settings, start: str, end: str
) -> None:
    records: list[dict[str, object]] = [
        {"id": "always", "title": "Open for ever", "dates": [{"start": start, "end": end}]},
        {"id": "other", "title": "Another course"},
    ]
    run = harvest(mapped(httpserver, settings, records))
    assert (run.outcome, run.added + run.rejected) == ("succeeded", 2)
    assert Resource.objects.filter(title="Another course").exists()
    for occurrence in Occurrence.objects.all():
        assert datetime(1, 1, 1, tzinfo=UTC) <= occurrence.starts <= datetime.max.replace(tzinfo=UTC)


def test_half_characters_and_nul_cost_no_run(httpserver: HTTPServer, settings: Settings) -> None:
    records: list[dict[str, object]] = [
        {"id": "a\ud800", "title": "Half a character \ud83d in a title"},
        {"id": "b\0c", "title": "A NUL\0 in a title", "url": "https://a.example/\0x"},
        {"id": "fine", "title": "A fine course"},
    ]
    run = harvest(mapped(httpserver, settings, records))
    assert (run.outcome, run.added + run.rejected) == ("succeeded", 3)
    assert Resource.objects.filter(title="A fine course").exists()
