"""Curators' values for single fields: they beat every harvest, and a change beneath becomes a suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from registry.catalogue import history
from registry.catalogue.description import FIELDS
from registry.catalogue.effective import materialise
from registry.catalogue.merging import CURATED_FIELDS
from registry.catalogue.models import Overlay, Resource
from registry.catalogue.writing import writing


def set_overlay(resource: Resource, field: str, value: Any, *, actor: str, reason: str = "") -> None:
    """Sets a curator's value; null says that the value is not known. ValueError for a field that has none."""
    if field not in (*FIELDS, *CURATED_FIELDS):
        raise ValueError(f"There is no field {field!r} to correct.")
    with writing():
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
        history.write(history.changed(resource, field, said, value, cause="overlay", actor=actor))
        materialise([resource.pk])


def clear_overlay(resource: Resource, field: str, *, actor: str) -> None:
    """Gives the field back to the sources; nothing happens where no curator had set it."""
    with writing():
        overlay = Overlay.objects.filter(resource=resource, field=field).first()
        if overlay is None:
            return
        overlay.delete()
        history.write(
            history.changed(resource, field, overlay.value, None, cause="overlay cleared", actor=actor)
        )
        materialise([resource.pk])


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
    for overlay in overlays:
        id = overlay.resource_id if overlay.resource_id in differences else None
        id = id or by_leader.get(overlay.resource.leader_id or overlay.resource_id)
        if id is not None and overlay.field in differences[id]:
            _suggest(overlay, differences[id][overlay.field][1])


def _suggest(overlay: Overlay, now_said: Any) -> None:
    overlay.has_suggestion = now_said not in (overlay.value, overlay.upstream)
    overlay.suggestion = now_said if overlay.has_suggestion else None
    overlay.save(update_fields=["suggestion", "has_suggestion"])
