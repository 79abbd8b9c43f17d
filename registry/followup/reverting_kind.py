"""What staff decided of questions, answers, voices and trainers: taken back, it waits for a decision again."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.catalogue.models import Change, Resource
from registry.curation.access import Stated
from registry.followup import moderation
from registry.followup.belonging import about
from registry.followup.worklist import look_again
from registry.reverting.kind import Kind, NotRevertible


class Moderated(Kind):
    def is_of(self, change: Change) -> bool:
        return change.cause == moderation.CAUSE

    def link(self, change: Change) -> str:
        return reverse("followup:moderation")

    def whose(self, change: Change) -> Sequence[Resource | Stated]:
        return about(self._thing(change))

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        return [(change, moderation.put_back(self._thing(change), str(change.before), actor=actor))]

    def afterwards(self, change: Change) -> None:
        look_again()

    def _thing(self, change: Change) -> moderation.Thing:
        kind, _colon, number = change.subject.partition(":")
        thing = moderation.find(kind, int(number))
        if thing is None:
            raise NotRevertible(_("Whoever wrote it has deleted it."))
        return thing
