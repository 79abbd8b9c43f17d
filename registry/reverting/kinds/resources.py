"""Decisions on a resource's fields and ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from registry.agreement.models import Pair
from registry.agreement.rating import SECOND, THIRD
from registry.catalogue import history
from registry.catalogue.effective import materialise
from registry.catalogue.models import Change, Resource
from registry.catalogue.overlay import CLEARED, KEPT, SET, lay, lift, suggest_again
from registry.catalogue.ratings import ACCEPTED, JUDGED, JUDGED_AGAIN, put_judgements
from registry.reverting.kind import Kind, resource_of, same_field, standing
from registry.reverting.models import Reversal

_OVERLAYS = (SET, CLEARED)
_RATINGS = (JUDGED, ACCEPTED, JUDGED_AGAIN, SECOND, THIRD)


class OfResource(Kind):
    """`undo` makes the row that says what came of it, within a transaction of the caller's, who materialises."""

    causes: Sequence[str] = ()

    def is_of(self, change: Change) -> bool:
        return change.cause in self.causes and change.subject.startswith("resource:")

    def resource(self, change: Change) -> Resource:
        return resource_of(change)

    def link(self, change: Change) -> str:
        return reverse("curation:resource", args=[self.resource(change).public_id])

    def undo(self, change: Change, resource: Resource, actor: str) -> Change:
        raise NotImplementedError(f"{type(self).__name__} must implement undo().")

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        resource = self.resource(change)
        row = self.undo(change, resource, actor)
        history.write(row)
        materialise([resource.pk])
        return [(change, row)]


class Corrected(OfResource):
    """A value that a curator set, or gave back: title, tags, hidden, deleted, an address, any field."""

    causes: Sequence[str] = _OVERLAYS

    def later(self, change: Change) -> Sequence[Change]:
        return standing(same_field(change, *_OVERLAYS, KEPT))

    def undo(self, change: Change, resource: Resource, actor: str) -> Change:
        before = Change.objects.filter(
            subject=change.subject, field=change.field, pk__lt=change.pk, cause__in=_OVERLAYS
        ).last()
        if before is not None and before.cause == SET:
            return lay(resource, change.field, before.after, actor=actor)
        row = lift(resource, change.field, actor=actor)
        return row or history.changed(
            resource, change.field, change.after, change.before, cause=CLEARED, actor=actor
        )


class KeptOurs(Corrected):
    """A correction that was kept when the source changed beneath it."""

    causes: Sequence[str] = (KEPT,)

    def undo(self, change: Change, resource: Resource, actor: str) -> Change:
        if Reversal.objects.filter(by=change).exists():
            # The suggestion was brought back: it is turned down again.
            suggest_again(resource, change.field, change.before, None)
        else:
            suggest_again(resource, change.field, change.before, change.after)
        return history.changed(resource, change.field, change.after, change.before, cause=KEPT, actor=actor)


class Rated(OfResource):
    """A judgement, or a whole rating: by one, by the second of two, or by the third where two differ."""

    causes: Sequence[str] = _RATINGS

    def later(self, change: Change) -> Sequence[Change]:
        """By the same rater of the same cells: what others say is no answer to it."""
        rater, cells = rater_of(change), set(_judgements(change, change.after))
        rows = Change.objects.filter(subject=change.subject, pk__gt=change.pk, cause__in=_RATINGS)
        return standing(
            [row for row in rows if cells & _judgements(row, row.after).keys() and rater_of(row) == rater]
        )

    def undo(self, change: Change, resource: Resource, actor: str) -> Change:
        rater = rater_of(change)
        before = put_judgements(resource, rater, _judgements(change, change.before))
        _dispute(change, resource)
        return history.changed(
            resource,
            change.field,
            before if _is_whole(change) else before[change.field],
            change.before,
            cause=JUDGED_AGAIN,
            actor=actor,
        )


def rater_of(change: Change) -> str:
    """Whose rating a row is about: who judged, also where somebody else took it back."""
    return _taken_back(change)[0].actor


def _taken_back(change: Change) -> tuple[Change, int]:
    """The decision that a row takes back, or takes back the taking back of; and how often it was turned round."""
    turns = 0
    while change.cause == JUDGED_AGAIN:
        change, turns = Reversal.objects.select_related("change").get(by=change).change, turns + 1
    return change, turns


def _dispute(change: Change, resource: Resource) -> None:
    """Where the third's word is taken back, a third is waited for again; with that taken back, it is decided."""
    decided, turns = _taken_back(change)
    if decided.cause == THIRD:
        state = Pair.State.RESOLVED if turns % 2 else Pair.State.DISPUTED
        Pair.objects.filter(resource=resource, third=decided.actor).update(state=state)


def _judgements(change: Change, values: Any) -> Mapping[str, Any]:
    """By cell; a row about a whole rating holds them all, any other one of them."""
    return dict(values or {}) if _is_whole(change) else {change.field: values}


def _is_whole(change: Change) -> bool:
    return change.field == "depths"
