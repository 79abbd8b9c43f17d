"""What follow-up does again and again: asks whether it helped, and forgets what nobody confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from registry.followup import voice
from registry.followup.models import Question, State, Trainer
from registry.people import readers

UNCONFIRMED = timedelta(days=7)
_AT_ONCE = 100


def keep(now: datetime | None = None) -> None:
    """Called by the worker; returns soon when nothing is due."""
    now = now or timezone.now()
    voice.run_due(now)
    _prune(now)


def _prune(now: datetime) -> None:
    for model in (Question, Trainer):
        old = model._default_manager.filter(state=State.UNCONFIRMED, created__lt=now - UNCONFIRMED)
        for one in old.select_related("reader")[:_AT_ONCE]:
            with transaction.atomic():
                one.delete()
                if one.reader:
                    readers.release(one.reader)
