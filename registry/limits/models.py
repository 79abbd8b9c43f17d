"""How often somebody has tried something."""

from __future__ import annotations

from django.db import models


class Attempts(models.Model):
    """How often something was tried in one stretch of time (registry.limits.attempts); who it was is not in it."""

    digest = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "attempts"

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%Y-%m-%d %H:%M}"
