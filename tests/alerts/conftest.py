"""A reader with a saved search that has begun, and a catalogue that changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from registry.alerts.models import SavedSearch
from registry.alerts.running import run_due
from registry.catalogue.effective import materialise
from registry.catalogue.models import Change, Record, Resource
from registry.curation.mailing import send_due
from search.index import drain

ANA = "ana@smme.example"
HERE = "https://cbet.example"


@pytest.fixture(autouse=True)
def here(settings: Settings) -> None:
    settings.PUBLIC_ADDRESS = HERE


def letters() -> list[EmailMultiAlternatives]:
    """What was sent since it was last asked."""
    send_due()
    found = list(mail.outbox)
    mail.outbox.clear()
    return found  # type: ignore[return-value]  # the registry sends no other kind


def link(letter: EmailMultiAlternatives, part: str) -> str:
    """The path of the link in a letter that holds such a part."""
    found = re.search(rf"{re.escape(HERE)}(/\S*{part}\S*)", str(letter.body))
    assert found, letter.body
    return found[1]


def save(client: Client, search: str = "q=customs", address: str = ANA, rhythm: str = "daily") -> SavedSearch:
    """Saves a search and uses the link in the letter; what is in the catalogue already is no news."""
    client.post(f"/alerts/new/?{search}", {"address": address, "rhythm": rhythm})
    (letter,) = letters()
    client.post(link(letter, "/confirm/"))
    drain()
    run_due()
    return SavedSearch.objects.latest("pk")


def later(days: float = 1, minutes: float = 1) -> datetime:
    return timezone.now() + timedelta(days=days, minutes=minutes)


def at(days: int, hour: int) -> datetime:
    """That hour of the day so many days from now, in UTC, whatever the time now is."""
    return (datetime.now(UTC) + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def tick(now: datetime | None = None) -> list[EmailMultiAlternatives]:
    """The worker looks around, a day later when nothing else is said; what it then sends."""
    drain()
    run_due(now or later())
    return letters()


def describe(resource: Resource, **values: object) -> None:
    """Its source says something else of it, as a harvest would store it."""
    record = Record.objects.get(pk=resource.pk)
    for name, value in values.items():
        before = record.description.get(name)
        Change.objects.create(
            subject=f"resource:{resource.public_id}",
            field=name, before=before, after=value, cause="harvest", actor="test",
        )  # fmt: skip
        record.description[name] = value
    record.save()
    materialise([resource.pk])


def day(days: int, key: str = "", **values: object) -> dict[str, object]:
    """A date so many days from now, as a source states it."""
    stated: dict[str, object] = {
        "start": at(days, 9).isoformat().replace("+00:00", "Z"),
        "zone": "UTC",
        **values,
    }
    return stated | ({"key": key} if key else {})


Describe = Callable[..., None]
