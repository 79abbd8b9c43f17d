"""What the pages of people's own things show: a saved search, a webhook, a reminder."""

from __future__ import annotations

from django.urls import reverse

from registry.alerts import dates, links, reminders
from registry.alerts.models import Reminder, SavedSearch
from registry.catalogue.models import Resource
from registry.people import links as signed_links
from registry.people.models import Reader


def pages_of_people(resource: Resource) -> dict[str, str]:
    """Addresses by name, for tests.portal.page_types."""
    reader = Reader.objects.create(address="ana@smme.example")
    search = SavedSearch.objects.create(
        reader=reader, params={"q": ["customs"], "kind": ["government"]}, channel="webhook",
        url="https://hooks.example/cbet", paused="webhook",
    )  # fmt: skip
    reminder = Reminder(reader=reader, resource=resource)
    reminders.choose(reminder, dates.to_come(reminders.occurrences_of(resource), resource.created)[0])
    reminder.save()
    named = {
        "confirm": ("alerts:confirm", links.CONFIRM, search),
        "saved": ("alerts:saved", links.MANAGE, search),
        "stop": ("alerts:stop", links.STOP, search),
        "confirm-reminder": ("alerts:confirm-reminder", links.CONFIRM_REMINDER, reminder),
        "stop-reminder": ("alerts:stop-reminder", links.STOP_REMINDER, reminder),
    }
    return {
        name: reverse(view, args=[signed_links.signed(purpose, thing.uuid)])
        for name, (view, purpose, thing) in named.items()
    }
