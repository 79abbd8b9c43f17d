"""A large run has a second process describe its records: the same comes of it, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from pytest_django import Settings
from pytest_httpserver import HTTPServer
from werkzeug import Response

from harvesters import reading_ahead, runs
from harvesters.describing import manner
from harvesters.listing import Harvested
from harvesters.runs import COUNTS, harvest
from harvesters.second_process import Broken, SecondProcess
from registry.catalogue import ratings
from registry.catalogue.models import Outbox, Record, Resource
from registry.sources.models import Run, RunError, Source
from search import index
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORGANISER = ("Ministry", "government", "CL")


@pytest.fixture(autouse=True)
def _own_index(settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "index"


@pytest.fixture
def feed() -> OaiFeed:
    """With one record of every fate: taken, without a title, twice on different pages, deleted, dated wrongly."""
    records = numbered(60)
    records["oai:feed.example:7"] = {"description": "No title."}
    records["oai:feed.example:33"] = None
    records["oai:feed.example:41"] = {"title": "Aduanas para vender fuera del país", "date": "someday"}
    return OaiFeed(records)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[SecondProcess]]:
    """The second processes that were started; every run is a large one."""
    made: list[SecondProcess] = []

    class Noted(SecondProcess):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            made.append(self)

    monkeypatch.setattr(reading_ahead, "SecondProcess", Noted)
    monkeypatch.setattr(reading_ahead, "LARGE", 1)
    yield made
    assert all(_is_over(process.pid) for process in made)


def _is_over(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _source(name: str, feed: OaiFeed, server: HTTPServer) -> Source:
    configured.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{server.port}",)
    return make_source(name, url=feed.serve(server))


def _all_at_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Nothing is described before all has been read; how many records are stored in each transaction."""
    stored: list[int] = []

    class Late(reading_ahead.SecondProcess):  # type: ignore[name-defined]
        asked = False

        def answers(self, *, wait: bool) -> Any:
            self.asked = self.asked or wait
            return super().answers(wait=True) if self.asked else None

    def noted(self: Any, batch: Any, checkpoint: Any) -> None:
        stored.append(batch.counts["listed"])
        store(self, batch, checkpoint)

    store = runs._Harvest._store
    monkeypatch.setattr(reading_ahead, "SecondProcess", Late)
    monkeypatch.setattr(runs._Harvest, "_store", noted)
    return stored


def seen(source: Source) -> dict[str, Any]:
    """All that readers see of what a source gave, by names that do not depend on the order of writing."""
    records = Record.objects.filter(source=source).select_related("resource", "payload")
    return {
        r.identifier: [
            r.state, r.description, bytes(r.hash), r.datestamp, bytes(r.payload.data), r.payload.format,
            r.resource.title, r.resource.effective, r.resource.profile, r.resource.rating_due,
            list(r.resource.ratings.values_list("kind", "version", "cells")),
            list(r.resource.occurrences.values_list("starts", "ends", "stated")),
            r.keys.count(),
        ]
        for r in records
    }  # fmt: skip


def told(run: Run) -> tuple[Any, ...]:
    errors = RunError.objects.filter(run=run).order_by("pk")
    counts = {name: getattr(run, name) for name in COUNTS}
    return (
        run.outcome,
        counts,
        list(errors.values_list("stage", "identifier", "field", "reason", "advice", "wording")),
    )


def test_the_same_comes_of_it_field_by_field(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_two, alone = _source("A", feed, httpserver), _source("B", feed, httpserver)
    first = harvest(with_two)
    assert len(started) == 1
    monkeypatch.setattr(reading_ahead, "LARGE", 1_000)
    second = harvest(alone)
    assert len(started) == 1
    assert told(first) == told(second)
    assert len(seen(with_two)) == 58
    assert seen(with_two) == seen(alone)


def test_a_source_that_says_how_much_is_to_come_need_not_prove_it(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From its second page on, unless there is nothing new in the first."""
    monkeypatch.setattr(reading_ahead, "LARGE", 15)
    running: dict[int, int] = {}
    feed.fault = lambda page: running.update({page: len(started)})
    source = _source("A", feed, httpserver)
    harvest(source)
    assert running[0] == 0
    assert running[1] == len(started) == 1
    harvest(source, full=True)
    assert len(started) == 1


def test_pages_that_are_stored_together_end_where_the_last_one_does(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off later, the next run goes on from there; what was listed before is neither lost nor read again."""
    together = _all_at_once(monkeypatch)
    source = _source("A", feed, httpserver)
    feed.fault = lambda page: Response("gone", status=404) if page == 5 else None
    first = harvest(source)
    assert together == [10, 40]
    assert (first.outcome, first.listed) == (Run.Outcome.PARTIAL, 50)
    feed.fault = lambda _page: None
    feed.requests.clear()
    second = harvest(source)
    assert (second.outcome, second.listed, second.added) == (Run.Outcome.SUCCEEDED, 10, 10)
    assert not any("resumptionToken=4" in asked for asked in feed.requests)
    assert len(seen(source)) == 58


def test_pages_that_name_the_same_record_are_stored_one_by_one(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = _all_at_once(monkeypatch)
    source = _source("A", feed, httpserver)
    again = list(feed.records)[22:32]

    def repeat(page: int) -> Response | None:
        rows = "".join(map(feed._record, again))
        token = "<resumptionToken>4</resumptionToken>"
        return feed._envelope(f"<ListRecords>{rows}{token}</ListRecords>") if page == 3 else None

    feed.fault = repeat
    run = harvest(source)
    assert together == [10, 20, 10 + 20]
    assert (run.listed, run.skipped) == (60, 8)


def test_an_identifier_that_comes_twice_counts_once(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess]
) -> None:
    """Also while the first is described and not stored yet."""
    source = _source("A", feed, httpserver)
    before_last = list(feed.records)[49:39:-1]

    def repeat(page: int) -> Response | None:
        rows = "".join(map(feed._record, before_last))
        return feed._envelope(f"<ListRecords>{rows}</ListRecords>") if page == 5 else None

    feed.fault = repeat
    run = harvest(source)
    assert started
    assert (run.listed, run.skipped) == (60, 10)


def test_what_is_drafted_beforehand_is_what_the_catalogue_says(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess]
) -> None:
    source = _source("A", feed, httpserver)
    harvest(source)
    assert not Outbox.objects.exists()  # a large run empties it at its end
    assert not index.check()
    assert len(dict(index.engine().versions())) == Resource.objects.visible().count() == 58


def test_an_organisation_renamed_meanwhile_is_indexed_by_its_new_name(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess]
) -> None:
    source = _source("A", feed, httpserver)

    def rename(page: int) -> Response | None:
        if page == 4:
            type(source.organisation).objects.filter(pk=source.organisation_id).update(name="Renamed")
        return None

    feed.fault = rename
    harvest(source)
    assert started
    assert not index.check()


def test_a_second_process_that_dies_costs_nothing(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess]
) -> None:
    source = _source("A", feed, httpserver)

    def kill(page: int) -> Response | None:
        if page == 3:
            os.kill(started[0].pid, signal.SIGKILL)
        return None

    feed.fault = kill
    run = harvest(source)
    assert run.outcome == Run.Outcome.SUCCEEDED
    assert run.added == 58
    assert run.rejected == 1


def test_a_source_that_breaks_off_keeps_what_was_read_before(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess]
) -> None:
    source = _source("A", feed, httpserver)
    feed.fault = lambda page: Response("gone", status=404) if page == 4 else None
    run = harvest(source)
    assert started
    assert run.outcome == Run.Outcome.PARTIAL
    assert run.listed == 40


def test_rating_may_be_left_to_later(
    feed: OaiFeed, httpserver: HTTPServer, started: list[SecondProcess], settings: Settings
) -> None:
    settings.RATE_WHILE_HARVESTING = False
    source = _source("A", feed, httpserver)
    harvest(source)
    assert started
    assert Resource.objects.filter(rating_due=True, ratings=None).count() == 58
    ratings.rate_due()
    assert not Resource.objects.filter(rating_due=True).exists()
    assert Resource.objects.filter(ratings__kind="machine").count() == 58


def test_it_answers_as_often_as_it_is_asked() -> None:
    process = SecondProcess(manner({}, NOW, ORGANISER))
    try:
        for number in range(3):
            assert process.takes([_record(f"a{number}"), _record(f"b{number}")])
        answers = [process.answers(wait=True) for _ in range(3)]
    finally:
        process.close()
    assert [[a.prepared.title for a in some or () if a.prepared] for some in answers] == [
        [f"Course a{number}", f"Course b{number}"] for number in range(3)
    ]


def test_one_that_was_killed_is_noticed() -> None:
    process = SecondProcess(manner({}, NOW, ORGANISER))
    assert process.takes([_record("a")])
    process.answers(wait=True)
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(Broken):
        process.answers(wait=True)
    process.close()


_PARENT = """
import sys, time
from datetime import datetime, UTC
from harvesters.describing import manner
from harvesters.second_process import SecondProcess
process = SecondProcess(manner({}, datetime.now(UTC), ("", "", "")))
print(process.pid, flush=True)
time.sleep(60)
"""


def test_it_ends_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    patience = time.monotonic() + 20
    while not _is_over(child) and time.monotonic() < patience:
        os.sched_yield()
    assert _is_over(child)


def _record(name: str) -> Harvested:
    payload = (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Course {name}</dc:title></oai_dc:dc>'
    )
    return Harvested(identifier=name, payload=payload.encode(), format="oai_dc")
