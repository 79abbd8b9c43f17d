"""Anybody asks for something to be taken down; a person decides, once, and whoever asked is told."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.catalogue.models import Change, Resource
from registry.curation.models import Mail
from registry.roles.granting import CURATOR, SENIOR
from registry.takedown.models import TakedownRequest
from registry.takedown.views import REQUESTS_AN_HOUR
from registry.worklist.models import Task
from registry.worklist.refreshing import look_again
from tests.counting import rows
from tests.factories import make_resource, make_staff

pytestmark = pytest.mark.django_db

GIVEN = {
    "ground": "rights",
    "text": "It is my course, <b>copied</b>.",
    "name": "Xu",
    "email": "xu@smme.example",
}


def address(resource: Resource) -> str:
    return f"/takedown/resources/{resource.public_id}/"


def decide(client: Client, decision: str, answer: str = "You are right.") -> int:
    asked = TakedownRequest.objects.get()
    return client.post(f"/staff/takedowns/{asked.uuid}/{decision}/", {"answer": answer}).status_code


@pytest.fixture
def asked(client: Client) -> TakedownRequest:
    client.post(address(make_resource("Copied course")), GIVEN)
    return TakedownRequest.objects.get()


def test_the_page_of_a_resource_leads_there(client: Client) -> None:
    resource = make_resource()
    assert address(resource) in client.get(resource.get_absolute_url()).content.decode()
    assert client.get(address(resource)).status_code == 200


def test_a_request_is_kept_and_can_be_followed(client: Client) -> None:
    page = client.post(address(make_resource()), GIVEN, follow=True).content.decode()
    assert "waits for a decision" in page
    assert "&lt;b&gt;copied&lt;/b&gt;" in page
    assert Resource.objects.visible().count() == 1, "nothing happens before a person has decided"


def test_a_form_that_is_sent_twice_is_one_request(client: Client) -> None:
    path = address(make_resource("Copied course"))
    once = client.get(path).context["form"]["once"].value()
    answers = [client.post(path, {**GIVEN, "once": once})["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert TakedownRequest.objects.count() == 1
    assert Change.objects.filter(field="takedown").count() == 1
    again = client.get(path).context["form"]["once"].value()
    client.post(path, {**GIVEN, "once": again})
    assert TakedownRequest.objects.count() == 2


def test_the_letter_is_in_the_language_of_who_asked(client: Client, staff: Client) -> None:
    client.post(address(make_resource("Copied course")), GIVEN, headers={"Accept-Language": "es"})
    asked = TakedownRequest.objects.get()
    staff.post(
        f"/staff/takedowns/{asked.uuid}/take-down/", {"answer": "Sí."}, headers={"Accept-Language": "vi"}
    )
    mail = Mail.objects.get()
    assert mail.subject == "Su solicitud: retirado"
    assert "Hemos decidido sobre su solicitud" in mail.body


def test_it_waits_for_senior_curators(client: Client, asked: TakedownRequest) -> None:
    look_again()
    for role, offered in ((CURATOR, False), (SENIOR, True)):
        client.force_login(make_staff(role, role))
        page = client.get("/staff/", {"kind": "takedown"}).content.decode()
        assert (f"/staff/takedowns/{asked.uuid}/" in page) is offered
    assert "uses my work without my permission" in page


def test_what_is_taken_down_is_gone_and_recorded(
    staff: Client, client: Client, asked: TakedownRequest
) -> None:
    look_again()
    assert decide(staff, "take-down") == 303
    assert client.get(asked.resource.get_absolute_url()).status_code == 410
    page = client.get(f"/takedown/{asked.uuid}/").content.decode()
    assert "taken down" in page
    assert "You are right." in page
    told = Change.objects.filter(field="takedown").values_list("after", "actor")
    assert [after for after, _actor in told] == ["received", "taken-down"]
    assert all("xu" not in actor.lower() for _after, actor in told)
    assert not Task.objects.filter(kind="takedown").exists()
    assert "taken down" in staff.get("/staff/takedowns/").content.decode()


def test_whoever_asked_is_told_by_mail(staff: Client, asked: TakedownRequest) -> None:
    decide(staff, "refuse", "It is open to all.")
    mail = Mail.objects.get()
    assert mail.to == "xu@smme.example"
    assert "It is open to all." in mail.body
    assert f"/takedown/{asked.uuid}/" in mail.body


def test_who_gives_no_address_gets_no_mail(staff: Client, client: Client) -> None:
    client.post(address(make_resource()), GIVEN | {"email": "", "name": ""})
    decide(staff, "take-down")
    assert not Mail.objects.exists()


def test_a_refused_request_leaves_all_as_it_is(staff: Client, asked: TakedownRequest) -> None:
    decide(staff, "refuse")
    assert Resource.objects.visible().count() == 1
    asked.refresh_from_db()
    assert asked.state == "refused"


def test_the_second_decision_comes_too_late(staff: Client, asked: TakedownRequest) -> None:
    decide(staff, "refuse", "First")
    before = rows()
    given = {"answer": "Second"}
    page = staff.post(f"/staff/takedowns/{asked.uuid}/take-down/", given, follow=True).content.decode()
    assert "Somebody has just decided" in page
    assert {t: r for t, r in rows().items() if "session" not in t} == {
        t: r for t, r in before.items() if "session" not in t
    }


def test_a_decision_needs_a_reason(staff: Client, asked: TakedownRequest) -> None:
    assert decide(staff, "take-down", " ") == 422
    assert decide(staff, "burn") == 404
    assert Resource.objects.visible().exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"ground": ""},
        {"ground": "x"},
        {"text": " "},
        {"text": "x" * 5_001},
        {"email": "li@"},
        {"email": f"{'x' * 250}@smme.example"},
        {"name": "x" * 201},
    ],
)
def test_a_form_with_a_mistake_comes_back(client: Client, wrong: dict[str, str]) -> None:
    resource = make_resource()
    answer = client.post(address(resource), GIVEN | wrong)
    assert answer.status_code == 422
    assert not TakedownRequest.objects.exists()


def test_too_many_in_an_hour_are_told_to_come_later(client: Client) -> None:
    resource = make_resource()
    for _n in range(REQUESTS_AN_HOUR):
        assert client.post(address(resource), GIVEN).status_code == 303
    answer = client.post(address(resource), GIVEN)
    assert answer.status_code == 429
    assert "send it again in an hour" in answer.content.decode()
    assert "It is my course" in answer.content.decode()
    assert TakedownRequest.objects.count() == REQUESTS_AN_HOUR


def test_who_asks_too_often_stops_nobody_else_behind_the_same_web_server(client: Client) -> None:
    resource = make_resource()
    for _n in range(REQUESTS_AN_HOUR + 1):
        client.post(address(resource), GIVEN, headers={"X-Forwarded-For": "198.51.100.1"})
    answer = client.post(address(resource), GIVEN, headers={"X-Forwarded-For": "198.51.100.2"})
    assert answer.status_code == 303


def test_what_is_not_shown_cannot_be_asked_for(client: Client) -> None:
    hidden = make_resource(hidden=True)
    assert client.get(address(hidden)).status_code == 404
    assert client.post(address(hidden), GIVEN).status_code == 404
    assert client.get("/takedown/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_request_from_elsewhere_is_refused() -> None:
    guarded = Client(enforce_csrf_checks=True)
    assert guarded.post(address(make_resource()), GIVEN).status_code == 403
