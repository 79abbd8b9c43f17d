"""Takes decisions back: each kind of decision is put to where it was before, as a new row of the history."""

from __future__ import annotations

from django.utils.translation import gettext as _

from registry.catalogue import history
from registry.catalogue.models import Change, Resource
from registry.catalogue.writing import writing
from registry.reverting.kind import Kind, NotRevertible, Overtaken
from registry.reverting.kinds import kind_of
from registry.reverting.kinds.resources import OfResource
from registry.reverting.models import Reversal

__all__ = ["NotRevertible", "Overtaken", "decision", "revert", "undo"]


def revert(change: Change, *, actor: str, anyway: bool = False) -> Change:
    """Puts things to where they were before a decision; the revert of a revert puts them back.

    Raises Overtaken where the same was decided on again since, unless `anyway`: then those decisions go with it.
    """
    kind = decision(change)
    with writing():
        _check(kind, change, anyway)
        made = kind.put_back(change, actor=actor)
        _note(*made)
    kind.afterwards(change)
    return next(row for taken, row in made if taken.pk == change.pk)


def undo(change: Change, resource: Resource, *, actor: str, anyway: bool = False) -> Change:
    """Like `revert`, of a decision on a resource's fields or ratings, within a transaction of the caller's, who
    materialises."""
    kind = decision(change)
    if not isinstance(kind, OfResource):
        raise NotRevertible(_("Only decisions of people can be taken back."))
    _check(kind, change, anyway)
    row = kind.undo(change, resource, actor)
    history.write(row)
    _note((change, row))
    return row


def decision(change: Change) -> Kind:
    """What kind of decision a row is. Raises NotRevertible, with what to do instead, where it cannot be taken back."""
    kind = kind_of(change)
    if kind is None:
        raise NotRevertible(_("Only decisions of people can be taken back."))
    if why := kind.why_not(change):
        raise NotRevertible(why)
    return kind


def _check(kind: Kind, change: Change, anyway: bool) -> None:
    if Reversal.objects.filter(change=change).exists():
        raise NotRevertible(_("It is taken back already."))
    later = list(kind.later(change))
    if later and not anyway:
        raise Overtaken(later)


def _note(*made: tuple[Change, Change]) -> None:
    Reversal.objects.bulk_create(Reversal(change=change, by=row) for change, row in made)
