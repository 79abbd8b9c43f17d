"""Decisions on what readers wrote, and on who is of the staff."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from registry.catalogue.models import Change, Resource
from registry.curation import staff as people
from registry.faults.models import Fault
from registry.faults.reporting import open_faults, report
from registry.followup import moderation
from registry.followup.models import Invitation, Question
from registry.reverting.reverting import NotRevertible, revert
from registry.roles.granting import CURATOR, SENIOR
from tests.factories import make_resource, make_source, make_staff
from tests.reverting.conftest import last

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported() -> Resource:
    resource = make_resource(source=make_source("Ministry", economy="CL"))
    for note in ("one", "two"):
        report(resource, "link", note, timezone.now())
    return resource


def settle(client: Client, resource: Resource) -> None:
    newest = open_faults(resource).values_list("pk", flat=True).last()
    client.post(f"/staff/faults/{resource.public_id}/settle/", {"up_to": str(newest)})


def test_settled_reports_wait_again_and_are_settled_again(staff: Client, reported: Resource) -> None:
    settle(staff, reported)
    assert not open_faults(reported).exists()
    for waiting in (2, 0, 2):
        answer = staff.post(f"/staff/changes/{last(field='reports').pk}/take-back/")
        assert answer["Location"] == f"/staff/faults/{reported.public_id}/"
        assert open_faults(reported).count() == waiting


def test_reports_that_came_since_are_in_nobodys_way(staff: Client, reported: Resource) -> None:
    settle(staff, reported)
    first = last(field="reports")
    report(reported, "link", "three", timezone.now())
    settle(staff, reported)
    revert(first, actor="bo")
    assert [fault.note for fault in open_faults(reported)] == ["one", "two"]
    revert(last(field="reports"), actor="bo")
    assert not open_faults(reported).exists()
    assert Fault.objects.count() == 3


@pytest.fixture
def asked() -> Question:
    return Question.objects.create(
        once=uuid4(), title="Which form?", language="es", state="waiting", why_waiting="anonymous"
    )


def decide(client: Client, question: Question, decision: str) -> None:
    client.post(f"/staff/follow-up/question/{question.pk}/{decision}/")


def state(question: Question) -> str:
    return Question.objects.get(pk=question.pk).state


@pytest.mark.parametrize(("decision", "decided"), [("show", "shown"), ("refuse", "refused")])
def test_a_question_waits_again_and_is_decided_again(
    decision: str, decided: str, staff: Client, asked: Question
) -> None:
    decide(staff, asked, decision)
    assert "Which form?" in staff.get("/staff/follow-up/").content.decode()
    for expected in ("waiting", decided, "waiting"):
        change = last(cause=moderation.CAUSE)
        assert f"/staff/changes/{change.pk}/take-back/" in staff.get("/staff/follow-up/").content.decode()
        answer = staff.post(f"/staff/changes/{change.pk}/take-back/")
        assert answer["Location"] == "/staff/follow-up/"
        assert state(asked) == expected
    assert (Client().get(f"/questions/{asked.uuid}/").status_code == 200) == (state(asked) == "shown")


def test_nothing_that_anybody_wrote_is_in_the_history(staff: Client, asked: Question) -> None:
    decide(staff, asked, "show")
    row = last(cause=moderation.CAUSE)
    assert (row.subject, row.before, row.after) == (f"question:{asked.pk}", "waiting", "shown")


def test_nobody_is_asked_twice(staff: Client, asked: Question) -> None:
    decide(staff, asked, "show")
    invited = Invitation.objects.count()
    for _time in range(2):
        revert(last(cause=moderation.CAUSE), actor="bo")
    assert state(asked) == "shown"
    assert Invitation.objects.count() == invited


def test_who_curates_another_language_does_not_take_it_back(staff: Client, asked: Question) -> None:
    decide(staff, asked, "show")
    other = Client()
    other.force_login(make_staff("vi", CURATOR, languages=["vi"]))
    assert other.post(f"/staff/changes/{last(cause=moderation.CAUSE).pk}/take-back/").status_code == 403
    assert "take-back" not in other.get("/staff/follow-up/").content.decode()


def test_what_its_writer_has_deleted_is_told_as_that(staff: Client, asked: Question) -> None:
    decide(staff, asked, "refuse")
    asked.delete()
    answer = staff.post(f"/staff/changes/{last(cause=moderation.CAUSE).pk}/take-back/")
    assert answer.status_code == 409
    assert "has deleted it" in answer.content.decode()
    assert "take-back" not in staff.get("/staff/follow-up/").content.decode()


def test_who_is_given_which_role_is_in_the_history_without_their_name() -> None:
    people.add("ana@alliance.example", CURATOR, ["CL"], ["es"])
    people.add("ana@alliance.example")  # another link, the same role
    people.add("ana@alliance.example", SENIOR)
    rows = list(Change.objects.filter(field="role"))
    assert [row.after["name"] for row in rows if row.after] == [CURATOR, SENIOR]
    assert rows[1].before == {"name": CURATOR, "economies": ["CL"], "languages": ["es"]}
    assert "ana" not in rows[0].subject
    with pytest.raises(NotRevertible, match="staff add"):
        revert(rows[0], actor="bo")
