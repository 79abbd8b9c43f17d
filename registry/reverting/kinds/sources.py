"""Decisions on sources: whether and when they are read, by which settings, and what of them is taken unasked."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from harvesters import adding, telling
from harvesters.settings import SettingsProblem
from registry.catalogue import history, overlay
from registry.catalogue.models import Change
from registry.reverting.kind import Kind, NotRevertible, source_of
from registry.roles.granting import SENIOR
from registry.sources.models import Source

PACE = ("cadence_hours", "jitter_percent", "backoff_minutes", "collapse_percent")


class OfSource(Kind):
    least = SENIOR

    def is_of(self, change: Change) -> bool:
        return change.subject.startswith("source:") and self.is_about(change)

    def is_about(self, change: Change) -> bool:
        raise NotImplementedError(f"{type(self).__name__} must implement is_about().")

    def link(self, change: Change) -> str:
        return reverse("curation:source", args=[source_of(change).uuid])


class State(OfSource):
    """Approved, refused, paused, resumed: as it was before, proposed again if it was that."""

    def is_about(self, change: Change) -> bool:
        return change.field == "state"

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        return [(change, adding.decided(source_of(change), str(change.before), actor, _reason(change)))]

    def afterwards(self, change: Change) -> None:
        adding.follow(source_of(change))


class Settings(OfSource):
    def is_about(self, change: Change) -> bool:
        return change.field == "settings"

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        try:
            row = adding.change_settings(source_of(change), change.before or {}, actor=actor)
        except SettingsProblem as refused:
            raise NotRevertible(telling.of(refused)) from None
        except ValidationError as refused:
            raise NotRevertible(" ".join(refused.messages)) from None
        return [(change, _made(row))]


class Pace(OfSource):
    """How often it is read, how long it is left alone after a failure, and when its list has collapsed."""

    def is_about(self, change: Change) -> bool:
        return change.field in PACE

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        source = source_of(change)
        row = history.changed(
            source, change.field, getattr(source, change.field), change.before, cause="pace", actor=actor
        )
        Source.objects.filter(pk=source.pk).update(**{change.field: change.before})
        history.write(row)
        return [(change, row)]


class TakenAlways(OfSource):
    """That what a source says of a field is taken unasked. Corrections that gave way are taken back by themselves."""

    def is_about(self, change: Change) -> bool:
        return change.cause == overlay.ALWAYS

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        source = source_of(change)
        put = overlay.believe if change.before else overlay.ask_again
        return [(change, _made(put(source, change.field, actor=actor)))]


def _made(row: Change | None) -> Change:
    if row is None:
        raise NotRevertible(_("It is so already."))
    return row


def _reason(change: Change) -> str:
    """Why the state before had been decided on, as far as the history has it."""
    before = Change.objects.filter(subject=change.subject, field="state", pk__lt=change.pk).last()
    return before.cause if before and before.cause != change.before else ""
