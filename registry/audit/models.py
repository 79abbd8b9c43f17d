"""Seals on the history: a chain of digests, in which no row can be changed, taken out or put in unseen."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Seal(models.Model):
    """On all rows of the history after the seal before, up to and with `last`.

    `digest`: SHA-256 (hexadecimal) over the digest before and those rows, as registry.audit.sealing says.
    """

    number = models.PositiveIntegerField(unique=True, help_text="from 1, without a gap")
    last = models.BigIntegerField(help_text="id of the last row of the history that it covers")
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"seal {self.number}"
