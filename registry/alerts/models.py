"""Saved searches, what each has told, reminders of dates, what waits for webhooks, and what has changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.catalogue.models import Resource
from registry.people.models import Reader


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def running(self) -> Self:
        """Confirmed, not paused, and of a reader whose mail is taken."""
        return self.filter(confirmed__isnull=False, paused="", reader__refused=None)

    def due(self, now: datetime) -> Self:
        return self.running().filter(due__lte=now)


class SavedSearch(models.Model):
    """A search whose news somebody wants to hear.

    `params`: of the search's address, as search.query.Query.as_params() gives them. `position`: the newest row of
    Touched that it has looked at. `known`: resources that were there when it began (registry.catalogue.presence);
    null: it has not begun. `known_before`: of a search with too many of them, when it began.
    """

    class Rhythm(models.TextChoices):
        SOON = "soon", _("at once")
        DAILY = "daily", _("once a day")
        WEEKLY = "weekly", _("once a week")

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        WEBHOOK = "webhook", _("webhook")

    class Paused(models.TextChoices):
        BY_READER = "reader", _("You have paused it.")
        WEBHOOK_FAILS = "webhook", _("The address of the webhook did not take what was sent.")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="saved_searches")
    params = models.JSONField()
    languages = models.JSONField(default=list, help_text="of the reader, as the browser stated them")
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.MAIL)
    url = models.URLField(max_length=1000, blank=True, help_text="of the webhook")
    key_number = models.PositiveIntegerField(default=1, help_text="which of its secrets counts")
    confirmed = models.DateTimeField(null=True)
    paused = models.CharField(max_length=8, choices=Paused.choices, blank=True)
    due = models.DateTimeField(null=True, db_index=True)
    looked = models.DateTimeField(null=True, help_text="until when it knows what time has brought")
    position = models.BigIntegerField(default=0)
    known = models.BinaryField(null=True)
    known_before = models.DateTimeField(null=True)
    created = models.DateTimeField(default=timezone.now)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "saved searches"

    def __str__(self) -> str:
        return f"saved search {self.uuid}"


class Told(models.Model):
    """The ledger: that a saved search has told of a resource, and of which of its dates.

    `dates`: where each date begins, as stated, by what tells it apart (registry.alerts.dates).
    """

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="told")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    dates = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "resource"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.resource_id} told by {self.search_id}"


class Touched(models.Model):
    """A resource whose entry in the search index was written anew: what saved searches and reminders look at."""

    resource = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name_plural = "touched"

    def __str__(self) -> str:
        return f"{self.resource} touched"


class Reminder(models.Model):
    """A date that somebody wants to be reminded of, by mail.

    `key`: what tells the date apart from the resource's others; `start`: where it begins, as stated when it was
    last told; `moment`: the same as a point in time. `dates`: all of the resource's at that time, as in the ledger.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="reminders")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    key = models.CharField(max_length=300)
    start = models.CharField(max_length=40)
    moment = models.DateTimeField()
    dates = models.JSONField(default=dict)
    days = models.PositiveSmallIntegerField(default=1, help_text="before the date")
    ask_later = models.BooleanField(default=False, help_text="whether it helped")
    confirmed = models.DateTimeField(null=True)
    due = models.DateTimeField(db_index=True)
    sent = models.DateTimeField(null=True)
    over = models.CharField(
        max_length=10, blank=True, help_text="why it is not due any more: cancelled, gone"
    )
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "resource", "key"], name="reminded_once"),
        ]
        indexes = [
            models.Index(fields=["resource"], name="reminder_waiting", condition=Q(sent=None, over="")),
            models.Index(fields=["moment"], name="reminder_ask_later", condition=Q(ask_later=True)),
        ]

    def __str__(self) -> str:
        return f"reminder {self.uuid}"


class Delivery(models.Model):
    """What waits to be sent to the webhook of a saved search; gone once it was taken."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="deliveries")
    body = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(default=timezone.now, db_index=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"delivery {self.uuid}"


class Place(models.Model):
    """How far a part has read Touched: reminders, by their name."""

    name = models.CharField(max_length=20, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
