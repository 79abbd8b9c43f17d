"""Decisions on which resources are the same thing, and on whose page is shown for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.catalogue.joining import (
    LED,
    SAME,
    CannotJoin,
    Word,
    choose_leader,
    leave_leader_to_order,
    restore,
    turned,
)
from registry.catalogue.models import Change, Resource
from registry.reverting.kind import Kind, NotRevertible, resource_of, standing

Pair = tuple[str, str]  # public ids, the lower first


class SameThing(Kind):
    """That two are one thing, or two; what one act has said of several pairs is taken back together."""

    def is_of(self, change: Change) -> bool:
        return change.field == SAME and change.subject.startswith("resource:")

    def resource(self, change: Change) -> Resource:
        return resource_of(change)

    def link(self, change: Change) -> str:
        return reverse("curation:group", args=[self.resource(change).public_id])

    def later(self, change: Change) -> Sequence[Change]:
        pairs = {_pair(row) for row in _act(change)}
        subjects = {f"resource:{id}" for pair in pairs for id in pair}
        rows = Change.objects.filter(subject__in=subjects, field=SAME, pk__gt=change.pk)
        rows = rows.exclude(at=change.at, actor=change.actor)
        found = standing([row for row in rows if _pair(row) in pairs])
        return [row for row in found if row.subject == f"resource:{_pair(row)[0]}"]  # each has a row on both

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        act = _act(change)
        ids = _ids({id for row in act for id in _pair(row)})
        if len(ids) < len({id for row in act for id in _pair(row)}):
            raise NotRevertible(_("One of the two is no longer there."))
        said: dict[tuple[int, int], Word | None] = {}
        for row in act:
            low, high = sorted(ids[id] for id in _pair(row))
            of_first = ids[row.subject.partition(":")[2]] == low
            said[low, high] = _word(row.before) if of_first else turned(_word(row.before))
        try:
            rows = restore(said, actor=actor)
        except CannotJoin as refused:
            raise NotRevertible(str(refused)) from None
        made = {(row.subject, _pair(row)): row for row in rows}
        return [(row, made[row.subject, _pair(row)]) for row in act]


class Leads(Kind):
    """That somebody chose whose page is shown for a group."""

    def is_of(self, change: Change) -> bool:
        return change.field == LED and change.subject.startswith("resource:")

    def resource(self, change: Change) -> Resource:
        return resource_of(change)

    def link(self, change: Change) -> str:
        return reverse("curation:group", args=[self.resource(change).public_id])

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        resource = self.resource(change)
        try:
            (choose_leader if change.before else leave_leader_to_order)(resource, actor=actor)
        except CannotJoin as refused:
            raise NotRevertible(str(refused)) from None
        row = Change.objects.filter(subject=change.subject, field=LED, pk__gt=change.pk).last()
        if row is None:
            raise NotRevertible(_("It is so already."))
        return [(change, row)]


def _act(change: Change) -> list[Change]:
    """All rows of one act of a person, both of each pair."""
    same = Q(at=change.at, actor=change.actor, field=SAME)
    other = f"resource:{next(id for id in _pair(change) if f'resource:{id}' != change.subject)}"
    # Rows from before acts had one moment: the other row of the pair was written with it.
    twin = Q(subject=other, field=SAME, pk__in=(change.pk - 1, change.pk + 1), actor=change.actor)
    return list(Change.objects.filter(same | twin).order_by("pk"))


def _pair(row: Change) -> Pair:
    own = row.subject.partition(":")[2]
    other = str(next(iter(row.after or row.before or {})))
    return (own, other) if own < other else (other, own)


def _word(said: Mapping[str, Any] | None) -> Word | None:
    return next(iter(said.values())) if said else None


def _ids(names: set[str]) -> dict[str, int]:
    found = Resource.objects.filter(public_id__in=[UUID(name) for name in names])
    return {str(public): pk for public, pk in found.values_list("public_id", "pk")}
