"""Edits of the rater's lexicon, over the shipped tables; and one that is proposed, while its effect is worked out."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LexiconEdit(models.Model):
    """A row that is added to the shipped tables, or taken out of them: registry.framework.lexicon.Edit."""

    language = models.CharField(max_length=5)
    term = models.CharField(max_length=200)
    about = models.CharField(max_length=60)
    strength = models.PositiveSmallIntegerField(default=2)
    context = models.CharField(max_length=20, blank=True)
    removed = models.BooleanField(default=False)
    actor = models.CharField(max_length=100)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "term", "about"], name="lexicon_edit_once")
        ]

    def __str__(self) -> str:
        return f"{'-' if self.removed else '+'} {self.language} {self.term} ({self.about})"


class Proposal(models.Model):
    """One edit that somebody wants, or wants taken back (`drop`, of an edit in force), and what it would change.

    `base`: digest of the lexicon that it was compared with. `after`: up to which resource the worker has come, first
    comparing, then, once it is kept, marking what is to be rated again. `moves`: {"cell: before → after": count}.
    """

    class State(models.TextChoices):
        LOOKING = "looking", _("its effect is being worked out")
        READY = "ready", _("its effect is known")
        KEPT = "kept", _("kept, resources are being rated again")
        DONE = "done", _("kept")
        DISCARDED = "discarded", _("discarded")

    language = models.CharField(max_length=5)
    term = models.CharField(max_length=200)
    about = models.CharField(max_length=60)
    strength = models.PositiveSmallIntegerField(default=2)
    context = models.CharField(max_length=20, blank=True)
    removed = models.BooleanField(default=False)
    drop = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOOKING)
    base = models.CharField(max_length=8)
    after = models.BigIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    moves = models.JSONField(default=dict)
    actor = models.CharField(max_length=100)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.term}: {self.state}"


class Effect(models.Model):
    """A resource whose rating a proposal would change; `moves`: {cell: [before, after]}. `resource`: its id."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="effects")
    resource = models.BigIntegerField()
    moves = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "resource"], name="effect_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.resource}"
