"""A kind of decision: which rows of the history are of it, and how things are put to where they were before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from registry.catalogue.models import Change, Resource
from registry.reverting.models import Reversal
from registry.roles.granting import CURATOR
from registry.sources.models import Source


class NotRevertible(Exception):
    """What was asked to be taken back is no decision, is taken back already, or makes no sense any more."""


class Overtaken(Exception):
    """Later decisions on the same stand in the way; `later`, the oldest first."""

    def __init__(self, later: Sequence[Change]) -> None:
        super().__init__(_("Somebody has decided on this again since."))
        self.later = later


class Kind:
    """One subclass for each kind, named in registry.reverting.kinds.KINDS; nothing else needs to know it.

    `least`: the role that may take it back. `concerns_all`: it holds for the whole catalogue, so that curators with
    limits may not.
    """

    least: ClassVar[str] = CURATOR
    concerns_all: ClassVar[bool] = False

    def is_of(self, change: Change) -> bool:
        """Whether this row of the history is a decision of this kind."""
        raise NotImplementedError(f"{type(self).__name__} must implement is_of().")

    def link(self, change: Change) -> str:
        """The page of what was decided on."""
        raise NotImplementedError(f"{type(self).__name__} must implement link().")

    def why_not(self, change: Change) -> str:
        """Why decisions of this kind are final, and what to do instead; "" where they can be taken back."""
        return ""

    def resource(self, change: Change) -> Resource | None:
        """The resource that it is about; None where it is about something else. NotRevertible for one that is gone."""
        return None

    def whose(self, change: Change) -> Sequence[Any]:
        """What says whose it is to decide, as registry.curation.access.within_scope takes it; empty: `least` alone."""
        resource = self.resource(change)
        return [resource] if resource else []

    def later(self, change: Change) -> Sequence[Change]:
        """Decisions since on the same, the oldest first; `standing` leaves out what has been taken back."""
        return standing(same_field(change))

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        """Within a transaction of the caller's: the decisions that are taken back, `change` among them, each with the
        row that was written for it."""
        raise NotImplementedError(f"{type(self).__name__} must implement put_back().")

    def afterwards(self, change: Change) -> None:
        """What follows and may take long, after the transaction."""


def standing(rows: Sequence[Change]) -> list[Change]:
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


def same_field(change: Change, *causes: str) -> list[Change]:
    """Later rows about the same field of the same thing; of these causes, where some are named."""
    rows = Change.objects.filter(subject=change.subject, field=change.field, pk__gt=change.pk)
    return list(rows.filter(cause__in=causes) if causes else rows)


def resource_of(change: Change) -> Resource:
    """The resource that a row of the history is about. Raises NotRevertible where it is about something else."""
    name = _uuid(change, "resource")
    found = Resource.objects.with_provenance().filter(public_id=name).first() if name else None
    if found is None:
        raise NotRevertible(_("This is no decision on a resource that is still there."))
    return found


def source_of(change: Change) -> Source:
    """Raises NotRevertible where it is about something else."""
    name = _uuid(change, "source")
    found = Source.objects.select_related("organisation").filter(uuid=name).first() if name else None
    if found is None:
        raise NotRevertible(_("This is no decision on a source that is still there."))
    return found


def _uuid(change: Change, expected: str) -> UUID | None:
    kind, _colon, name = change.subject.partition(":")
    try:
        return UUID(name) if kind == expected else None
    except ValueError:
        return None
