"""What an absence proves, and what it does not: known records that cannot be read, and late decisions (rule 4)."""

from __future__ import annotations

import pytest
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from harvesters.absence import NotHeld, release
from harvesters.runs import harvest
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered

pytestmark = pytest.mark.django_db
SEVENTH = "oai:feed.example:7"


@pytest.fixture
def feed() -> OaiFeed:
    return OaiFeed(numbered(25))


@pytest.fixture
def source(feed: OaiFeed, httpserver: HTTPServer, settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    return make_source("Feed", url=feed.serve(httpserver))


def again(source: Source) -> Run:
    return harvest(Source.objects.get(pk=source.pk), full=True)


def live(source: Source) -> set[str]:
    return set(source.records.filter(state="live").values_list("identifier", flat=True))


def test_a_known_record_that_is_rejected_stays(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records[SEVENTH] = {"description": "its title is lost"}
    for _ in range(3):
        assert (again(source).rejected, SEVENTH in live(source)) == (1, True)


def test_a_record_that_is_back_but_rejected_was_there(source: Source, feed: OaiFeed) -> None:
    """Absent, there again, absent: not two listings in a row."""
    harvest(source)
    feed.records.pop(SEVENTH)
    again(source)
    feed.records[SEVENTH] = {"description": "its title is lost"}
    again(source)
    feed.records.pop(SEVENTH)
    assert again(source).withdrawn == 0
    assert SEVENTH in live(source)
    assert again(source).withdrawn == 1


def test_a_held_run_cannot_be_released_once_the_records_are_back(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records = numbered(10)
    held = again(source)
    feed.records = numbered(25)
    assert again(source).outcome == "succeeded"
    with pytest.raises(NotHeld):
        release(held, actor="curator")
    assert len(live(source)) == 25


def test_a_held_run_still_waits_after_one_that_proves_nothing(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records = numbered(10)
    held = again(source)
    harvest(Source.objects.get(pk=source.pk))  # incremental
    release(held, actor="curator")
    assert live(source) == set(numbered(10))


def test_of_several_held_runs_the_last_is_decided_on(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records = numbered(5)
    first = again(source)
    feed.records = numbered(15)
    second = again(source)
    with pytest.raises(NotHeld):
        release(first, actor="curator")
    release(second, actor="curator")
    assert live(source) == set(numbered(15))
