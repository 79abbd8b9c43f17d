"""A resource whose provider has an address, a trainer who is listed, and somebody who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from registry.catalogue.models import Resource
from registry.followup.models import Question, Skill, Trainer
from registry.people.models import Reader
from tests.alerts.conftest import ANA, here, letters, link
from tests.factories import make_resource, make_source

__all__ = ["here"]
PROVIDER, TOM = "head@school.example", "tom@trainers.example"
Ask = Callable[..., Question]


@pytest.fixture
def resource(db: None) -> Resource:
    return make_resource("Customs workshop", source=make_source("School", proposed_by=PROVIDER))


@pytest.fixture
def trainer(db: None) -> Trainer:
    return make_trainer("Tom Nguyen", TOM, ["international-logistics"], ["en", "vi"])


def make_trainer(name: str, address: str, aspects: list[str], languages: list[str], **more: Any) -> Trainer:
    reader = Reader.objects.create(address=address) if address else None
    stated = {"economy": "VN", "state": "shown", "once": uuid4(), **more}
    made = Trainer.objects.create(name=name, reader=reader, **stated)
    for kind, values in (("aspect", aspects), ("language", languages)):
        Skill.objects.bulk_create(Skill(trainer=made, kind=kind, value=value) for value in values)
    return made


def ask(client: Client, resource: Resource | None = None, *, confirm: bool = True, **stated: Any) -> Question:
    """Asks by the form, and uses the link in the letter."""
    asked = {
        "once": str(uuid4()), "title": "Which form do I need for Chile?", "text": "I sell wedding dresses.",
        "address": ANA, "of": "provider", "aspect": "international-logistics", **stated,
    }  # fmt: skip
    where = f"?resource={resource.public_id}" if resource else ""
    answer = client.post(f"/questions/ask/{where}", asked)
    assert answer.status_code == 303, answer.content.decode()
    question = Question.objects.latest("pk")
    if confirm and question.state == "unconfirmed":
        (letter,) = letters()
        client.post(link(letter, "/confirm/"))
        question.refresh_from_db()
    return question
