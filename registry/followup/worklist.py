"""Follow-up's tasks in the staff's worklist: what waits before it is shown, and questions that nobody was asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.followup import moderation
from registry.followup.belonging import ORGANISERS, stated
from registry.followup.models import Answer, Question
from registry.worklist import refreshing
from registry.worklist.kind import Kind, Open
from registry.worklist.models import Task


class ToModerate(Kind):
    """What somebody wrote is not in the row: it goes when its writer is forgotten."""

    id = "to-moderate"
    label = gettext_lazy("Questions and answers to look at")

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        for thing in moderation.waiting():
            kind = type(thing).__name__.lower()
            reason = getattr(thing, "why_waiting", "") or {"helped": "text"}.get(kind, "new")
            details = {"reason": reason, "kind": kind}
            whose = stated(thing)
            yield Open(
                key=f"{kind}:{thing.pk}", title=_title(thing), since=thing.created, details=details, effect=70,
                economy=whose.economy, language=whose.language,
            )  # fmt: skip

    def why(self, details: Mapping[str, Any]) -> str:
        return str(moderation.REASONS.get(details["reason"], ""))

    def link(self, task: Task) -> str:
        return reverse("followup:moderation")


class UnaskedQuestion(Kind):
    id = "unasked-question"
    label = gettext_lazy("Questions for you to answer")

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        alone = Question.objects.public().filter(invitations=None, answers=None)
        alone = alone.select_related(*(f"resource__{organiser}" for organiser in ORGANISERS))
        for question in alone.order_by("pk").iterator(chunk_size=500):
            whose = stated(question)
            yield Open(
                key=str(question.uuid), title=_title(question), since=question.created, effect=60,
                economy=whose.economy, language=whose.language,
            )  # fmt: skip

    def why(self, details: Mapping[str, Any]) -> str:
        return _("No provider and no trainer could be asked.")

    def link(self, task: Task) -> str:
        return reverse("followup:question", args=[task.key])


def _title(thing: object) -> str:
    question = thing.question if isinstance(thing, Answer) else thing
    resource = getattr(question, "resource", None)
    return resource.title if resource else getattr(question, "aspect", "") or "–"


def look_again() -> None:
    """After a decision."""
    refreshing.look_again(ToModerate.id, UnaskedQuestion.id)
