"""A run from start to end: counts, repetition, interruption, and what an absence proves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from pytest_httpserver import HTTPServer
from werkzeug import Response

from harvesters.absence import NotHeld, discard, release
from harvesters.runs import COUNTS, SourceNotApproved, harvest
from registry.catalogue.models import Record, Resource, Tombstone
from registry.progress import Progress
from registry.sources.claiming import SourceBusy, claim
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> OaiFeed:
    return OaiFeed(numbered(25))


@pytest.fixture
def source(feed: OaiFeed, httpserver: HTTPServer, settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    return make_source("Feed", url=feed.serve(httpserver))


def again(source: Source, **options: Any) -> Run:
    """Another full harvest, as a later process would do it."""
    return harvest(Source.objects.get(pk=source.pk), full=True, **options)


def counts(run: Run) -> dict[str, int]:
    return {name: getattr(run, name) for name in COUNTS if getattr(run, name)}


def live(source: Source) -> set[str]:
    return set(source.records.filter(state="live").values_list("identifier", flat=True))


def catalogue() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those that a run writes."""
    skipped = ("sources_run", "sources_runerror", "sources_source", "django_", "sqlite_", "auth_")
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names(cursor) if not t.startswith(skipped)]
        rows = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            rows[table] = cursor.fetchall()
    return rows


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it, so nothing is cleaned up."""


class DyingAt(Progress):
    """Reports progress like any other, until its worker dies."""

    def __init__(self, records: int, how: type[BaseException] = Killed) -> None:
        super().__init__("dying")
        self.records, self.how = records, how

    def advance(self, count: int = 1) -> None:
        super().advance(count)
        if self.done >= self.records:
            raise self.how


def end_lease(source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def test_it_takes_every_record_and_counts_add_up(source: Source, feed: OaiFeed) -> None:
    feed.records["oai:feed.example:untitled"] = {"description": "no title"}
    feed.records["oai:feed.example:gone"] = None
    run = harvest(source)
    assert run.outcome == "succeeded"
    assert counts(run) == {"listed": 27, "added": 25, "rejected": 1, "deleted": 1}
    assert live(source) == set(numbered(25))
    assert Resource.objects.visible().count() == 25
    error = run.errors.get()
    assert (error.stage, error.identifier) == ("describe", "oai:feed.example:untitled")
    assert "title" in error.reason
    assert error.advice


def test_it_writes_nothing_but_the_run_the_second_time(source: Source, feed: OaiFeed) -> None:
    feed.records["oai:feed.example:gone"] = None
    harvest(source)
    before = catalogue()
    run = again(source)
    assert counts(run) == {"listed": 26, "unchanged": 26}
    assert catalogue() == before


def test_it_asks_only_for_what_is_new_after_a_complete_run(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    harvest(Source.objects.get(pk=source.pk))
    assert "from=" not in feed.requests[1]
    assert any("from=2026-11-20T11" in request for request in feed.requests)


def test_it_takes_a_change(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records["oai:feed.example:3"]["title"] = "Customs, the third part"  # type: ignore[index]
    run = again(source)
    assert counts(run) == {"listed": 25, "changed": 1, "unchanged": 24}
    assert Resource.objects.get(record__identifier="oai:feed.example:3").title == "Customs, the third part"


def test_it_skips_an_identifier_that_comes_twice(source: Source, feed: OaiFeed) -> None:
    feed.page_size = 1000
    page = feed._page(0).get_data(as_text=True)
    record = page[page.index("<record>") : page.index("</record>") + len("</record>")]
    feed.fault = lambda _page: Response(page.replace("<ListRecords>", f"<ListRecords>{record}"))
    assert counts(harvest(source)) == {"listed": 26, "added": 25, "skipped": 1}


def test_it_leaves_a_tombstone_of_a_deleted_record(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records["oai:feed.example:7"] = None
    assert counts(again(source)) == {"listed": 25, "deleted": 1, "unchanged": 24}
    resource = Resource.objects.get(record__identifier="oai:feed.example:7")
    assert resource not in Resource.objects.visible()
    assert Tombstone.objects.get().origin_identifier == "oai:feed.example:7"


def test_it_brings_back_what_its_source_offers_again(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    known = feed.records["oai:feed.example:7"]
    public_id = Resource.objects.get(record__identifier="oai:feed.example:7").public_id
    feed.records["oai:feed.example:7"] = None
    again(source)
    feed.records["oai:feed.example:7"] = known
    assert counts(again(source)) == {"listed": 25, "changed": 1, "unchanged": 24}
    assert Resource.objects.visible().filter(public_id=public_id).exists()
    assert not Tombstone.objects.exists()


def test_it_withdraws_only_after_two_complete_listings(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records.pop("oai:feed.example:7")
    assert counts(again(source)) == {"listed": 24, "unchanged": 24}
    assert "oai:feed.example:7" in live(source)
    assert counts(again(source)) == {"listed": 24, "unchanged": 24, "withdrawn": 1}
    assert "oai:feed.example:7" not in live(source)
    assert len(live(source)) == 24


def test_it_forgets_an_absence_when_the_record_is_back(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    missing = {"oai:feed.example:7": feed.records.pop("oai:feed.example:7")}
    again(source)
    feed.records |= missing
    again(source)
    feed.records.pop("oai:feed.example:7")
    assert again(source).withdrawn == 0
    assert again(source).withdrawn == 1


def test_an_incremental_listing_proves_no_absence(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records = numbered(1)
    for _ in range(3):
        run = harvest(Source.objects.get(pk=source.pk))
        assert run.completeness == "incremental"
    assert len(live(source)) == 25


@pytest.mark.parametrize("status", [404, 500])
def test_a_listing_that_breaks_off_removes_nothing(source: Source, feed: OaiFeed, status: int) -> None:
    harvest(source)
    feed.records = numbered(20)
    feed.fault = lambda page: Response("broken", status) if page == 1 else None
    for _ in range(3):
        run = again(source)
        assert run.outcome == "partial"
        assert run.errors.exists()
    assert len(live(source)) == 25


def test_a_listing_that_cannot_be_read_fails_and_removes_nothing(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.fault = lambda _page: Response("<html><body>Under maintenance</body></html>")
    run = again(source)
    assert run.outcome == "failed"
    assert run.errors.get().advice
    assert len(live(source)) == 25


def test_an_emptied_feed_is_held_for_a_person(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records = {}
    for _ in range(3):
        run = again(source)
        assert (run.outcome, run.would_withdraw) == ("held", 25)
    assert len(live(source)) == 25


def test_a_collapsed_feed_is_held_and_released(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records = numbered(19)  # 76 % of 25
    run = again(source)
    assert (run.outcome, run.would_withdraw) == ("held", 6)
    release(run, actor="curator")
    assert run.withdrawn == 6
    assert live(source) == set(numbered(19))
    with pytest.raises(NotHeld):
        release(run, actor="curator")


def test_a_feed_of_four_fifths_is_not_held(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records = numbered(20)
    assert again(source).outcome == "succeeded"


def test_a_discarded_run_removes_nothing(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records = numbered(5)
    discard(again(source), actor="curator")
    assert len(live(source)) == 25


def test_a_source_of_under_five_is_not_guarded(source: Source, feed: OaiFeed) -> None:
    feed.records = numbered(4)
    harvest(source)
    feed.records = numbered(1)
    again(source)
    assert again(source).withdrawn == 3


@pytest.mark.parametrize("records", [10, 20])
def test_a_killed_run_is_closed_and_continued(source: Source, feed: OaiFeed, records: int) -> None:
    with pytest.raises(Killed):
        harvest(source, progress=DyingAt(records))
    with pytest.raises(SourceBusy):
        harvest(Source.objects.get(pk=source.pk))
    end_lease(source)
    feed.requests.clear()
    run = harvest(Source.objects.get(pk=source.pk))
    killed = Run.objects.exclude(pk=run.pk).get()
    assert (killed.outcome, killed.added) == ("failed", records)
    assert killed.errors.exists()
    assert (run.outcome, run.added) == ("succeeded", 25 - records)
    assert f"resumptionToken={records // 10}" in feed.requests[0]
    assert live(source) == set(numbered(25))


def test_a_continued_run_is_a_complete_listing(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    feed.records.pop("oai:feed.example:25")
    again(source)
    with pytest.raises(Killed):
        again(source, progress=DyingAt(10))
    end_lease(source)
    run = harvest(Source.objects.get(pk=source.pk))
    assert counts(run) == {"listed": 14, "unchanged": 14, "withdrawn": 1}
    assert len(live(source)) == 24


def test_an_interrupt_cancels_and_the_next_run_goes_on(source: Source) -> None:
    with pytest.raises(KeyboardInterrupt):
        harvest(source, progress=DyingAt(10, KeyboardInterrupt))
    source.refresh_from_db()
    cancelled = Run.objects.get()
    assert cancelled.outcome == "cancelled"
    assert source.lease is None
    assert source.due <= timezone.now()
    assert harvest(source).added == 15


def test_a_source_is_harvested_by_one_at_a_time(source: Source) -> None:
    assert claim(source)
    with pytest.raises(SourceBusy):
        claim(source)
    with pytest.raises(SourceBusy):
        harvest(source)


@pytest.mark.parametrize("state", ["proposed", "refused", "paused"])
def test_only_approved_sources_are_harvested(source: Source, state: str) -> None:
    source.state = state
    source.save()
    with pytest.raises(SourceNotApproved):
        harvest(source)
    assert not Record.objects.exists()


def test_a_failing_source_waits_longer_each_time(source: Source, feed: OaiFeed) -> None:
    feed.fault = lambda _page: Response("gone", 404)
    waits = []
    for _ in range(4):
        harvest(Source.objects.get(pk=source.pk))
        source.refresh_from_db()
        waits.append(source.due - timezone.now())
    assert waits[1] > waits[0]
    assert waits[3] > 2 * waits[1]
    assert source.failures == 4


@pytest.mark.parametrize("status", [400, 404, 422, 500])
def test_an_error_of_the_protocol_counts_whatever_its_status(
    source: Source, feed: OaiFeed, status: int
) -> None:
    harvest(source)
    nothing = feed._envelope('<error code="noRecordsMatch">nothing new</error>').get_data()
    feed.fault = lambda _page: Response(nothing, status, content_type="text/xml")
    run = harvest(Source.objects.get(pk=source.pk))
    assert (run.outcome, run.listed, run.completeness) == ("succeeded", 0, "incremental")
    assert len(live(source)) == 25
