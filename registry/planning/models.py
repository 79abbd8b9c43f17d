"""What plans, the calendar and the shelves ask of every resource, in narrow rows; and what waits to be renewed."""

from __future__ import annotations

from django.db import models

from registry.catalogue.models import Resource


class Offer(models.Model):
    """A visible resource as a plan weighs it. Derived from the catalogue (`manage.py plans rebuild` makes it anew),
    and always read together with `Resource.objects.visible()`.

    `teaches`: the seven depths, two bits each (registry.planning.offers.packed). None, or "", is unknown.
    """

    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="offer")
    teaches = models.PositiveSmallIntegerField(default=0)
    type = models.CharField(max_length=30, blank=True, help_text="id of RESOURCE_TYPES")
    language = models.CharField(max_length=40, blank=True, help_text="as search counts it: zh-Hans, es")
    heavy = models.BooleanField(null=True, help_text="moving pictures, live or recorded")
    online = models.BooleanField(null=True)
    offline = models.BooleanField(null=True)
    minutes = models.PositiveIntegerField(null=True, help_text="of work, as stated")
    free = models.BooleanField(null=True)
    cents = models.BigIntegerField(null=True, help_text="hundredths of the currency; 0 where it is free")
    currency = models.CharField(max_length=3, blank=True)
    kind = models.CharField(max_length=20, blank=True, help_text="of its organiser")
    economies = models.CharField(
        max_length=200, blank=True, help_text='",CL,CN,": it is about or held in; else its organiser\'s'
    )
    about = models.CharField(
        max_length=200,
        blank=True,
        help_text="the same, stated ones and those that the text is rated to be for",
    )
    trade_models = models.CharField(max_length=40, blank=True, help_text='",B2B,B2C,": as rated')
    tier = models.CharField(max_length=1, blank=True)
    in_force = models.CharField(
        max_length=10, blank=True, help_text="of a policy document: ISO 8601, as far as stated"
    )
    until = models.DateTimeField(null=True, help_text="when its last session is over; null: it has no dates")
    cancelled_until = models.DateTimeField(null=True, help_text="the same of sessions that were called off")
    added = models.DateTimeField(help_text="when the catalogue first had it")

    class Meta:
        indexes = [
            models.Index(fields=["language", "teaches"], name="offer_language"),
            models.Index(fields=["type"], name="offer_type"),
            models.Index(fields=["cancelled_until"], name="offer_cancelled"),
        ]

    def __str__(self) -> str:
        return f"offer {self.resource_id}"


class Due(models.Model):
    """A resource whose offer may be out of date."""

    resource = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.resource} to be renewed"


class GapCount(models.Model):
    """How often plans for these languages and markets lacked an aspect at a depth; `why`: reading.Why by name."""

    cell = models.CharField(max_length=40)
    depth = models.PositiveSmallIntegerField()
    languages = models.CharField(max_length=100, blank=True, help_text='",en,es,"; "" for any')
    markets = models.CharField(max_length=60, blank=True, help_text='",CL,"; "" for none stated')
    why = models.CharField(max_length=10)
    times = models.PositiveIntegerField(default=0)
    first = models.DateTimeField()
    last = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cell", "depth", "languages", "markets", "why"], name="gap_count")
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.depth}: {self.times}"
