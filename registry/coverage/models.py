"""What was last counted of the catalogue, so that no page has to count it again."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Counted(models.Model):
    """One row: all counts of coverage, and of which state of the catalogue they are.

    `counts`: {"economy" or "language": {code: {"all": resources, aspect: [mentioned, taught, practised]}}};
    the code of what nobody states is "unknown".
    """

    state = models.CharField(max_length=200, help_text="changes with whatever is counted")
    counts = models.JSONField(default=dict)
    made = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(default=timezone.now, help_text="not counted again before then")

    class Meta:
        verbose_name_plural = "counted"

    def __str__(self) -> str:
        return f"counted {self.made:%Y-%m-%d %H:%M}"
