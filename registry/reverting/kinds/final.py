"""Decisions that cannot be taken back, each with the reason and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.catalogue.models import Change
from registry.reverting.kind import Kind, source_of
from registry.reverting.kinds.resources import OfResource
from registry.reverting.kinds.vocabulary import concept_of
from registry.roles.granting import ADMINISTRATOR, SENIOR

_TAKEN_OVER = _(
    "Records that were taken over are one with what they were before. Correct those that are not, or delete them."
)
Reasons = Mapping[tuple[str, str], str | Promise]


class Final(Kind):
    """`reasons`: by field and cause of the row; a cause of "" is any. `subject`: the kind of thing that it is about."""

    reasons: ClassVar[Reasons] = {}
    subject: ClassVar[str] = ""

    def is_of(self, change: Change) -> bool:
        return change.subject.partition(":")[0] == self.subject and bool(self.why_not(change))

    def why_not(self, change: Change) -> str:
        reason = self.reasons.get((change.field, change.cause)) or self.reasons.get((change.field, ""), "")
        return str(reason)


class OfSources(Final):
    least = SENIOR
    subject = "source"
    reasons: ClassVar[Reasons] = {
        ("held run", "released"): _(
            "What was removed is gone. Read all of the source: what it still lists comes back, at its address and "
            "with its corrections."
        ),
        ("held run", "discarded"): _(
            "Nothing was removed. If records are still missing, the next complete list is held again, "
            "and you decide anew."
        ),
        ("held run", "reidentified"): _TAKEN_OVER,
        ("run", ""): _("The run has ended. Read the source now: it goes on where it stopped."),
        ("secret", "entered"): _("Secrets are not in the history. Forget it, or enter the right one."),
        ("secret", "forgotten"): _("Secrets are not in the history. Enter it again."),
    }

    def link(self, change: Change) -> str:
        return reverse("curation:source", args=[source_of(change).uuid])


class OfResources(Final, OfResource):
    subject = "resource"
    reasons: ClassVar[Reasons] = {
        ("takedown", ""): _(
            "Whoever asked has read the answer. What was taken down is brought back, and what was left is deleted, "
            "by a decision of its own."
        ),
        ("identifier", "re-identified"): _TAKEN_OVER,
    }


class OfConcepts(Final):
    least = SENIOR
    subject = "concept"
    reasons: ClassVar[Reasons] = {
        ("made", ""): _("A concept's id is for ever. Deprecate it: it then takes no further terms."),
        ("merged into", ""): _(
            "Labels and terms of the two can no longer be told apart. Make a new concept, and give it its labels "
            "and terms."
        ),
    }

    def link(self, change: Change) -> str:
        return reverse("curation:concept", args=[concept_of(change).slug])


class OfLexicon(Final):
    least = SENIOR
    subject = "lexicon"
    reasons: ClassVar[Reasons] = {
        (what, "lexicon"): _("Take it back among the rater’s words, where its effect is shown first.")
        for what in ("added", "removed", "taken back")
    }

    def link(self, change: Change) -> str:
        return reverse("curation:lexicon")


class OfStaff(Final):
    least = ADMINISTRATOR
    subject = "staff"
    reasons: ClassVar[Reasons] = {
        ("role", ""): _("Roles are given by `manage.py staff add`: give the one that is right.")
    }

    def link(self, change: Change) -> str:
        return reverse("curation:queue")
