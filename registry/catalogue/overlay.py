"""Curators' values for single fields: they beat every harvest, and a change beneath becomes a suggestion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from registry.catalogue import history
from registry.catalogue.description import FIELDS
from registry.catalogue.effective import materialise
from registry.catalogue.merging import CURATED_FIELDS
from registry.catalogue.models import AlwaysTaken, Change, Overlay, Resource
from registry.catalogue.writing import writing
from registry.sources.models import Source

SET, CLEARED, KEPT = "overlay", "overlay cleared", "suggestion kept"
"""Causes in the history: of a value that was set, one that was given back, and a suggestion that was turned down."""
ALWAYS = "take always"  # cause: of the decision that what a source says of a field is taken unasked, and of its end
SOURCE_ACTOR = "take always"  # in the history: a curator has said once that this source is to be believed


def set_overlay(resource: Resource, field: str, value: Any, *, actor: str, reason: str = "") -> Change:
    """Sets a curator's value; null says that the value is not known. ValueError for a field that has none."""
    with writing():
        change = lay(resource, field, value, actor=actor, reason=reason)
        history.write(change)
        materialise([resource.pk])
    return change


def clear_overlay(resource: Resource, field: str, *, actor: str) -> Change | None:
    """Gives the field back to the sources; nothing happens where no curator had set it."""
    with writing():
        change = lift(resource, field, actor=actor)
        if change is not None:
            history.write(change)
            materialise([resource.pk])
    return change


def keep_overlay(resource: Resource, field: str, *, actor: str) -> Change | None:
    """Turns down what the sources say now; a further change of theirs is told again."""
    with writing():
        overlay = Overlay.objects.filter(resource=resource, field=field, has_suggestion=True).first()
        if overlay is None:
            return None
        change = history.changed(
            resource, field, overlay.upstream, overlay.suggestion, cause=KEPT, actor=actor
        )
        history.write(change)
        overlay.upstream, overlay.suggestion, overlay.has_suggestion = overlay.suggestion, None, False
        overlay.save(update_fields=["upstream", "suggestion", "has_suggestion"])
    return change


def suggest_again(resource: Resource, field: str, upstream: Any, suggestion: Any) -> None:
    """A suggestion that was turned down waits for a decision again; None: none waits."""
    Overlay.objects.filter(resource=resource, field=field).update(
        upstream=upstream, suggestion=suggestion, has_suggestion=suggestion is not None
    )


def take_always(resource: Resource, field: str, *, actor: str) -> None:
    """Takes what the source says of this field, here and whenever it changes a corrected value again."""
    believe(resource.record.source, field, actor=actor)
    clear_overlay(resource, field, actor=actor)


def believe(source: Source, field: str, *, actor: str) -> Change | None:
    """A source's changes of a field are taken unasked from now on; None when they are already."""
    with writing():
        _rule, made = AlwaysTaken.objects.get_or_create(source=source, field=field, defaults={"actor": actor})
        return _said_of(source, field, None, True, actor) if made else None


def ask_again(source: Source, field: str, *, actor: str) -> Change | None:
    """Ends that a source's changes are taken unasked; None when they were not."""
    with writing():
        if not AlwaysTaken.objects.filter(source=source, field=field).delete()[0]:
            return None
        return _said_of(source, field, True, None, actor)


def _said_of(source: Source, field: str, before: bool | None, after: bool | None, actor: str) -> Change:
    row = history.changed(source, field, before, after, cause=ALWAYS, actor=actor)
    history.write(row)
    return row


def lay(resource: Resource, field: str, value: Any, *, actor: str, reason: str = "") -> Change:
    """Like `set_overlay`, within a transaction of the caller's, who writes the change and materialises."""
    if field not in (*FIELDS, *CURATED_FIELDS):
        raise ValueError(f"There is no field {field!r} to correct.")
    before = Overlay.objects.filter(resource=resource, field=field).first()
    upstream = before.upstream if before else resource.effective.get(field)
    said = before.value if before else upstream
    Overlay.objects.update_or_create(
        resource=resource,
        field=field,
        defaults={
            "value": value,
            "upstream": upstream,
            "suggestion": None,
            "has_suggestion": False,
            "actor": actor,
            "reason": reason,
        },
    )
    return history.changed(resource, field, said, value, cause=SET, actor=actor)


def lift(resource: Resource, field: str, *, actor: str) -> Change | None:
    """Like `clear_overlay`, within a transaction of the caller's."""
    overlay = Overlay.objects.filter(resource=resource, field=field).first()
    if overlay is None:
        return None
    overlay.delete()
    return history.changed(resource, field, overlay.value, None, cause=CLEARED, actor=actor)


def suggest(differences: Mapping[int, Mapping[str, tuple[Any, Any]]]) -> None:
    """Tells overlays of these resources, and of their groups, what their sources say now (rule 6).

    `differences`: resource id → field → (before, after).
    """
    leaders = dict(
        Resource.objects.filter(pk__in=differences, leader__isnull=False).values_list("pk", "leader")
    )
    by_leader = {leaders.get(id, id): id for id in differences}
    overlays = Overlay.objects.filter(
        Q(resource__in=[*differences, *leaders.values()]) | Q(resource__leader__in=by_leader)
    ).select_related("resource")
    told = []
    for overlay in overlays:
        id = overlay.resource_id if overlay.resource_id in differences else None
        id = id or by_leader.get(overlay.resource.leader_id or overlay.resource_id)
        if id is not None and overlay.field in differences[id]:
            _suggest(overlay, differences[id][overlay.field][1])
            told.append((overlay, id))
    _take_unasked(
        [(overlay, id) for overlay, id in told if overlay.has_suggestion and overlay.resource_id == id]
    )


def _suggest(overlay: Overlay, now_said: Any) -> None:
    overlay.has_suggestion = now_said not in (overlay.value, overlay.upstream)
    overlay.suggestion = now_said if overlay.has_suggestion else None
    overlay.save(update_fields=["suggestion", "has_suggestion"])


def _take_unasked(told: Sequence[tuple[Overlay, int]]) -> None:
    """Overlays on what has just changed give way to sources that a curator has said to take always; whoever
    stores materialises it. Overlays on others of its group stay, with their suggestion."""
    if not told:
        return
    sources = dict(
        Resource.objects.filter(pk__in={id for _overlay, id in told}).values_list("pk", "record__source_id")
    )
    rules = set(
        AlwaysTaken.objects.filter(source__in=set(sources.values())).values_list("source_id", "field")
    )
    lifted = [
        lift(overlay.resource, overlay.field, actor=SOURCE_ACTOR)
        for overlay, id in told
        if (sources[id], overlay.field) in rules
    ]
    history.write(*(change for change in lifted if change))
