"""What is one's own: in one place, taken along as a file, and deleted to the last trace."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.alerts.models import SavedSearch
from registry.alerts.running import run_due
from registry.curation.models import Mail
from registry.followup import links as followup
from registry.followup.models import Asked, Helped, Question
from registry.people import links
from registry.people.models import Reader
from search.index import drain
from tests.accounts.conftest import PASSWORD, is_in, join
from tests.accounts.test_signing_in import turn_on
from tests.alerts.conftest import ANA, day, letters, save, tick
from tests.factories import make_resource
from tests.followup.conftest import ask
from tests.followup.test_trainers import stated

pytestmark = pytest.mark.django_db
WORDS = "My secret words on Valparaíso"


def fill(client: Client) -> None:
    """One of everything that a person can leave here."""
    made = make_resource("Customs workshop", occurrences=[day(10, "a")])
    save_signed_in(client)
    client.post(f"/alerts/remind/{made.public_id}/", {"date": "a", "days": 1, "ask_later": "on"})
    ask(client, made, text=WORDS, name="Ana of Lima")
    client.post("/trainers/propose/", stated(address=ANA, about=WORDS))
    asked = Asked.objects.create(reader=Reader.objects.get(address=ANA), resource=made)
    path = f"/helped/by-link/{links.signed(followup.HELPED, asked.uuid)}/"
    client.post(path, {"once": str(uuid4()), "said": "yes", "text": WORDS})
    Mail.objects.create(to=ANA, subject="waits", body=WORDS)
    turn_on(client)


def save_signed_in(client: Client) -> None:
    client.post("/alerts/new/?q=customs", {"rhythm": "daily"})


def test_who_is_signed_in_saves_without_a_letter(ana: Client) -> None:
    assert 'name="address"' not in ana.get("/alerts/new/?q=customs").content.decode()
    save_signed_in(ana)
    assert letters() == []
    assert SavedSearch.objects.get().confirmed
    drain()
    run_due()
    make_resource("Customs forms")
    assert [letter.to for letter in tick()] == [[ANA]]


def test_what_was_saved_before_with_the_same_address_is_there(client: Client) -> None:
    save(client, "q=warehouse")
    join(client)
    page = client.get("/account/").content.decode()
    assert "warehouse" in page


def test_all_of_it_stands_on_one_page(ana: Client) -> None:
    fill(ana)
    page = ana.get("/account/").content.decode()
    for said in (
        "customs",
        "Customs workshop",
        "Which form do I need for Chile?",
        "Mei Lin",
        "Keep my address",
    ):
        assert said in page


def test_it_takes_the_same_number_of_queries_however_much(ana: Client) -> None:
    reader = Reader.objects.get()

    def make(number: int) -> None:
        for _ in range(number):
            made = make_resource()
            SavedSearch.objects.create(reader=reader, params={})
            Question.objects.create(once=uuid4(), reader=reader, resource=made, title="x", language="en")

    make(2)
    with CaptureQueriesContext(connection) as few:
        ana.get("/account/")
    make(10)
    with CaptureQueriesContext(connection) as many:
        ana.get("/account/")
    assert len(many) == len(few)


def test_the_file_holds_all_of_it_and_no_secret(ana: Client) -> None:
    fill(ana)
    answer = ana.get("/account/export/")
    assert "attachment" in answer.headers["Content-Disposition"]
    found = json.loads(answer.content)
    assert found["reader"]["address"] == ANA
    assert found["questions"][0]["text"] == WORDS
    assert found["saved searches"][0]["params"] == {"q": ["customs"]}
    assert found["reminders"][0]["days"] == 1
    assert found["trainers"][0]["name"] == "Mei Lin"
    assert found["helped"][0]["said"] == "yes"
    assert {c["purpose"] for c in found["consents"]} >= {
        "account",
        "alerts",
        "reminders",
        "helped",
        "questions",
    }
    assert "sealed" not in answer.content.decode()
    assert User.objects.get().password not in answer.content.decode()


def test_the_file_names_every_kind_of_thing_that_hangs_on_a_person(ana: Client) -> None:
    """A kind that is added later is in it too."""
    found = json.loads(ana.get("/account/export/").content)
    kinds = {str(r.related_model._meta.verbose_name_plural) for r in Reader._meta.related_objects}
    assert kinds <= found.keys()


def test_deletion_leaves_no_trace(ana: Client, caplog: pytest.LogCaptureFixture) -> None:
    join(Client(), "li@smme.example")
    fill(ana)
    assert traces(ANA) >= {"Reader", "User", "Mail"}
    assert traces("Valparaíso") >= {"Question", "Trainer", "Helped", "Mail"}
    assert ana.post("/account/delete/", {"password": "wrong"}).status_code == 422
    assert is_in(ana)
    ana.post("/account/delete/", {"password": PASSWORD})
    for said in (ANA, "Valparaíso", "Ana of Lima", "Mei Lin"):
        assert traces(said) == set(), said
    assert not Helped.objects.exists()
    assert not is_in(ana)
    assert [reader.address for reader in Reader.objects.all()] == ["li@smme.example"], "nobody else's"
    assert ANA not in caplog.text


def traces(said: str) -> set[str]:
    """The names of all tables, of whatever application, that hold a text."""
    found = set()
    for model in apps.get_models():
        for row in model._base_manager.values():
            if said in str(row):
                found.add(model.__name__)
    return found


def test_an_operator_forgets_an_account_too(ana: Client) -> None:
    from django.core.management import call_command

    call_command("people", "forget", ANA)
    assert not User.objects.exists()
    assert not is_in(ana)


def test_the_last_saved_search_ends_and_the_account_stays(ana: Client) -> None:
    save_signed_in(ana)
    from registry.alerts import links as alerts

    search = SavedSearch.objects.get()
    ana.post(f"/alerts/stop/{links.signed(alerts.STOP, search.uuid)}/")
    assert not SavedSearch.objects.exists()
    assert is_in(ana)
