"""The one append-only history: who changed what, from what to what, and why."""

from __future__ import annotations

from typing import Any

from registry.catalogue.models import Change, Resource
from registry.sources.models import Source


def subject_of(thing: Resource | Source) -> str:
    """How the history names a thing: by its public identity, never a database id."""
    if isinstance(thing, Resource):
        return f"resource:{thing.public_id}"
    return f"source:{thing.uuid}"


def changed(
    thing: Resource | Source, field: str, before: Any, after: Any, *, cause: str, actor: str
) -> Change:
    """A row that is not saved yet, so that many can be written at once."""
    return Change(
        subject=subject_of(thing), field=field, before=before, after=after, cause=cause, actor=actor
    )


def write(*changes: Change) -> None:
    Change.objects.bulk_create(changes, batch_size=200)
