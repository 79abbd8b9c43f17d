"""What the staff's pages and actions have in common: no GET writes, no form from elsewhere is taken."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from registry.catalogue.models import Resource
from registry.curation import staff as people
from tests.counting import rows
from tests.roles.samples import ACTIONS, PAGES, given

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_staff(page: str, resource: Resource, member: Client, staff: Client) -> None:
    address = PAGES[page](resource)
    turned_away = Client().get(address)
    assert turned_away.status_code == 302
    assert turned_away["Location"].startswith(f"/sign-in/?next={address.partition('?')[0]}")
    refused = member.get(address)
    assert refused.status_code == 403
    assert b"not open to you" in refused.content
    shown = staff.get(address)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    if page != "followup:enter-trainer":  # a page and its form have one address
        assert staff.post(address).status_code == 405


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_are_for_staff(action: str, resource: Resource, member: Client, staff: Client) -> None:
    address = ACTIONS[action](resource)
    staff.get("/staff/")
    before = rows()
    turned_away = Client().post(address, given())
    assert turned_away.status_code == 302
    assert turned_away["Location"].startswith(f"/sign-in/?next={address.partition('?')[0]}")
    assert member.post(address, given()).status_code == 403
    assert staff.get(address).status_code == 405
    assert rows() == before
    taken = staff.post(address, given()).status_code
    shown = {"try-settings": 200, "relate": 400, "begin-bulk": 422, "decide-review": 422}
    shown |= {"propose-term": 422, "propose-less": 409}
    shown |= {"keep-field": 409}  # the form says not what it has seen
    shown |= {"decide-duplicate": 409, "split": 409, "lead": 409}  # as little, and it stands alone
    assert taken == shown[action] if action in shown else taken in (303, 404)


@pytest.mark.parametrize("action", ACTIONS)
def test_forms_from_elsewhere_are_refused(action: str, resource: Resource, staff: Client) -> None:
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = staff.cookies
    before = rows()
    answer = guarded.post(ACTIONS[action](resource), given())
    assert answer.status_code == 403
    assert b"Please send the form again" in answer.content
    assert rows() == before


def test_looking_changes_nothing(resource: Resource, staff: Client) -> None:
    before = rows()
    for page in PAGES.values():
        staff.get(page(resource))
        staff.head(page(resource))
    assert rows() == before


def test_the_staff_see_the_way_there_and_others_do_not(resource: Resource, staff: Client) -> None:
    address = PAGES["resource"](resource)
    assert address in staff.get(resource.get_absolute_url()).content.decode()
    assert address not in Client().get(resource.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/staff/resources/00000000-0000-4000-8000-000000000000/",
        "/staff/resources/not-an-id/",
        "/staff/sources/00000000-0000-4000-8000-000000000000/",
        "/staff/runs/999999/",
        f"/staff/runs/{10**30}/",
    ],
)
def test_what_is_not_there_is_not_found(address: str, resource: Resource, staff: Client) -> None:
    assert staff.get(address).status_code == 404


def test_a_decision_that_does_not_exist_is_not_found(resource: Resource, staff: Client) -> None:
    for page in ("source", "run"):
        assert staff.post(f"{PAGES[page](resource)}delete/", given()).status_code == 404


def test_signing_out_ends_it(staff: Client) -> None:
    assert staff.get("/staff/sign-out/").status_code == 405
    assert staff.post("/staff/sign-out/").status_code == 303
    assert staff.get("/staff/").status_code == 302


def test_people_are_known_by_pseudonyms(resource: Resource) -> None:
    ana, li = User.objects.create(username="ana@x.example"), User.objects.create(username="li@x.example")
    assert people.pseudonym(ana) == people.pseudonym(ana)
    assert people.pseudonym(ana) != people.pseudonym(li)
    assert "ana" not in people.pseudonym(ana)
