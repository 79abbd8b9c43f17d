"""The day from which the sample alliance's dates are counted."""

from __future__ import annotations

from django.db import models


class SetUp(models.Model):
    """One row, made when the sample alliance is first set up; later set-ups keep its day."""

    day = models.DateField()

    def __str__(self) -> str:
        return self.day.isoformat()
