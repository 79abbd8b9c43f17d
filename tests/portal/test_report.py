"""A reader reports a fault, and the staff settle it."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.catalogue.models import Resource
from registry.faults.models import Fault
from registry.faults.reporting import MOST_OPEN
from registry.faults.worklist_kind import ReportedFault
from registry.portal.views.report import REPORTS_AN_HOUR
from registry.worklist.models import Task
from registry.worklist.refreshing import look_again
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed() -> Resource:
    return make_resource("Customs clearance", language="en")


def send(client: Client, resource: Resource, what: str = "link", note: str = "") -> int:
    address = f"/resources/{resource.public_id}/report/"
    return client.post(address, {"what": what, "note": note}).status_code


def test_a_report_is_kept_without_the_reader(client: Client, listed: Resource) -> None:
    assert "Report a fault" in client.get(listed.get_absolute_url()).content.decode()
    assert send(client, listed, "dates", "It was on 3 May.") == 303
    fault = Fault.objects.get()
    assert (fault.resource, fault.what, fault.note) == (listed, "dates", "It was on 3 May.")


def test_sent_twice_it_is_one_report(client: Client, listed: Resource) -> None:
    for _time in range(2):
        assert send(client, listed, "link", "404") == 303
    assert Fault.objects.count() == 1


def test_without_a_choice_or_with_a_strange_one_it_asks_again(client: Client, listed: Resource) -> None:
    for what in ("", "nonsense"):
        assert send(client, listed, what, "something") == 422
    assert send(client, listed, "other", "a" * 1001) == 422
    assert not Fault.objects.exists()


def test_too_many_from_one_visitor_are_refused_kindly(client: Client, listed: Resource) -> None:
    for number in range(REPORTS_AN_HOUR):
        assert send(client, listed, "other", f"note {number}") == 303
    response = client.post(f"/resources/{listed.public_id}/report/", {"what": "other", "note": "one more"})
    assert response.status_code == 422
    assert "Please come back later." in response.content.decode()
    assert Fault.objects.count() == REPORTS_AN_HOUR


def test_who_reports_too_often_stops_nobody_else_behind_the_same_web_server(
    client: Client, listed: Resource
) -> None:
    address = f"/resources/{listed.public_id}/report/"
    for number in range(REPORTS_AN_HOUR + 1):
        said = {"what": "other", "note": f"note {number}"}
        client.post(address, said, headers={"X-Forwarded-For": "198.51.100.1"})
    last = client.post(address, {"what": "link"}, headers={"X-Forwarded-For": "198.51.100.2"})
    assert last.status_code == 303


def test_a_resource_takes_so_many_reports_and_no_more(client: Client, listed: Resource) -> None:
    Fault.objects.bulk_create(
        Fault(resource=listed, what="link", digest=f"{number}") for number in range(MOST_OPEN)
    )
    assert send(client, listed) == 303
    assert Fault.objects.count() == MOST_OPEN


def test_what_may_not_be_seen_cannot_be_reported(client: Client) -> None:
    assert send(client, make_resource(hidden=True)) == 404


def test_it_becomes_a_task_and_goes_when_it_is_settled(
    client: Client, staff: Client, listed: Resource
) -> None:
    send(client, listed, "link", "It says <b>404</b>.")
    send(client, listed, "dates")
    look_again(ReportedFault.id)
    task = Task.objects.get(kind="reported-fault")
    assert task.resource == listed
    assert ReportedFault().why(task.details).startswith("2 readers report, the last: A date")
    page = staff.get(ReportedFault().link(task)).content.decode()
    assert "It says &lt;b&gt;404&lt;/b&gt;." in page
    last = Fault.objects.latest("pk").pk
    send(client, listed, "other", "after they had looked")
    response = staff.post(f"/staff/faults/{listed.public_id}/settle/", {"up_to": last})
    assert response.status_code == 303
    assert [fault.note for fault in Fault.objects.filter(settled=None)] == ["after they had looked"]
    staff.post(f"/staff/faults/{listed.public_id}/settle/", {"up_to": last + 1})
    assert not Task.objects.filter(kind="reported-fault").exists()


@pytest.mark.parametrize("up_to", ["", "x", "9" * 40, "-1"])
def test_settling_nothing_says_so(staff: Client, listed: Resource, up_to: str) -> None:
    response = staff.post(f"/staff/faults/{listed.public_id}/settle/", {"up_to": up_to}, follow=True)
    assert "There was nothing left to settle." in response.content.decode()


def test_only_staff_see_reports(client: Client, member: Client, listed: Resource) -> None:
    address = f"/staff/faults/{listed.public_id}/"
    assert client.get(address).status_code == 302
    assert member.get(address).status_code == 403
    assert member.post(f"{address}settle/", {"up_to": 1}).status_code == 403
