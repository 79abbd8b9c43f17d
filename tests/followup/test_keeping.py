"""What nobody confirmed is forgotten after a week, with the address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from registry.followup.keeping import keep
from registry.followup.models import Question, Trainer
from registry.people.models import Reader
from tests.followup.conftest import ask
from tests.followup.test_trainers import stated

pytestmark = pytest.mark.django_db


def test_what_nobody_confirmed_goes(client: Client) -> None:
    ask(client, confirm=False)
    client.post("/trainers/propose/", stated())
    kept = ask(client, title="Without an address", address="")
    keep(timezone.now() + timedelta(days=6))
    assert Question.objects.count() == 2
    keep(timezone.now() + timedelta(days=8))
    assert list(Question.objects.all()) == [kept]
    assert not Trainer.objects.exists()
    assert not Reader.objects.exists()
