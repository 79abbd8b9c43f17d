"""An operator notes bounces and deletes a person's data, by command."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from registry.curation.models import Mail
from registry.people.models import Reader
from tests.alerts.conftest import ANA, save, tick
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def test_nothing_is_written_to_an_address_that_bounces(client: Client) -> None:
    save(client)
    call_command("people", "bounced", "Ana@smme.example")
    make_resource("Customs forms")
    assert tick() == []


def test_a_person_is_forgotten_with_what_waits_to_be_sent(client: Client) -> None:
    save(client)
    Mail.objects.create(to=ANA, subject="x", body="y")
    call_command("people", "forget", ANA)
    assert not Reader.objects.exists()
    assert not Mail.objects.exists()


def test_an_address_that_nobody_gave_is_told(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody has given"):
        call_command("people", "forget", "nobody@x.example")
