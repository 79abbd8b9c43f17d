"""Changes of many resources: made by the worker, whole whatever happens, and taken back whole."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from harvesters.work import work
from registry.bulk import running
from registry.bulk.actions import ACTIONS
from registry.bulk.models import BulkChange, BulkItem
from registry.bulk.running import begin, counts, run_due, take_back
from registry.catalogue.joining import join
from registry.catalogue.models import Change, Overlay, Record, Resource
from registry.catalogue.overlay import set_overlay
from registry.catalogue.writing import writing
from tests.counting import rows
from tests.factories import make_resource, make_source, make_staff
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return make_staff("ana")


def start(ana: User, action: str, resources: list[Resource], value: Any = None) -> BulkChange:
    return begin(action, [r.pk for r in resources], user=ana, actor="ana", value=value, reason="As agreed")


def run(bulk: BulkChange) -> dict[str, int]:
    run_due()
    bulk.refresh_from_db()
    return counts(bulk)


def undo(bulk: BulkChange) -> dict[str, int]:
    assert take_back(bulk, actor="bo")
    return run(bulk)


def values(resources: list[Resource]) -> list[tuple[Any, ...]]:
    kept = ("effective", "profile", "hidden", "off_topic", "tags", "title")
    return list(Resource.objects.filter(pk__in=[r.pk for r in resources]).order_by("pk").values_list(*kept))


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("accept", None),
        ("tag", "customs"),
        ("untag", "old"),
        ("language", "es"),
        ("hide", None),
        ("set-aside", None),
    ],
)
def test_each_change_is_made_and_taken_back_exactly(ana: User, action: str, value: Any) -> None:
    made = [make_resource(f"Course {n}", language="en", profile=FULL) for n in range(30)]
    for resource in made:
        set_overlay(resource, "tags", ["old"], actor="bo")
        resource.refresh_from_db()
    before = values(made)
    bulk = start(ana, action, made, value)
    assert values(made) == before
    told = run(bulk)
    assert (told["done"], bulk.state) == (30, "done")
    assert all(now != then for now, then in zip(values(made), before, strict=True))
    told = undo(bulk)
    assert (told["undone"], bulk.state) == (30, "taken-back")
    assert values(made) == before


def test_every_change_is_tried_here() -> None:
    assert set(ACTIONS) == {"accept", "tag", "untag", "language", "hide", "show", "set-aside"}


def test_what_was_hidden_is_shown_and_hidden_again(ana: User) -> None:
    resource = make_resource()
    set_overlay(resource, "hidden", True, actor="bo")
    bulk = start(ana, "show", [resource])
    run(bulk)
    assert Resource.objects.visible().exists()
    undo(bulk)
    assert not Resource.objects.visible().exists()


def test_the_worker_runs_it(ana: User) -> None:
    bulk = start(ana, "tag", [make_resource()], "customs")
    work(once=True)
    bulk.refresh_from_db()
    assert bulk.state == "done"


def test_what_is_so_already_is_left_alone(ana: User) -> None:
    tagged, other = make_resource(), make_resource()
    set_overlay(tagged, "tags", ["customs"], actor="bo")
    before = Change.objects.count()
    told = run(start(ana, "tag", [tagged, other], "customs"))
    assert (told["done"], told["unchanged"]) == (1, 1)
    assert Change.objects.count() == before + 1


def test_a_resource_that_is_gone_meanwhile_is_refused_and_the_others_are_changed(ana: User) -> None:
    gone, deleted, stays = make_resource("Gone"), make_resource("Deleted"), make_resource("Stays")
    leader = make_resource("Leader", source=make_source("A", url="https://a.example/"))
    follower = make_resource("Follower", source=make_source("B", url="https://b.example/"))
    bulk = start(ana, "tag", [gone, deleted, stays, leader, follower], "customs")
    Record.objects.filter(pk=gone.pk).update(state="withdrawn")
    set_overlay(deleted, "deleted", True, actor="bo")
    join(leader, follower, actor="bo")
    told = run(bulk)
    assert (told["done"], told["refused"], bulk.state) == (2, 3, "done")
    why = dict(bulk.items.filter(state="refused").values_list("resource", "why"))
    joined = Resource.objects.exclude(leader=None).get().pk
    assert why == {gone.pk: "withdrawn", deleted.pk: "deleted", joined: "joined"}
    assert not Overlay.objects.filter(resource=gone).exists()


def test_what_is_withdrawn_after_the_change_is_taken_back_all_the_same(ana: User) -> None:
    resource = make_resource()
    bulk = start(ana, "tag", [resource], "customs")
    run(bulk)
    Record.objects.filter(pk=resource.pk).update(state="withdrawn")
    assert undo(bulk)["undone"] == 1
    assert not Overlay.objects.exists()


def test_what_somebody_has_changed_since_stays_as_they_left_it(ana: User) -> None:
    one, other = make_resource("One"), make_resource("Other")
    bulk = start(ana, "tag", [one, other], "customs")
    run(bulk)
    one.refresh_from_db()
    set_overlay(one, "tags", ["customs", "mine"], actor="cy")
    told = undo(bulk)
    assert (told["kept"], told["undone"]) == (1, 1)
    one.refresh_from_db()
    assert one.tags == ["customs", "mine"]
    assert BulkItem.objects.get(resource=one).why == "changed-since"


def test_it_is_taken_back_once(ana: User) -> None:
    bulk = start(ana, "tag", [make_resource()], "customs")
    assert not take_back(bulk, actor="bo")  # it is not done yet
    run(bulk)
    undo(bulk)
    before = rows()
    assert not take_back(bulk, actor="bo")
    run_due()
    assert rows() == before


class Killed(BaseException):
    """As by the power cord."""


@pytest.mark.parametrize("batch", [0, 1, 2])
def test_killed_at_any_batch_it_goes_on_where_it_was(
    ana: User, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(running, "_BATCH", 10)
    made = [make_resource(f"Course {n}") for n in range(30)]
    bulk = start(ana, "tag", made, "customs")
    written = iter(range(10))

    def dying() -> Any:
        if next(written) == batch:
            raise Killed
        return writing()

    with monkeypatch.context() as patch:
        patch.setattr(running, "writing", dying)
        with pytest.raises(Killed):
            run_due()
    assert counts(bulk)["done"] == 10 * batch
    run_due()
    assert counts(bulk)["done"] == 10 * batch, "the lease of the worker that was killed is still good"
    BulkChange.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert run(bulk)["done"] == 30
    assert Change.objects.filter(field="tags").count() == 30


def test_a_worker_that_lost_its_lease_writes_nothing(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk = start(ana, "tag", [make_resource()], "customs")

    def stolen(bulk: BulkChange, lease: uuid.UUID) -> None:
        BulkChange.objects.update(lease=uuid.uuid4())
        run_of_its_own(bulk, lease)

    run_of_its_own = running._run
    monkeypatch.setattr(running, "_run", stolen)
    run_due()
    assert counts(bulk)["waiting"] == 1
    assert not Change.objects.exists()


def test_a_change_that_there_is_not_is_refused(ana: User) -> None:
    with pytest.raises(ValueError, match="There is no bulk change 'burn'"):
        start(ana, "burn", [make_resource()])


def test_each_resource_is_changed_once(ana: User) -> None:
    resource = make_resource()
    bulk = start(ana, "tag", [resource, resource], "customs")
    assert counts(bulk)["total"] == 1
