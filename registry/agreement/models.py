"""Resources that two curators rate, what each of them and the machine said, and what a third decided."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.catalogue.models import Resource


class Drawing(models.Model):
    """One row: up to which rating it has been decided whether a second one is wanted."""

    rating = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"drawn up to rating {self.rating}"


class Pair(models.Model):
    """A resource that was drawn for a second rating. `first`, `second`, `third`: pseudonyms of curators."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a second rating")
        AGREED = "agreed", _("both agree")
        DISPUTED = "disputed", _("waits for a third")
        RESOLVED = "resolved", _("a third has decided")

    resource = models.OneToOneField(Resource, models.CASCADE, related_name="+")
    first = models.CharField(max_length=100)
    second = models.CharField(max_length=100, blank=True)
    third = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    drawn = models.DateTimeField(default=timezone.now)
    rated = models.DateTimeField(null=True, help_text="by the second")
    decided = models.DateTimeField(null=True, help_text="by the third")

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="pair_state")]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.state}"


class Verdict(models.Model):
    """What was said of one cell, as it was when the second rated: later changes of mind are no agreement.

    Depths 0 to 3; null: unknown, or not said.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="verdicts")
    cell = models.CharField(max_length=40)
    first = models.PositiveSmallIntegerField(null=True)
    second = models.PositiveSmallIntegerField(null=True)
    machine = models.PositiveSmallIntegerField(null=True)
    third = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "cell"], name="verdict_of_cell")]

    def __str__(self) -> str:
        return f"{self.cell}: {self.first}, {self.second}"

    @property
    def is_disputed(self) -> bool:
        return None not in (self.first, self.second) and self.first != self.second
