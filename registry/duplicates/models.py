"""What looks like the same thing, and by which signs; what people decide of it is the catalogue's `Decision`."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.catalogue.models import Resource


class Pair(models.Model):
    """Two resources that are alike. `first` has the lower id.

    `score`: how likely they are the same, in percent; of related ones, how alike they are.
    `signs`: [[name, degree in percent or null], …], as registry.duplicates.likeness.Sign.
    """

    class Kind(models.TextChoices):
        SAME = "same", _("perhaps the same")
        LANGUAGE = "language", _("language editions")
        EDITION = "edition", _("editions or runs")
        SERIES = "series", _("parts of a series")

    first = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    second = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    score = models.PositiveSmallIntegerField()
    signs = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="pair_of_resources")]
        indexes = [
            models.Index(fields=["-score", "id"], name="pair_proposed", condition=models.Q(kind="same")),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.kind} {self.score}"


class Band(models.Model):
    """A number that resources which are alike are likely to share: registry.duplicates.bands.

    No foreign key: a band of a resource that is gone finds nobody, and millions of rows stay small.
    """

    pk = models.CompositePrimaryKey("digest", "resource")
    digest = models.BigIntegerField()
    resource = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.digest:x} of {self.resource}"


class Sketch(models.Model):
    """The bands that a resource was given, so that they can be taken away when its words change."""

    resource = models.BigIntegerField(primary_key=True)
    bands = models.BinaryField(help_text="digests as signed 64-bit numbers, one after the other")

    def __str__(self) -> str:
        return f"bands of {self.resource}"


class Reached(models.Model):
    """How far the resources have been compared, in the order of their changes; one row."""

    changed = models.DateTimeField()
    resource = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.changed:%Y-%m-%d %H:%M:%S}, {self.resource}"
