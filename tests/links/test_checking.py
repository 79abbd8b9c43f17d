"""The worker looks at what is due, politely; what it finds over days is kept, told to search, and shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from harvesters.fetch.problems import bad_status
from registry.catalogue.models import Outbox, Resource
from registry.catalogue.overlay import set_overlay
from registry.links.checking import KEPT, PACE, keep_checking
from registry.links.judging import Answer
from registry.links.models import Address, AskedHost, Check
from registry.links.states import dead_links, link_of
from registry.links.taking_up import take_up
from registry.sources.models import Host, Source
from registry.worklist.kinds import kinds
from registry.worklist.models import Task
from registry.worklist.refreshing import look_again
from tests.factories import make_resource, make_source, make_staff

pytestmark = pytest.mark.django_db

WORKS = Answer(outcome="works", status=200)
GONE = Answer(outcome="failed", status=404, reason="It answered 404 (Not Found).")
SHUT = Answer(outcome="unknown", status=403)
URL = "https://school.example/customs"


class Web:
    """Answers as it is told, and remembers what it was asked."""

    def __init__(self, **answers: Answer) -> None:
        self.answer = WORKS
        self.asked: list[str] = []

    def ask(self, url: str, *, by_get: bool = False) -> Answer:
        self.asked.append(url)
        return self.answer


class Days:
    """Time that passes by days only, from a minute after now: what has just been made is settled then."""

    def __init__(self) -> None:
        self.now = timezone.now() + timedelta(minutes=1)

    def pass_(self, days: float) -> datetime:
        self.now += timedelta(days=days)
        return self.now


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def days() -> Days:
    return Days()


def die(web: Web, days: Days) -> Address:
    """Three failures over six days."""
    web.answer = GONE
    for _ in range(3):
        keep_checking(web.ask, days.pass_(3))
    return Address.objects.get()


def test_an_address_that_works_is_asked_again_in_weeks(web: Web, days: Days) -> None:
    resource = make_resource(url=URL)
    assert keep_checking(web.ask, days.now) == 1
    assert web.asked == [URL]
    assert keep_checking(web.ask, days.pass_(20)) == 0
    assert keep_checking(web.ask, days.pass_(20)) == 1
    link = link_of(resource.pk)
    assert link is not None
    assert link.state == Address.State.WORKING


def test_it_is_dead_only_after_failures_over_days(web: Web, days: Days) -> None:
    resource = make_resource(url=URL)
    web.answer = GONE
    keep_checking(web.ask, days.now)
    keep_checking(web.ask, days.pass_(1.1))
    assert Address.objects.get().state == Address.State.FAILING
    assert dead_links([resource.pk]) == set()
    keep_checking(web.ask, days.pass_(4))
    assert Address.objects.get().state == Address.State.DEAD
    assert dead_links([resource.pk]) == {resource.pk}


def test_being_shut_out_is_no_failure(web: Web, days: Days) -> None:
    make_resource(url=URL)
    web.answer = SHUT
    for _ in range(6):
        keep_checking(web.ask, days.pass_(8))
    assert Address.objects.get().state == Address.State.UNKNOWN


def test_nobody_is_blamed_while_the_registry_itself_is_offline(web: Web, days: Days) -> None:
    make_resource(url=URL)
    make_resource(url="https://other.example/")
    web.answer = Answer(outcome="failed", reason="The host name was not found.")
    for _ in range(4):
        keep_checking(web.ask, days.pass_(8))
    assert set(Address.objects.values_list("state", "failures")) == {(Address.State.UNKNOWN, 0)}


def test_without_an_answer_it_fails_when_others_answer(web: Web, days: Days) -> None:
    make_resource(url=URL)
    make_resource(url="https://other.example/")

    def ask(url: str, *, by_get: bool = False) -> Answer:
        return Answer(outcome="failed") if url == URL else SHUT

    for _ in range(5):
        keep_checking(ask, days.pass_(8))
    assert Address.objects.get(url=URL).state == Address.State.DEAD


def test_search_is_told_when_a_link_dies_and_when_it_lives_again(web: Web, days: Days) -> None:
    resource = make_resource(url=URL)
    keep_checking(web.ask, days.now)
    Outbox.objects.all().delete()
    days.pass_(40)
    die(web, days)
    assert [row.resource for row in Outbox.objects.all()] == [resource.pk]
    web.answer = WORKS
    keep_checking(web.ask, days.pass_(8))
    assert Outbox.objects.count() == 2
    assert Address.objects.get().failures == 0


def test_one_host_is_asked_once_in_a_while(web: Web, days: Days) -> None:
    for number in range(3):
        make_resource(url=f"https://school.example/{number}")
    make_resource(url="https://other.example/")
    assert keep_checking(web.ask, days.now) == 2
    assert keep_checking(web.ask, days.now + PACE / 2) == 0
    assert keep_checking(web.ask, days.now + PACE) == 1


@pytest.mark.parametrize("wish", [{"delay": 3600.0}, {"retry_after": 3600.0}])
def test_a_site_s_own_pace_is_kept(web: Web, days: Days, wish: dict[str, Any]) -> None:
    make_resource(url=f"{URL}/1")
    make_resource(url=f"{URL}/2")
    web.answer = Answer(outcome="unknown", **wish)
    keep_checking(web.ask, days.now)
    assert keep_checking(web.ask, days.now + timedelta(minutes=50)) == 0
    assert keep_checking(web.ask, days.now + timedelta(minutes=70)) == 1


def test_a_host_that_is_harvested_or_asked_to_be_left_alone_waits(web: Web, days: Days) -> None:
    make_resource(url=URL)
    lease = uuid4()
    Host.objects.create(name="school.example", lease=lease)
    source = make_source()
    Source.objects.filter(pk=source.pk).update(lease=lease, leased_until=days.now + timedelta(minutes=5))
    assert keep_checking(web.ask, days.now) == 0
    Host.objects.update(lease=None, not_before=days.now + timedelta(minutes=5))
    assert keep_checking(web.ask, days.now) == 0
    assert keep_checking(web.ask, days.now + timedelta(minutes=6)) == 1


def test_two_workers_do_not_ask_the_same(web: Web, days: Days) -> None:
    make_resource(url=URL)
    others: list[int] = []

    def meanwhile(url: str, *, by_get: bool = False) -> Answer:
        others.append(keep_checking(web.ask, days.now + PACE * 2))
        return WORKS

    assert keep_checking(meanwhile, days.now) == 1
    assert others == [0]


def test_one_that_brings_its_worker_down_waits(web: Web, days: Days) -> None:
    make_resource(url=URL)

    def killed(url: str, *, by_get: bool = False) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_checking(killed, days.now)
    assert keep_checking(web.ask, days.now + timedelta(minutes=1)) == 0
    assert keep_checking(web.ask, days.now + timedelta(minutes=11)) == 1


def test_what_nobody_sees_is_not_asked(web: Web, days: Days) -> None:
    leader = make_resource(url=URL)
    make_resource(url="https://follower.example/a", leader=leader)
    make_resource(url="https://hidden.example/a", hidden=True)
    make_resource(url="https://deleted.example/a", state="deleted")
    make_resource(url="mailto:ana@school.example")
    make_resource(url="http://[broken/")
    make_resource(title="Without an address")
    keep_checking(web.ask, days.now)
    assert web.asked == [URL]


def test_a_source_that_is_refused_meanwhile_is_not_asked(web: Web, days: Days) -> None:
    make_resource(url=URL)
    take_up(days.now)
    Source.objects.update(state=Source.State.REFUSED)
    keep_checking(web.ask, days.now)
    assert web.asked == []
    assert Address.objects.get().state == Address.State.UNCHECKED


def test_resources_with_the_same_address_cost_one_request(web: Web, days: Days) -> None:
    both = [make_resource(url=URL).pk, make_resource(url=URL).pk]
    die(web, days)
    assert dead_links(both) == set(both)
    assert len(web.asked) == 3


def test_a_corrected_address_is_taken_up_and_the_old_one_forgotten(web: Web, days: Days) -> None:
    resource = make_resource(url=URL)
    die(web, days)
    web.answer = WORKS
    set_overlay(resource, "url", "https://school.example/new", actor="ann")
    keep_checking(web.ask, days.pass_(8))
    keep_checking(web.ask, days.pass_(8))
    assert link_of(resource.pk).url == "https://school.example/new"  # type: ignore[union-attr]
    assert dead_links([resource.pk]) == set()
    assert not Address.objects.filter(url=URL).exists()


def test_many_resources_are_taken_up_in_pieces(monkeypatch: pytest.MonkeyPatch, days: Days) -> None:
    monkeypatch.setattr("registry.links.taking_up.AT_ONCE", 2)
    for number in range(5):
        make_resource(url=f"https://school.example/{number}")
    assert [take_up(days.now) for _ in range(4)] == [2, 2, 1, 0]
    assert Address.objects.count() == 5


def test_what_changed_just_now_waits_for_its_neighbours(days: Days) -> None:
    make_resource(url=URL)
    assert take_up(timezone.now()) == 0
    assert take_up(days.now) == 1


def test_the_newest_checks_are_kept(web: Web, days: Days) -> None:
    make_resource(url=URL)
    for _ in range(KEPT + 5):
        keep_checking(web.ask, days.pass_(40))
    assert Check.objects.count() == KEPT
    newest = Check.objects.first()
    assert newest is not None
    assert newest.at == days.now


def test_it_ends_after_a_while_whatever_is_due(web: Web, days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    clock: Iterator[float] = iter(range(0, 1000, 4))
    monkeypatch.setattr("registry.links.checking.time.monotonic", lambda: next(clock))
    for number in range(9):
        make_resource(url=f"https://school-{number}.example/")
    assert 0 < keep_checking(web.ask, days.now) < 9


def test_readers_are_told_of_a_link_that_may_be_gone(web: Web, days: Days, client: Client) -> None:
    resource = make_resource(url=URL)
    warning = "Its address has not answered since"
    assert warning not in client.get(resource.get_absolute_url()).content.decode()
    die(web, days)
    assert warning in client.get(resource.get_absolute_url()).content.decode()
    assert Resource.objects.visible().count() == 1


def test_staff_see_dead_links_with_what_was_found(web: Web, days: Days, staff: Client) -> None:
    make_resource("Customs for beginners", url=URL)
    address = die(web, days)
    page = staff.get("/staff/links/").content.decode()
    assert URL in page
    assert "Customs for beginners" in page
    shown = staff.get(f"/staff/links/{address.pk}/").content.decode()
    assert "3 failures in a row" in shown
    assert shown.count("It answered 404") == 3


def test_a_dead_link_is_a_task_until_it_is_corrected(web: Web, days: Days, staff: Client) -> None:
    make_resource("Customs for beginners", url=URL)
    address = die(web, days)
    look_again("dead-link")
    task = Task.objects.get(kind="dead-link")
    kind = kinds()["dead-link"]
    assert kind.link(task) == f"/staff/links/{address.pk}/"
    assert "has not answered" in kind.why(task.details)
    staff.post(f"/staff/links/{address.pk}/correct/", {"url": "https://school.example/new"})
    assert not Task.objects.filter(kind="dead-link").exists()


def test_who_curates_another_economy_corrects_nothing(web: Web, days: Days) -> None:
    resource = make_resource(url=URL, source=make_source("Chamber", economy="CL"))
    address = die(web, days)
    client = Client()
    client.force_login(make_staff("li@alliance.example", "curator", economies=["VN"]))
    answer = client.post(f"/staff/links/{address.pk}/correct/", {"url": "https://school.example/new"})
    assert answer.status_code == 403
    resource.refresh_from_db()
    assert resource.effective["url"] == URL


def test_staff_correct_the_address_of_all_that_have_it(web: Web, days: Days, staff: Client) -> None:
    both = [make_resource(url=URL), make_resource(url=URL)]
    address = die(web, days)
    wrong = staff.post(f"/staff/links/{address.pk}/correct/", {"url": "javascript:alert(1)"})
    assert wrong.status_code == 422
    staff.post(
        f"/staff/links/{address.pk}/correct/", {"url": "https://school.example/new", "reason": "moved"}
    )
    for resource in both:
        resource.refresh_from_db()
        assert resource.effective["url"] == "https://school.example/new"


def test_what_was_found_is_told_in_the_language_of_the_page(web: Web, days: Days, staff: Client) -> None:
    make_resource(url=URL)
    web.answer = Answer(outcome="failed", status=404, reason=bad_status(URL, 404).problem.reason)
    keep_checking(web.ask, days.now)
    address = Address.objects.get()
    assert Check.objects.get().reason == f"{URL} answered 404 (Not Found)."
    page = staff.get(f"/staff/links/{address.pk}/", headers={"Accept-Language": "es"}).content.decode()
    assert f"{URL} respondió 404 (Not Found)." in page


def test_staff_have_it_looked_at_again(web: Web, days: Days, staff: Client) -> None:
    make_resource(url=URL)
    keep_checking(web.ask, days.now)
    address = Address.objects.get()
    assert address.due > days.now + timedelta(days=20)
    staff.post(f"/staff/links/{address.pk}/check/")
    address.refresh_from_db()
    assert address.due <= timezone.now()


@pytest.mark.parametrize(
    ("address", "status"),
    [("?state=bored", 400), ("?after=x", 200), (f"?after={10**30}", 200), (f"{10**30}/", 404), ("77/", 404)],
)
def test_addresses_that_are_none(address: str, status: int, staff: Client) -> None:
    assert staff.get(f"/staff/links/{address}").status_code == status


def test_the_list_goes_page_by_page(staff: Client) -> None:
    host = AskedHost.objects.create(name="school.example")
    now = datetime(2026, 11, 1, tzinfo=UTC)
    for number in range(70):
        resource = make_resource(f"Course {number}", url=f"{URL}/{number}" + "x" * 1500)
        address = Address.objects.create(
            digest=number, url=resource.effective["url"], host=host, state="dead", failing_since=now
        )
        address.carried_by.create(resource=resource)
    first = staff.get("/staff/links/")
    assert len(first.content) < 100_000
    second = staff.get(f"/staff/links/{first.context['next']}")
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 20)
    assert second.context["next"] == ""
