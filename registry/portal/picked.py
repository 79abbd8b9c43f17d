"""Resources that a reader has picked out, by the identifiers of their addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from registry.catalogue.models import Resource


def uuids(stated: Iterable[str]) -> Sequence[UUID]:
    """Each once, in their order; what is no identifier is passed over."""
    return list(dict.fromkeys(found for text in stated if (found := _uuid(text))))


def picked(wanted: Sequence[UUID]) -> Sequence[Resource]:
    """Those that may be seen, in the order given; for what has been joined to another, that other. Two queries."""
    leaders = Resource.objects.filter(public_id__in=wanted, leader__isnull=False)
    instead = dict(leaders.values_list("public_id", "leader__public_id"))
    ids = list(dict.fromkeys(instead.get(id) or id for id in wanted))
    shown = Resource.objects.visible().with_provenance().filter(public_id__in=ids)
    found = {resource.public_id: resource for resource in shown}
    return [found[id] for id in ids if id in found]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
