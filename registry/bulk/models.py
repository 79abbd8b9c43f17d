"""One change of many resources, made by the worker, with what became of each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.catalogue.models import Resource


class BulkChange(models.Model):
    """`action`: a key of registry.bulk.actions.ACTIONS; `value`: what it needs; `told`: the filter, in words.

    Counts are of items: total = waiting + done + unchanged + refused; `undone` and `kept` are of those done.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for the worker")
        DONE = "done", _("done")
        TAKING_BACK = "taking-back", _("is being taken back")
        TAKEN_BACK = "taken-back", _("taken back")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.CharField(max_length=20)
    value = models.JSONField(null=True)
    told = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=100, help_text="a pseudonym")
    undone_by = models.CharField(max_length=100, blank=True, help_text="a pseudonym")
    created = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.created:%Y-%m-%d %H:%M}"


class BulkItem(models.Model):
    """What became of one resource. `change`: id of the row of the history, of an item that is done."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        DONE = "done", _("changed")
        UNCHANGED = "unchanged", _("was so already")
        REFUSED = "refused", _("could not be changed")
        UNDONE = "undone", _("taken back")
        KEPT = "kept", _("not taken back")

    bulk = models.ForeignKey(BulkChange, models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=20, blank=True, help_text="a key of registry.bulk.actions.REASONS")
    change = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "resource"], name="bulk_item_once")]
        indexes = [models.Index(fields=["bulk", "state", "id"], name="bulk_item_state")]

    def __str__(self) -> str:
        return f"{self.bulk_id}: {self.resource_id} {self.state}"
