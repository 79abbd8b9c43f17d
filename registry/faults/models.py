"""What readers report of a resource: a dead link, a wrong date; kept until one of the staff has settled it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.catalogue.models import Resource


class Fault(models.Model):
    """One report. Nobody's name or address is kept with it. `digest`: of what was said on a day, so that a form
    that is sent twice counts once."""

    class What(models.TextChoices):
        LINK = "link", _("The link does not work")
        DATES = "dates", _("A date, a place or the cost is wrong")
        TEXT = "text", _("The title, the text or the language is wrong")
        RATING = "rating", _("It does not teach what is said here")
        OFF_TOPIC = "off-topic", _("It has nothing to do with cross-border e-commerce")
        UNSAFE = "unsafe", _("It wants to cheat people or do harm")
        OTHER = "other", _("Something else")

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="faults")
    what = models.CharField(max_length=10, choices=What.choices)
    note = models.TextField(blank=True)
    digest = models.CharField(max_length=32, unique=True)
    reported = models.DateTimeField(default=timezone.now)
    settled = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=100, blank=True, help_text="pseudonym")

    class Meta:
        indexes = [models.Index(fields=["resource"], name="fault_open", condition=models.Q(settled=None))]

    def __str__(self) -> str:
        return f"{self.what} on {self.resource_id}"
