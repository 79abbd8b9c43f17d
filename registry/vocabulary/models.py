"""Concepts, what they are called in each language, and the terms of sources that stand for them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.catalogue.following import Place
from registry.catalogue.models import Resource


class Followed(Place):
    """How far the terms of resources have been taken up."""

    class Meta:
        verbose_name_plural = "followed"

    def __str__(self) -> str:
        return f"terms up to {self.changed:%Y-%m-%d %H:%M}"


class Concept(models.Model):
    """One thing that training is about. `aspect`: the aspect it belongs to, or "visits"; empty: none.

    A deprecated concept takes no further terms and keeps those that it has; one that was merged names the other as
    `replaced_by` and has none left.
    """

    slug = models.SlugField(max_length=80, unique=True)
    aspect = models.CharField(max_length=40, blank=True)
    broader = models.ManyToManyField("self", symmetrical=False, related_name="narrower")
    deprecated = models.BooleanField(default=False)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Label(models.Model):
    """What a concept is called in a language; the preferred one is shown. `folded`: as it is compared."""

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="labels")
    language = models.CharField(max_length=20, help_text="BCP 47")
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)
    preferred = models.BooleanField(default=False)

    class Meta:
        ordering = ["language", "-preferred", "id"]
        constraints = [models.UniqueConstraint(fields=["concept", "language", "folded"], name="label_once")]

    def __str__(self) -> str:
        return self.text


class Term(models.Model):
    """A subject as sources write it. Every resource that carries it has the term's concept, also those from before.

    `how` it came to its concept. `count`: resources that are shown and carry it.
    """

    class How(models.TextChoices):
        NONE = "", _("not mapped")
        LABEL = "label", _("by its label")
        PERSON = "person", _("by a person")
        AMBIGUOUS = "ambiguous", _("two concepts are called so")
        IGNORED = "ignored", _("set aside")

    digest = models.BigIntegerField(unique=True, help_text="registry.catalogue.keys.digest of `folded`")
    folded = models.CharField(max_length=200)
    text = models.CharField(max_length=200, help_text="as it was first met")
    language = models.CharField(max_length=20, blank=True, help_text="of the resource it was first met in")
    concept = models.ForeignKey(Concept, models.PROTECT, null=True, related_name="terms")
    how = models.CharField(max_length=10, choices=How.choices, blank=True, default=How.NONE)
    count = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["how", "-count", "id"], name="term_worklist")]

    def __str__(self) -> str:
        return self.text


class ResourceTerm(models.Model):
    """A shown resource carries a term."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    term = models.ForeignKey(Term, models.CASCADE, related_name="carried_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "term"], name="term_once")]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.term_id}"


class Reach(models.Model):
    """A term whose concept has changed, and up to which resource search has been told of it."""

    term = models.OneToOneField(Term, models.CASCADE, primary_key=True, related_name="+")
    after = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.term_id} up to {self.after}"
