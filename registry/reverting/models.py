"""Which decision was taken back by which: the history itself is never rewritten."""

from __future__ import annotations

from django.db import models

from registry.catalogue.models import Change


class Reversal(models.Model):
    """`change` was taken back by `by`; if that is taken back in turn, `change` holds again."""

    change = models.OneToOneField(Change, models.PROTECT, related_name="reversal")
    by = models.OneToOneField(Change, models.PROTECT, related_name="reverts")

    def __str__(self) -> str:
        return f"{self.by_id} takes back {self.change_id}"
