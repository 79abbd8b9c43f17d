"""SMMEs' voice: asked for once by those who agreed, counted from three answers on, and never part of the rating."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from registry.alerts.models import Reminder
from registry.catalogue.models import Resource
from registry.followup import voice
from registry.followup.models import Asked, Helped, Question
from registry.people.models import Consent
from tests.alerts.conftest import ANA, day, letters, link
from tests.factories import make_resource
from tests.followup.conftest import ask

pytestmark = pytest.mark.django_db


def say(client: Client, resource: Resource, said: str = "yes", text: str = "", once: str = "") -> int:
    stated = {"once": once or str(uuid4()), "said": said, "text": text}
    return client.post(f"/helped/{resource.public_id}/", stated).status_code


def stored(resource: Resource, *said: str) -> None:
    for one in said:
        voice.say(resource, one, "", uuid4())


def test_one_or_two_answers_are_no_verdict(client: Client, resource: Resource) -> None:
    stored(resource, "no", "no")
    page = client.get(resource.get_absolute_url()).content.decode()
    assert "2 answers so far: too few to tell." in page
    assert "no: 2" not in page
    stored(resource, "yes")
    page = client.get(resource.get_absolute_url()).content.decode()
    assert "Yes: 1 · partly: 0 · no: 2" in page


def test_the_form_counts_once_for_one_sending_and_not_without_end(client: Client, resource: Resource) -> None:
    once = str(uuid4())
    assert [say(client, resource, once=once) for _ in range(2)] == [303, 303]
    assert Helped.objects.count() == 1
    assert [say(client, resource) for _ in range(2)] == [303, 422]
    assert Helped.objects.count() == 2


def test_words_are_shown_once_staff_have_read_them(client: Client, staff: Client, resource: Resource) -> None:
    stored(resource, "yes", "yes")
    say(client, resource, text="I filled in my first declaration")
    assert "first declaration" not in client.get(resource.get_absolute_url()).content.decode()
    staff.post(f"/staff/follow-up/helped/{Helped.objects.latest('pk').pk}/show/")
    assert "first declaration" in client.get(resource.get_absolute_url()).content.decode()


def remind(client: Client, resource: Resource, **stated: object) -> None:
    asked = {"date": "a", "days": 1, "address": ANA, **stated}
    client.post(f"/alerts/remind/{resource.public_id}/", asked)
    client.post(link(letters()[0], "/confirm/"))


def test_who_agreed_is_asked_once_some_weeks_after_the_date(client: Client) -> None:
    made = make_resource("Customs workshop", occurrences=[day(2, "a")])
    remind(client, made, ask_later="on")
    now = timezone.now()
    assert voice.run_due(now + timedelta(days=20)) == 0
    assert voice.run_due(now + timedelta(days=31)) == 1
    assert voice.run_due(now + timedelta(days=31)) == 0
    (letter,) = letters()
    path = link(letter, "/by-link/")
    for said in ("no", "yes"):
        client.post(path, {"once": str(uuid4()), "said": said})
    assert [one.said for one in Helped.objects.all()] == ["yes"], "who answers again has changed their mind"
    assert client.get(path[:-4] + "xxx/").status_code == 404


def test_a_link_shows_nothing_of_what_was_hidden_meanwhile(client: Client) -> None:
    made = make_resource("Customs workshop", occurrences=[day(2, "a")])
    remind(client, made, ask_later="on")
    voice.run_due(timezone.now() + timedelta(days=31))
    path = link(letters()[0], "/by-link/")
    assert "Customs workshop" in client.get(path).content.decode()
    Resource.objects.update(hidden=True)
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Customs workshop" not in answer.content.decode()


def test_who_did_not_agree_is_not_asked(client: Client) -> None:
    made = make_resource("Customs workshop", occurrences=[day(2, "a")])
    remind(client, made)
    assert voice.run_due(timezone.now() + timedelta(days=31)) == 0
    Reminder.objects.update(ask_later=True)
    assert voice.run_due(timezone.now() + timedelta(days=31)) == 0, "nothing says that it was agreed to"


def test_who_withdrew_is_not_asked(client: Client, resource: Resource) -> None:
    ask(client, resource, ask_later="on")
    letters()
    Consent.objects.filter(purpose="helped").update(withdrawn=timezone.now())
    assert voice.run_due(timezone.now() + timedelta(days=31)) == 0


def test_a_question_and_a_date_on_the_same_thing_are_one_asking(client: Client) -> None:
    made = make_resource("Customs workshop", occurrences=[day(2, "a")])
    remind(client, made, ask_later="on")
    ask(client, made, ask_later="on")
    letters()
    assert voice.run_due(timezone.now() + timedelta(days=40)) == 1
    assert Asked.objects.count() == 1
    assert not Question.objects.filter(ask_later=True).exists()


def test_it_leaves_the_rating_as_it_was(client: Client, resource: Resource) -> None:
    before = resource.profile
    stored(resource, "no", "no", "no")
    resource.refresh_from_db()
    assert resource.profile == before


def test_material_for_trainers_is_marked(client: Client) -> None:
    judged = {"value": "trainer", "confidence": 0.9, "evidence": [], "reason": ""}
    profile = {
        "version": "t",
        "relevant": None,
        "language": None,
        "cells": {},
        "traits": {"audience": [judged]},
    }
    made = make_resource("Training the trainers", profile=profile)
    other = make_resource("For firms", profile=profile | {"traits": {}})
    assert '<span class="kind">For trainers</span>' in client.get(made.get_absolute_url()).content.decode()
    assert "For trainers</span>" not in client.get(other.get_absolute_url()).content.decode()
