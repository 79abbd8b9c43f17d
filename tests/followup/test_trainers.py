"""The directory of trainers: proposed by themselves and approved, or entered by staff; narrowed down; ended."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.followup import asking
from registry.followup.models import Trainer
from registry.people.models import Consent, Reader
from search.index import drain
from tests.alerts.conftest import letters, link
from tests.factories import make_resource
from tests.followup.conftest import TOM, make_trainer
from tests.search.finding import rated

pytestmark = pytest.mark.django_db


def stated(**more: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()), "name": "Mei Lin", "organisation": "Port college", "economy": "CN",
        "aspects": ["international-logistics", "visits"], "languages": ["zh-Hans", "en"],
        "about": "Twenty years in freight.", "website": "", "address": "mei@port.example", **more,
    }  # fmt: skip


def test_a_trainer_is_listed_once_the_address_and_staff_agree(client: Client, staff: Client) -> None:
    client.post("/trainers/propose/", stated())
    (letter,) = letters()
    assert letter.to == ["mei@port.example"]
    client.post(link(letter, "/confirm/"))
    assert "Mei Lin" not in client.get("/trainers/").content.decode()
    assert "Mei Lin" in staff.get("/staff/follow-up/").content.decode()
    staff.post(f"/staff/follow-up/trainer/{Trainer.objects.get().pk}/show/")
    page = client.get("/trainers/").content.decode()
    assert "Mei Lin" in page
    assert "简体中文" in page
    assert "mei@port.example" not in page
    (told,) = letters()
    assert "listed" in told.subject
    assert Consent.objects.get().purpose == "trainer"


def test_a_trainer_ends_the_listing(client: Client, staff: Client) -> None:
    client.post("/trainers/propose/", stated())
    client.post(link(letters()[0], "/confirm/"))
    staff.post(f"/staff/follow-up/trainer/{Trainer.objects.get().pk}/show/")
    path = link(letters()[0], "/mine/")
    assert "Mei Lin" in client.get(path).content.decode()
    client.post(path)
    assert not Trainer.objects.exists()
    assert not Reader.objects.exists()


def test_nothing_waits_before_the_link_is_used(client: Client, staff: Client) -> None:
    client.post("/trainers/propose/", stated())
    assert "Mei Lin" not in staff.get("/staff/follow-up/").content.decode()


def test_a_form_sent_twice_is_one_listing(client: Client) -> None:
    form = stated()
    client.post("/trainers/propose/", form)
    client.post("/trainers/propose/", form)
    assert Trainer.objects.count() == 1
    assert len(letters()) == 1


def test_nobodys_mailbox_is_filled_by_others(client: Client) -> None:
    for visitor in range(8):
        client.post("/trainers/propose/", stated(), REMOTE_ADDR=f"203.0.113.{visitor}")
    assert Trainer.objects.count() == 8
    assert len(letters()) == asking.LETTERS_A_DAY


def test_staff_enter_one_without_an_address(staff: Client, client: Client) -> None:
    staff.post("/trainers/enter/", stated(address=""))
    assert "Mei Lin" in client.get("/trainers/").content.decode()
    assert letters() == []
    assert client.get("/trainers/enter/").status_code == 302


def test_it_is_narrowed_down(client: Client, trainer: Trainer) -> None:
    make_trainer("Eva", "", ["internet-finance"], ["es"], economy="PE")
    for search, names in {
        "aspect=internet-finance": ["Eva"],
        "economy=VN": ["Tom"],
        "language=vi&aspect=international-logistics": ["Tom"],
        "language=es&economy=VN": [],
        "aspect=nonsense&page=99": ["Eva", "Tom"],
    }.items():
        page = client.get(f"/trainers/?{search}").content.decode()
        assert [name for name in ("Eva", "Tom") if f'<h2 dir="auto">{name}' in page] == names, search
    assert TOM not in page


def test_it_takes_the_same_number_of_queries_however_long(client: Client, trainer: Trainer) -> None:
    with CaptureQueriesContext(connection) as few:
        client.get("/trainers/")
    for number in range(10):
        make_trainer(f"T{number}", "", ["visits"], ["en"])
    with CaptureQueriesContext(connection) as many:
        client.get("/trainers/")
    assert len(many) == len(few)


def test_an_economy_that_is_none_is_told(client: Client) -> None:
    answer = client.post("/trainers/propose/", stated(economy="XX", aspects=[]))
    assert answer.status_code == 422
    assert not Trainer.objects.exists()


def test_material_for_trainers_is_one_step_from_the_directory(client: Client) -> None:
    make_resource("Training the trainers", profile=rated(["trainer"], online_marketing=3))
    make_resource("Selling online", profile=rated(["smme"], online_marketing=3))
    drain()
    (address,) = re.findall(
        r'href="([^"]*)">Material for trainers', client.get("/trainers/").content.decode()
    )
    page = client.get(address).content.decode()
    assert "Training the trainers" in page
    assert "Selling online" not in page
