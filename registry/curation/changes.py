"""Fields and values of corrections and of the history, in words for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.catalogue.history import subject_of
from registry.catalogue.models import Change, Overlay, Resource
from registry.framework.vocabularies import ASPECTS, VISITS
from registry.sources.models import Source

_LONGEST = 160  # characters of a value that are shown
_MOST = 100  # changes that are shown


@dataclass(frozen=True, slots=True)
class Line:
    """A change as a line of the history."""

    at: datetime
    what: str
    before: str
    after: str
    actor: str
    cause: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A curator's value for a field, with what the source says since, if that is something new."""

    field: str
    name: str
    value: str
    suggestion: str | None
    overlay: Overlay


def history(thing: Resource | Source) -> Sequence[Line]:
    """The newest first."""
    rows = Change.objects.filter(subject=subject_of(thing)).order_by("-pk")[:_MOST]
    return [
        Line(row.at, name(row.field), words(row.before), words(row.after), row.actor, row.cause)
        for row in rows
    ]


def corrections(overlays: Sequence[Overlay]) -> Sequence[Correction]:
    return [
        Correction(
            overlay.field,
            name(overlay.field),
            words(overlay.value),
            words(overlay.suggestion) if overlay.has_suggestion else None,
            overlay,
        )
        for overlay in overlays
    ]


def name(field: str) -> str:
    """Of a field of a description or of the rubric; one without a name of its own is shown as it is."""
    if field == VISITS.id:
        return VISITS.label(get_language())
    if aspect := ASPECTS.get(field):
        return aspect.label(get_language())
    names = {
        "title": _("Title"),
        "language": _("Language"),
        "tags": _("Tags"),
        "hidden": _("Hidden"),
        "relevant": _("About trading across borders"),
        "state": _("State"),
        "held run": _("Held run"),
    }
    return names.get(field, field)


def words(value: Any) -> str:
    """A value as text: "–" for none."""
    if value is None or value in ([], ""):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        text = ", ".join(words(each) for each in value)
    elif isinstance(value, Mapping):
        text = ", ".join(f"{key} {words(each)}" for key, each in value.items())
    else:
        text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
