"""Requests that something be taken out of the catalogue: from anybody, decided by a person, kept as a record."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.catalogue.models import Resource


class TakedownRequest(models.Model):
    """`uuid` is the secret by which whoever asked follows it. Never deleted: it is the record of the decision."""

    class Ground(models.TextChoices):
        RIGHTS = "rights", _("It uses my work without my permission")
        PERSON = "person", _("It says something about me or another person")
        UNLAWFUL = "unlawful", _("It is unlawful, or a fraud")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        RECEIVED = "received", _("waits for a decision")
        TAKEN_DOWN = "taken-down", _("taken down")
        REFUSED = "refused", _("refused")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(
        unique=True, null=True, help_text="of the form that was sent; one sent twice is one request"
    )
    language = models.CharField(max_length=10, default="en", help_text="of the page on which it was asked")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground.choices)
    text = models.TextField()
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    answer = models.TextField(blank=True, help_text="for whoever asked to read")
    decided_by = models.CharField(max_length=100, blank=True, help_text="a pseudonym")
    decided = models.DateTimeField(null=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "id"], name="takedown_state")]

    def __str__(self) -> str:
        return f"{self.uuid} ({self.state})"
