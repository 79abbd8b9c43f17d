"""A collapsed listing is held until staff decide."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.catalogue.models import Resource
from registry.sources.models import Run, Source
from registry.worklist.refreshing import look_again
from tests.curation.conftest import harvest_again
from tests.harvesters.oai_feed import OaiFeed, numbered

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(source: Source, feed: OaiFeed) -> Run:
    feed.records = numbered(1)
    run = harvest_again(source)
    assert (run.outcome, run.would_withdraw) == ("held", 5)
    return run


def shown() -> int:
    return Resource.objects.visible().count()


def test_it_waits_in_the_queue_and_says_what_would_go(staff: Client, held: Run) -> None:
    look_again()
    assert f"/staff/runs/{held.pk}/" in staff.get("/staff/").content.decode()
    page = staff.get(f"/staff/runs/{held.pk}/").content.decode()
    assert "5 records are no longer in it" in page
    assert "Remove them" in page


def test_releasing_removes_what_is_gone(staff: Client, held: Run) -> None:
    look_again()
    page = staff.post(f"/staff/runs/{held.pk}/release/", follow=True).content.decode()
    assert "they were removed" in page
    assert "Remove them" not in page
    assert shown() == 1
    assert f"/staff/runs/{held.pk}/" not in staff.get("/staff/").content.decode()


def test_discarding_keeps_everything(staff: Client, held: Run) -> None:
    look_again()
    page = staff.post(f"/staff/runs/{held.pk}/discard/", follow=True).content.decode()
    assert "they were kept" in page
    assert shown() == 6
    assert f"/staff/runs/{held.pk}/" not in staff.get("/staff/").content.decode()


def test_the_second_decision_comes_too_late(staff: Client, held: Run) -> None:
    staff.post(f"/staff/runs/{held.pk}/discard/")
    page = staff.post(f"/staff/runs/{held.pk}/release/", follow=True).content.decode()
    assert "somebody has just made it" in page
    assert shown() == 6


def test_a_run_that_is_not_held_waits_for_nothing(staff: Client, source: Source) -> None:
    run = source.runs.get()
    assert "Remove them" not in staff.get(f"/staff/runs/{run.pk}/").content.decode()
    page = staff.post(f"/staff/runs/{run.pk}/release/", follow=True).content.decode()
    assert "waits for no decision" in page


def test_the_decision_is_in_the_history_of_the_source(staff: Client, held: Run) -> None:
    staff.post(f"/staff/runs/{held.pk}/release/")
    page = staff.get(f"/staff/sources/{held.source.uuid}/").content.decode()
    assert "Held run" in page
    assert "released" in page
