"""The lease of the one process that writes a search index that no file lock guards."""

from __future__ import annotations

from django.db import models


class WritingLease(models.Model):
    """One row an index; who holds it, and until when unless it is renewed."""

    index = models.CharField(max_length=200, unique=True)
    holder = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.index}: {self.holder}"
