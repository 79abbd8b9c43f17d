"""Run now, full, pause, resume, cancel: by command and by staff's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from harvesters.runs import harvest
from harvesters.work import work
from registry.catalogue.models import Change
from registry.progress import Progress
from registry.sources.claiming import due
from registry.sources.models import Source
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered
from tests.harvesters.test_runs import counts

pytestmark = pytest.mark.django_db
NAME = "Feed feed"


@pytest.fixture
def feed() -> OaiFeed:
    return OaiFeed(numbered(25))


@pytest.fixture
def source(feed: OaiFeed, httpserver: HTTPServer, settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    return make_source("Feed", url=feed.serve(httpserver), due=timezone.now() + timedelta(days=1))


def order(name: str) -> None:
    call_command("sources", name, NAME)


def test_run_now_makes_it_due(source: Source) -> None:
    order("run-now")
    assert due() == [source.pk]


def test_full_asks_for_everything_once(source: Source, feed: OaiFeed) -> None:
    harvest(source)
    order("full")
    feed.requests.clear()
    work(once=True)
    assert not any("from=" in request for request in feed.requests)
    assert counts(source.runs.first()) == {"listed": 25, "unchanged": 25}  # type: ignore[arg-type]
    order("run-now")
    feed.requests.clear()
    work(once=True)
    assert any("from=" in request for request in feed.requests)


def test_pause_and_resume(source: Source) -> None:
    order("pause")
    Source.objects.update(due=timezone.now())
    assert due() == []
    order("resume")
    assert due() == [source.pk]


@pytest.mark.parametrize("how", ["cancel", "pause"])
def test_a_run_ends_at_its_next_page_and_is_gone_on_with(source: Source, feed: OaiFeed, how: str) -> None:
    class Ordered(Progress):
        def advance(self, count: int = 1) -> None:
            order(how)

    run = harvest(source, progress=Ordered("ordered"))
    assert (run.outcome, counts(run)) == ("cancelled", {"listed": 10, "added": 10})
    source.refresh_from_db()
    assert (source.lease, source.cancel_asked, source.failures) == (None, False, 0)
    assert due() == [], "it does not begin again by itself"
    if how == "pause":
        order("resume")
        source.refresh_from_db()
    run = harvest(source)
    assert (run.outcome, run.added) == ("succeeded", 15)


def test_nothing_is_cancelled_where_nothing_goes_on(source: Source) -> None:
    with pytest.raises(CommandError, match="not being harvested"):
        order("cancel")
    harvest(source)
    assert source.runs.get().outcome == "succeeded"


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("proposed", "run-now"),
        ("paused", "full"),
        ("refused", "pause"),
        ("approved", "resume"),
        ("refused", "resume"),
    ],
)
def test_what_makes_no_sense_is_refused_with_advice(source: Source, state: str, name: str) -> None:
    Source.objects.update(state=state)
    with pytest.raises(CommandError, match=r"approve it first|only a paused source"):
        order(name)
    source.refresh_from_db()
    assert (source.state, due()) == (state, [])


def test_staff_read_all_of_it(source: Source, staff: Client) -> None:
    address = f"/staff/sources/{source.uuid}/"
    page = staff.post(f"{address}full/", {"reason": ""}, follow=True).content.decode()
    assert "read in full as soon as a worker is free" in page
    assert "· in full" in page
    source.refresh_from_db()
    assert source.full_due


def test_staff_cancel_what_is_being_read(source: Source, staff: Client) -> None:
    address = f"/staff/sources/{source.uuid}/"
    assert "Cancel the reading" not in staff.get(address).content.decode()
    Source.objects.update(
        lease="00000000-0000-4000-8000-000000000000", leased_until=timezone.now() + timedelta(minutes=1)
    )
    page = staff.get(address).content.decode()
    assert "It is being read now." in page
    assert "Cancel the reading" in page
    staff.post(f"{address}cancel/", {"reason": ""})
    source.refresh_from_db()
    assert source.cancel_asked
    assert Change.objects.filter(after="cancelled").get().actor.startswith("staff-")


def test_staff_set_the_pace(source: Source, staff: Client) -> None:
    address = f"/staff/sources/{source.uuid}/"
    pace = {"cadence_hours": 6, "jitter_percent": 0, "backoff_minutes": 5, "collapse_percent": 60}
    given = {f"pace-{name}": value for name, value in pace.items()}
    page = staff.post(f"{address}pace/", given, follow=True).content.decode()
    assert "Saved." in page
    source.refresh_from_db()
    assert {name: getattr(source, name) for name in pace} == pace
    assert set(Change.objects.values_list("field", "before", "after")) == {
        ("cadence_hours", 24, 6), ("jitter_percent", 10, 0), ("backoff_minutes", 10, 5), ("collapse_percent", 80, 60)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [("cadence_hours", 0), ("jitter_percent", 51), ("collapse_percent", 101), ("backoff_minutes", "soon")],
)
def test_a_pace_that_makes_no_sense_comes_back(
    source: Source, staff: Client, field: str, value: object
) -> None:
    given = {
        "pace-cadence_hours": 6,
        "pace-jitter_percent": 0,
        "pace-backoff_minutes": 5,
        "pace-collapse_percent": 60,
    }
    answer = staff.post(f"/staff/sources/{source.uuid}/pace/", given | {f"pace-{field}": value})
    assert answer.status_code == 422
    assert "Something here needs another look" in answer.content.decode()
    source.refresh_from_db()
    assert source.cadence_hours == 24
