"""The people who gave an e-mail address, and what they agreed to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reader(models.Model):
    """An e-mail address that somebody gave. Whatever belongs to a person hangs on this row, and goes with it.

    `confirmed`: when a link that was sent there was first used. `refused`: since when its mail server takes nothing
    for it; nothing more is written to it until its owner says that it is well again.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reader", help_text="of an account"
    )
    address = models.EmailField(unique=True, help_text="in lower case")
    language = models.CharField(
        max_length=10, default="en", help_text="of letters; one of settings.LANGUAGES"
    )
    confirmed = models.DateTimeField(null=True)
    refused = models.DateTimeField(null=True)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"reader {self.pk}"  # the address belongs in no log


class Consent(models.Model):
    """What somebody agreed to, in the words that they read, from when until when."""

    class Purpose(models.TextChoices):
        ALERTS = "alerts", _("letters about a saved search")
        REMINDERS = "reminders", _("reminders of a date")
        HELPED = "helped", _("being asked whether it helped")
        QUESTIONS = "questions", _("letters about a question")
        TRAINER = "trainer", _("being listed as a trainer")
        ACCOUNT = "account", _("an account")

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    said = models.TextField(help_text="the words that were agreed to")
    given = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        ordering = ["given", "id"]

    def __str__(self) -> str:
        return f"{self.purpose} of reader {self.reader_id}"
