"""Addresses of resources, what was found at them, and how each host wants to be asked."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.catalogue.following import Place
from registry.catalogue.models import Resource


class Followed(Place):
    """How far the addresses of resources have been taken up."""

    class Meta:
        verbose_name_plural = "followed"

    def __str__(self) -> str:
        return f"links up to {self.changed:%Y-%m-%d %H:%M}"


class AskedHost(models.Model):
    """A host that is asked for addresses: one at a time, and never before `not_before`."""

    name = models.CharField(max_length=300, unique=True)
    not_before = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """One address, which any number of resources may have. registry.links.judging says what each state means.

    `failures`: those in a row since `failing_since`, answers that say nothing apart. `moved_to`: where it
    redirects, if it does. `by_get`: its host does not answer HEAD as it answers GET. `due` doubles as the claim:
    whoever checks it has pushed it into the future first.
    """

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("not checked yet")
        WORKING = "working", _("works")
        UNKNOWN = "unknown", _("cannot be told")
        FAILING = "failing", _("has failed lately")
        DEAD = "dead", _("dead")

    digest = models.BigIntegerField(unique=True, help_text="registry.catalogue.keys.digest of the address")
    url = models.TextField()
    host = models.ForeignKey(AskedHost, models.PROTECT, related_name="addresses")
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNCHECKED)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    worked = models.DateTimeField(null=True, help_text="when it was last found to work")
    checked = models.DateTimeField(null=True)
    moved_to = models.TextField(blank=True)
    by_get = models.BooleanField(default=False)
    due = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name_plural = "addresses"
        indexes = [models.Index(fields=["state", "-failing_since", "id"], name="address_state")]

    def __str__(self) -> str:
        return self.url


class ResourceAddress(models.Model):
    """The address of a resource that is shown."""

    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="+")
    address = models.ForeignKey(Address, models.CASCADE, related_name="carried_by")

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.address_id}"


class Check(models.Model):
    """One look at an address; the newest are kept (registry.links.checking.KEPT)."""

    class Outcome(models.TextChoices):
        WORKS = "works", _("works")
        UNKNOWN = "unknown", _("cannot be told")
        FAILED = "failed", _("failed")

    address = models.ForeignKey(Address, models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(null=True, help_text="of HTTP; null: no answer came")
    reason = models.TextField(blank=True)
    wording = models.JSONField(null=True, help_text="what it was made of, for other languages")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.address_id} {self.at:%Y-%m-%d %H:%M} {self.outcome}"
