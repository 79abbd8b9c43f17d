"""The addresses of saved searches and reminders in letters; each is signed for one purpose."""

from __future__ import annotations

from datetime import timedelta

from registry.alerts.models import Reminder, SavedSearch
from registry.people import links
from registry.people.letters import public

CONFIRM, MANAGE, STOP = "alerts.confirm", "alerts.manage", "alerts.stop"
CONFIRM_REMINDER, STOP_REMINDER = "alerts.reminder.confirm", "alerts.reminder.stop"
LIFE = timedelta(days=7)  # of a link that confirms


def confirm(search: SavedSearch) -> str:
    return public("alerts:confirm", links.signed(CONFIRM, search.uuid))


def manage(search: SavedSearch) -> str:
    return public("alerts:saved", manage_token(search))


def manage_token(search: SavedSearch) -> str:
    return links.signed(MANAGE, search.uuid)


def stop(search: SavedSearch) -> str:
    return public("alerts:stop", links.signed(STOP, search.uuid))


def confirm_reminder(reminder: Reminder) -> str:
    return public("alerts:confirm-reminder", links.signed(CONFIRM_REMINDER, reminder.uuid))


def stop_reminder(reminder: Reminder) -> str:
    return public("alerts:stop-reminder", links.signed(STOP_REMINDER, reminder.uuid))
