"""Decisions on sources are taken back from their history, or the history says why not and what to do instead."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from harvesters import absence, adding, secrets
from harvesters.steering import cancel
from registry.catalogue.models import AlwaysTaken, Change, Overlay, Resource
from registry.catalogue.overlay import set_overlay
from registry.reverting.reverting import NotRevertible, Overtaken, revert
from registry.roles.granting import CURATOR
from registry.sources.models import Run, Source
from registry.worklist.models import Task
from registry.worklist.refreshing import look_again
from tests.curation.conftest import harvest_again
from tests.factories import make_resource, make_source, make_staff
from tests.harvesters.oai_feed import OaiFeed
from tests.reverting.conftest import last

pytestmark = pytest.mark.django_db


def now(source: Source) -> Source:
    return Source.objects.get(pk=source.pk)


def taken_back(client: Client, change: Change, **given: str) -> int:
    return client.post(f"/staff/changes/{change.pk}/take-back/", given).status_code


def page(client: Client, source: Source) -> str:
    return client.get(f"/staff/sources/{source.uuid}/").content.decode()


def test_an_approval_taken_back_is_a_proposal_again(staff: Client) -> None:
    source = make_source("School", state="proposed")
    shown = make_resource(source=source)
    adding.approve(source, actor="ana")
    assert Resource.objects.visible().filter(pk=shown.pk).exists()
    assert taken_back(staff, last(field="state")) == 303
    assert now(source).state == "proposed"
    assert not Resource.objects.visible().filter(pk=shown.pk).exists()
    look_again()
    assert Task.objects.filter(kind="proposed-source").count() == 1


def test_the_revert_of_that_approves_it_again(staff: Client) -> None:
    source = make_source("School", state="proposed")
    shown = make_resource(source=source)
    adding.approve(source, actor="ana")
    for state in ("proposed", "approved", "proposed"):
        assert taken_back(staff, last(field="state")) == 303
        assert now(source).state == state
    assert not Resource.objects.visible().filter(pk=shown.pk).exists()


def test_a_pause_taken_back_makes_it_due(source: Source) -> None:
    adding.pause(source, actor="ana", reason="they move")
    Source.objects.filter(pk=source.pk).update(due=timezone.now() + timezone.timedelta(days=9))
    revert(last(field="state"), actor="bo")
    assert now(source).state == "approved"
    assert now(source).due <= timezone.now()


def test_a_refusal_that_comes_back_has_its_reason(source: Source) -> None:
    adding.refuse(source, actor="ana", reason="not about trade")
    adding.approve(source, actor="bo")
    revert(last(field="state"), actor="cy")
    assert (now(source).state, now(source).state_reason) == ("refused", "not about trade")


def test_a_decision_that_others_followed_is_shown_with_them_first(staff: Client, source: Source) -> None:
    adding.pause(source, actor="ana")
    pause = last(field="state")
    adding.refuse(source, actor="bo", reason="gone for good")
    with pytest.raises(Overtaken):
        revert(pause, actor="cy")
    answer = staff.post(f"/staff/changes/{pause.pk}/take-back/")
    assert answer.status_code == 409
    assert "gone for good" in answer.content.decode()
    assert f"/staff/sources/{source.uuid}/" in answer.content.decode()
    assert now(source).state == "refused"
    assert taken_back(staff, pause, anyway="1") == 303
    assert now(source).state == "approved"


def test_settings_are_as_they_were(staff: Client, source: Source) -> None:
    before = dict(source.settings)
    adding.change_settings(source, {"language": "es"}, actor="ana")
    adding_them = last(field="settings")
    assert taken_back(staff, adding_them) == 303
    assert now(source).settings == before
    assert taken_back(staff, last(field="settings")) == 303
    assert now(source).settings == {"language": "es"}


def test_settings_that_are_so_already_are_told_as_that(source: Source) -> None:
    before = dict(source.settings)
    adding.change_settings(source, {"language": "es"}, actor="ana")
    change = last(field="settings")
    adding.change_settings(source, before, actor="bo")
    with pytest.raises(NotRevertible, match="so already"):
        revert(change, actor="cy", anyway=True)


def test_each_part_of_the_pace_is_taken_back_by_itself(staff: Client, source: Source) -> None:
    pace = {"cadence_hours": 6, "jitter_percent": 0, "backoff_minutes": 5, "collapse_percent": 50}
    kept = {f"pace-{name}": str(value) for name, value in pace.items()}
    before = (source.cadence_hours, source.collapse_percent)
    assert staff.post(f"/staff/sources/{source.uuid}/pace/", kept).status_code == 303
    assert "hours between two runs" in page(staff, source)
    assert taken_back(staff, last(field="collapse_percent")) == 303
    assert (now(source).cadence_hours, now(source).collapse_percent) == (6, before[1])
    assert taken_back(staff, last(field="cadence_hours", actor__startswith="staff")) == 303
    assert now(source).cadence_hours == before[0]
    assert taken_back(staff, last(field="cadence_hours")) == 303
    assert now(source).cadence_hours == 6


def test_taking_always_is_ended_and_begun_again(staff: Client, source: Source, resource: Resource) -> None:
    set_overlay(resource, "title", "Mine", actor="ana")
    staff.post(f"/staff/resources/{resource.public_id}/fields/title/take-always/")
    assert AlwaysTaken.objects.count() == 1
    assert taken_back(staff, last(cause="take always")) == 303
    assert not AlwaysTaken.objects.exists()
    assert taken_back(staff, last(cause="take always")) == 303
    assert AlwaysTaken.objects.count() == 1
    assert not Overlay.objects.exists(), "the correction is taken back by itself"


@pytest.fixture
def held(feed: OaiFeed, source: Source) -> Run:
    for name in list(feed.records)[:5]:
        del feed.records[name]
    return harvest_again(source)


@pytest.mark.parametrize(
    ("decide", "told"),
    [
        (absence.release, "Read all of the source: what it still lists comes back"),
        (absence.discard, "the next complete list is held again"),
    ],
)
def test_a_held_run_that_was_decided_on_says_what_to_do_instead(
    decide: object, told: str, staff: Client, source: Source, held: Run
) -> None:
    assert callable(decide)
    decide(held, actor="ana")
    change = last(field="held run")
    answer = staff.post(f"/staff/changes/{change.pk}/take-back/")
    assert answer.status_code == 409
    assert told in answer.content.decode()
    shown = page(staff, source)
    assert told in shown
    assert f"/staff/changes/{change.pk}/take-back/" not in shown


def test_what_a_released_run_removed_comes_back_when_it_is_listed(feed: OaiFeed, source: Source) -> None:
    """What the history advises does help."""
    records = dict(feed.records)
    for name in list(feed.records)[:5]:
        del feed.records[name]
    absence.release(harvest_again(source), actor="ana")
    assert Resource.objects.visible().count() == 1
    feed.records.update(records)
    harvest_again(source)
    assert Resource.objects.visible().count() == 6


def test_a_cancelled_run_and_a_secret_say_what_to_do_instead(staff: Client, source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(leased_until=timezone.now() + timezone.timedelta(minutes=5))
    cancel(now(source), actor="ana")
    secrets.keep(source, "token", "a-secret-of-some-length", actor="ana")
    shown = page(staff, source)
    assert "it goes on where it stopped" in shown
    assert "Secrets are not in the history" in shown
    assert "a-secret" not in shown
    assert taken_back(staff, last(field="secret")) == 409


def test_it_is_for_senior_curators(source: Source) -> None:
    adding.pause(source, actor="ana")
    curator = Client()
    curator.force_login(make_staff("bo", CURATOR))
    assert taken_back(curator, last(field="state")) == 403
    assert now(source).state == "paused"
    assert "take-back" not in page(curator, source)


def test_a_source_that_is_gone_is_told_as_that(staff: Client) -> None:
    source = make_source("School")
    adding.pause(source, actor="ana")
    Source.objects.all().delete()
    answer = staff.post(f"/staff/changes/{last(field='state').pk}/take-back/")
    assert answer.status_code == 409
    assert "source that is still there" in answer.content.decode()
