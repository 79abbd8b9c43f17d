"""The background worker: what is due is done, and nothing that goes wrong with one source stops the others."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from harvesters import runs
from harvesters import work as worker
from harvesters.work import work
from registry.catalogue.models import Outbox, Resource
from registry.catalogue.overlay import set_overlay
from registry.sources.claiming import claim, due
from registry.sources.models import Run, Source
from registry.stopping import SIGNALS
from registry.turns import is_giving_way
from tests.factories import make_resource, make_source
from tests.harvesters.oai_feed import OaiFeed, numbered
from tests.search.finding import titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> OaiFeed:
    return OaiFeed(numbered(3))


@pytest.fixture
def source(provider: OaiFeed, httpserver: HTTPServer, settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    return make_source("Ministry", url=provider.serve(httpserver), due=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def own_signals() -> Iterator[None]:
    """The command says what signals do; afterwards they do what they did."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def poison(source: Source) -> Source:
    """Due before the other; its run breaks by a fault of the registry's own: there is no such protocol."""
    return make_source(
        "Poison",
        url="https://poison.example/",
        protocol="gopher",
        due=timezone.now() - timedelta(hours=1),
    )


def outcomes(source: Source) -> list[str]:
    return list(source.runs.values_list("outcome", flat=True))


def test_it_harvests_what_is_due_and_makes_it_searchable(source: Source) -> None:
    work(once=True)
    assert outcomes(source) == ["succeeded"]
    assert len(titles()) == 3
    assert not Outbox.objects.exists()


def test_it_leaves_what_is_not_due(source: Source) -> None:
    Source.objects.update(due=timezone.now() + timedelta(hours=1))
    work(once=True)
    assert outcomes(source) == []


@pytest.mark.parametrize("state", ["proposed", "refused", "paused"])
def test_it_leaves_what_is_not_approved(source: Source, state: str) -> None:
    Source.objects.update(state=state)
    work(once=True)
    assert outcomes(source) == []


def test_it_leaves_what_another_worker_holds(source: Source) -> None:
    claim(source)
    work(once=True)
    assert outcomes(source) == []


def test_what_was_harvested_is_due_again_after_its_cadence(source: Source) -> None:
    work(once=True)
    source.refresh_from_db()
    assert timedelta(hours=20) < source.due - timezone.now() < timedelta(hours=28)
    work(once=True)
    assert outcomes(source) == ["succeeded"]


def test_a_fault_in_one_source_does_not_stop_the_others(source: Source, poison: Source) -> None:
    work(once=True)
    assert outcomes(source) == ["succeeded"]
    assert outcomes(poison) == ["failed"]
    assert "The registry itself failed" in poison.runs.get().errors.get().reason


def test_a_source_whose_run_broke_is_put_off_and_given_back(poison: Source) -> None:
    work(once=True)
    poison.refresh_from_db()
    assert poison.due > timezone.now() + timedelta(minutes=5)
    assert poison.lease is None
    assert poison.failures == 1
    assert poison.pk not in due()


def test_a_feed_that_fails_does_not_stop_the_others(source: Source, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/gone").respond_with_data("", status=404)
    gone = make_source("Gone", url=httpserver.url_for("/gone"), due=timezone.now() - timedelta(hours=1))
    work(once=True)
    assert outcomes(gone) == ["failed"]
    assert outcomes(source) == ["succeeded"]
    assert due() == []


def test_it_brings_what_is_derived_up_to_date(source: Source) -> None:
    work(once=True)
    resource = Resource.objects.first()
    assert resource
    set_overlay(resource, "title", "Internet finance: letters of credit", actor="staff")
    work(once=True)
    resource.refresh_from_db()
    assert not resource.rating_due
    assert resource.profile["cells"]["internet-finance"]["value"] == 2
    assert "Internet finance: letters of credit" in titles()


@pytest.mark.usefixtures("own_signals")
def test_the_command_ends_when_nothing_is_due(source: Source) -> None:
    call_command("work", "--once")
    assert Run.objects.get().outcome == "succeeded"


@pytest.mark.usefixtures("own_signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_by_a_signal_and_says_so(
    source: Source, provider: OaiFeed, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    provider.page_size = 1

    def stop_at_the_second(page: int) -> None:
        if page == 1:
            os.kill(os.getpid(), number)

    provider.fault = stop_at_the_second
    call_command("work", "--once")
    assert "The worker has stopped." in capsys.readouterr().err
    run = source.runs.get()
    assert run.outcome == "cancelled"
    assert run.added in (1, 2)
    assert source.pk in due(), "it goes on at the next start"
    provider.fault = lambda _page: None
    work(once=True)
    assert len(titles()) == 3


def drained_by_another(**_how: object) -> int:
    Outbox.objects.all().delete()
    return 0


def taken_by_nobody(**_how: object) -> int:
    return 0


@pytest.mark.parametrize(("drain", "slept"), [(drained_by_another, []), (taken_by_nobody, [5.0])])
def test_only_an_engine_that_takes_nothing_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, drain: Callable[..., int], slept: list[float]
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(worker.time, "sleep", pauses.append)
    settings.OUTBOX_DRAIN = f"{__name__}.{drain.__name__}"
    worker.drain_soon()
    assert pauses == []
    set_overlay(make_resource("Customs"), "title", "Excise", actor="curator")
    worker.drain_soon()
    assert pauses == slept


GAVE_WAY: list[bool] = []


def note(**_how: object) -> int:
    GAVE_WAY.append(is_giving_way())
    return 1


def test_what_nobody_waits_for_gives_way_to_who_saves(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, source: Source
) -> None:
    GAVE_WAY.clear()
    settings.OUTBOX_DRAIN = f"{__name__}.note"
    monkeypatch.setattr(runs, "derive_occurrences", lambda _now: note())
    worker.harvest_due(source.pk)
    assert GAVE_WAY == [True]
    set_overlay(Resource.objects.all()[0], "title", "Excise", actor="curator")
    worker.drain_soon()
    assert GAVE_WAY == [True, False]
    settings.KEPT_BY_WORKER = [f"{__name__}.note"]
    worker.tidy()
    assert len(GAVE_WAY) > 3
    assert all(GAVE_WAY[2:])
