"""Who writes a search index that no file lock guards, what people looked for, and what they opened."""

from __future__ import annotations

from django.db import models


class WritingLease(models.Model):
    """One row an index; who holds it, and until when unless it is renewed."""

    index = models.CharField(max_length=200, unique=True)
    holder = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.index}: {self.holder}"


class Sought(models.Model):
    """What people looked for on one day, counted: nothing of it says who asked.

    One row for each text, language of the reader, choice of facets and economy. `text`: folded, without addresses
    and numbers of persons. `aspects`: those that the words or the filters are about, each between spaces.
    `economy`: the one that was filtered by, else the reader's as the browser states it. `found`: results of the
    last search. `empty`: searches that found nothing. `partly`: that found nothing with all words. `shown`: the
    resources that the last search showed first, in their order. `opened`: how often a result was followed;
    `ranked` of them from those that were shown, whose ranks from 1 add up to `ranks`.
    """

    day = models.DateField()
    text = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    facets = models.CharField(max_length=400, blank=True, help_text="as in the address of the search")
    economy = models.CharField(max_length=2, blank=True)
    aspects = models.CharField(max_length=300, blank=True)
    times = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    partly = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    shown = models.JSONField(default=list)
    opened = models.PositiveIntegerField(default=0)
    ranked = models.PositiveIntegerField(default=0)
    ranks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "text", "language", "facets", "economy"], name="sought_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.text!r}: {self.times}"


class Opening(models.Model):
    """How often a resource was opened from results of a search on one day; `resource`: its row's id."""

    day = models.DateField()
    resource = models.BigIntegerField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "day"], name="opening_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.resource}: {self.times}"
