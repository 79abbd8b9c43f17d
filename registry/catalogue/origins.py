"""Which record each shown value of a resource comes from, and what the others of its group say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.catalogue.description import FIELDS
from registry.catalogue.models import Overlay, Resource
from registry.catalogue.visibility import live


@dataclass(frozen=True, slots=True)
class Said:
    """A value, and the member of the group whose record states it."""

    member: Resource
    value: Any


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field's shown value comes from.

    `member`: whose record states it; None where a curator does, or the machine has recognised it. `curator`: a
    pseudonym, or empty. `others`: what other records say instead, in the order in which they would follow.
    """

    field: str
    value: Any
    member: Resource | None
    curator: str
    others: tuple[Said, ...]


def origins(resource: Resource) -> list[Origin]:
    """Of every field that is known of a resource, or that its records state, in the order of Description's fields."""
    group = members_of(resource)
    stated = [(one, one.record.description) for one in group if _counts(one)] or [
        (resource, resource.record.description)
    ]
    curators = _curators(group)
    return [
        _origin(field, resource, stated, curators.get(field, ""))
        for field in FIELDS
        if field in resource.effective or any(field in said for _one, said in stated)
    ]


def members_of(resource: Resource) -> list[Resource]:
    """All that are read through it, itself first, then in the order in which they came."""
    followers = Resource.objects.filter(leader=resource.pk).with_provenance().order_by("pk")
    return [resource, *followers]


def _counts(resource: Resource) -> bool:
    return live(resource.record.state, resource.record.source.state)


def _curators(group: Sequence[Resource]) -> dict[str, str]:
    """Who set each corrected field; the leader's corrections come first, as in registry.catalogue.effective."""
    order = {one.pk: place for place, one in enumerate(group)}
    overlays = sorted(Overlay.objects.filter(resource__in=order), key=lambda o: -order[o.resource_id])
    return {overlay.field: overlay.actor for overlay in overlays}


def _origin(
    field: str, resource: Resource, stated: Sequence[tuple[Resource, Mapping[str, Any]]], curator: str
) -> Origin:
    shown = resource.effective.get(field)
    saying = [Said(one, said[field]) for one, said in stated if field in said]
    first = saying[0].member if saying and not curator else None
    others = tuple(said for said in saying if said.member is not first and said.value != shown)
    return Origin(field, shown, first, curator, others)
