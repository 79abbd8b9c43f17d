"""Fields and values of corrections and of the history, in words for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from registry.catalogue.history import subject_of
from registry.catalogue.models import Change, Overlay, Resource
from registry.curation.differences import Part, differences, of_lists
from registry.curation.field_names import field_name
from registry.reverting.kinds import kind_of
from registry.sources.models import Source

_LONGEST = 160  # characters of a value that are shown
_MOST = 30  # changes that are shown


@dataclass(frozen=True, slots=True)
class Line:
    """A change as a line of the history. `parts`: word by word, where the values are texts or lists."""

    id: int
    at: datetime
    what: str
    before: str
    after: str
    parts: Sequence[Part]
    actor: str
    cause: str
    revertible: bool
    reverted: bool
    final: str  # why a decision cannot be taken back, and what to do instead


@dataclass(frozen=True, slots=True)
class Correction:
    """A curator's value for a field, with what the source says since, if that is something new."""

    field: str
    name: str
    value: str
    suggestion: str | None
    overlay: Overlay


def history(thing: Resource | Source | str, before: int | None = None, most: int = _MOST) -> Sequence[Line]:
    """The newest first; `thing`: itself, or its name in the history. `before`: only those older than this row."""
    rows = rows_of(thing).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [line(row) for row in rows[:most]]


def rows_of(thing: Resource | Source | str) -> QuerySet[Change]:
    subject = thing if isinstance(thing, str) else subject_of(thing)
    return Change.objects.filter(subject=subject).select_related("reversal")


def line(row: Change) -> Line:
    kind, reverted = kind_of(row), hasattr(row, "reversal")
    final = kind.why_not(row) if kind else ""
    return Line(
        id=row.pk,
        at=row.at,
        what=field_name(row.field),
        before=words(row.before),
        after=words(row.after),
        parts=_parts(row.before, row.after),
        actor=row.actor,
        cause=row.cause,
        revertible=kind is not None and not final and not reverted,
        reverted=reverted,
        final=final,
    )


def _parts(before: Any, after: Any) -> Sequence[Part]:
    if isinstance(before, str) and isinstance(after, str):
        return differences(before, after)
    if isinstance(before, list) and isinstance(after, list):
        return of_lists([words(each) for each in before], [words(each) for each in after])
    return ()


def corrections(overlays: Sequence[Overlay]) -> Sequence[Correction]:
    return [
        Correction(
            overlay.field,
            field_name(overlay.field),
            words(overlay.value),
            words(overlay.suggestion) if overlay.has_suggestion else None,
            overlay,
        )
        for overlay in overlays
    ]


def words(value: Any) -> str:
    """A value as text: "–" for none."""
    if value is None or value in ([], {}, ""):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        text = ", ".join(words(each) for each in value)
    elif isinstance(value, Mapping):
        text = ", ".join(f"{field_name(key)} {words(each)}" for key, each in value.items())
    else:
        text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
