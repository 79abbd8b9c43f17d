"""Takes decisions back: each kind of decision is put to where it was before, as a new row of the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from registry.catalogue import history
from registry.catalogue.effective import materialise
from registry.catalogue.models import Change, Resource
from registry.catalogue.overlay import CLEARED, KEPT, SET, lay, lift, suggest_again
from registry.catalogue.ratings import ACCEPTED, JUDGED, JUDGED_AGAIN, put_judgements
from registry.catalogue.writing import writing
from registry.reverting.models import Reversal

_OVERLAYS = (SET, CLEARED)
_RATINGS = (JUDGED, ACCEPTED, JUDGED_AGAIN)
REVERTIBLE = (*_OVERLAYS, KEPT, *_RATINGS)
"""Causes of the decisions that can be taken back here."""


class NotRevertible(Exception):
    """What was asked to be taken back is no decision, is taken back already, or makes no sense any more."""


class Overtaken(Exception):
    """Later decisions on the same stand in the way; `later`, the oldest first."""

    def __init__(self, later: Sequence[Change]) -> None:
        super().__init__(_("Somebody has decided on this again since."))
        self.later = later


def revert(change: Change, *, actor: str, anyway: bool = False) -> Change:
    """Puts things to where they were before a decision; the revert of a revert puts them back.

    Raises Overtaken where the same was decided on again since, unless `anyway`: then those decisions go with it.
    """
    resource = resource_of(change)
    with writing():
        row = undo(change, resource, actor=actor, anyway=anyway)
        materialise([resource.pk])
    return row


def undo(change: Change, resource: Resource, *, actor: str, anyway: bool = False) -> Change:
    """Like `revert`, within a transaction of the caller's, who materialises."""
    if change.cause not in REVERTIBLE:
        raise NotRevertible(_("Only decisions of people can be taken back."))
    if Reversal.objects.filter(change=change).exists():
        raise NotRevertible(_("It is taken back already."))
    later = list(_later(change))
    if later and not anyway:
        raise Overtaken(later)
    if change.cause in _RATINGS:
        row = _undo_rating(change, resource, actor)
    elif change.cause == KEPT:
        row = _undo_kept(change, resource, actor)
    else:
        row = _undo_overlay(change, resource, actor)
    history.write(row)
    Reversal.objects.create(change=change, by=row)
    return row


def resource_of(change: Change) -> Resource:
    """The resource that a row of the history is about. Raises NotRevertible where it is about something else."""
    kind, _colon, name = change.subject.partition(":")
    try:
        found = (
            Resource.objects.with_provenance().filter(public_id=UUID(name)).first()
            if kind == "resource"
            else None
        )
    except ValueError:
        found = None
    if found is None:
        raise NotRevertible(_("This is no decision on a resource that is still there."))
    return found


def rater_of(change: Change) -> str:
    """Whose rating a row is about: who judged, also where somebody else took it back."""
    while change.cause == JUDGED_AGAIN:
        change = Reversal.objects.select_related("change").get(by=change).change
    return change.actor


def _later(change: Change) -> Sequence[Change]:
    """Decisions since on the same, those left out that have been taken back together with their taking back."""
    if change.cause in _RATINGS:
        rater, cells = rater_of(change), set(_judgements(change, change.after))
        rows = Change.objects.filter(subject=change.subject, pk__gt=change.pk, cause__in=_RATINGS)
        found = [row for row in rows if cells & _judgements(row, row.after).keys() and rater_of(row) == rater]
    else:
        rows = Change.objects.filter(subject=change.subject, field=change.field, pk__gt=change.pk)
        found = list(rows.filter(cause__in=(*_OVERLAYS, KEPT)))
    return _standing(found)


def _standing(rows: Sequence[Change]) -> list[Change]:
    """Without pairs that cancel each other out: a decision and the row that took it back."""
    ids = {row.pk for row in rows}
    pairs = (
        Reversal.objects.filter(change__in=ids, by__in=ids).order_by("-pk").values_list("change_id", "by_id")
    )
    gone: set[int] = set()
    for change, by in pairs:
        if by not in gone:  # the latest first: a revert that was itself taken back cancels nothing
            gone |= {change, by}
    return [row for row in rows if row.pk not in gone]


def _undo_overlay(change: Change, resource: Resource, actor: str) -> Change:
    before = Change.objects.filter(
        subject=change.subject, field=change.field, pk__lt=change.pk, cause__in=_OVERLAYS
    ).last()
    if before is not None and before.cause == SET:
        return lay(resource, change.field, before.after, actor=actor)
    row = lift(resource, change.field, actor=actor)
    return row or history.changed(
        resource, change.field, change.after, change.before, cause=CLEARED, actor=actor
    )


def _undo_kept(change: Change, resource: Resource, actor: str) -> Change:
    if Reversal.objects.filter(
        by=change
    ).exists():  # the suggestion was brought back: it is turned down again
        suggest_again(resource, change.field, change.before, None)
    else:
        suggest_again(resource, change.field, change.before, change.after)
    return history.changed(resource, change.field, change.after, change.before, cause=KEPT, actor=actor)


def _undo_rating(change: Change, resource: Resource, actor: str) -> Change:
    before = put_judgements(resource, rater_of(change), _judgements(change, change.before))
    return history.changed(
        resource,
        change.field,
        before if _is_whole(change) else before[change.field],
        change.before,
        cause=JUDGED_AGAIN,
        actor=actor,
    )


def _judgements(change: Change, values: Any) -> dict[str, Any]:
    """By cell; a row about a whole rating holds them all, any other one of them."""
    return dict(values or {}) if _is_whole(change) else {change.field: values}


def _is_whole(change: Change) -> bool:
    return change.field == "depths"
