"""Tombstones: what was deleted at its origin stays deleted, also when an older copy arrives by another way."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from registry.catalogue.models import Tombstone
from registry.catalogue.provenance import OriginKey


def bury(origins: Iterable[tuple[OriginKey, str, list[str]]]) -> None:
    """Writes tombstones of (origin key, datestamp of the deletion, chain); a later deletion replaces an earlier."""
    latest: dict[OriginKey, tuple[str, list[str]]] = {}
    for origin, stamp, chain in origins:
        latest[origin] = max((stamp, chain), latest.get(origin, ("", [])))
    before = buried(latest)
    rows = [
        Tombstone(
            origin_node=node, origin_source=source, origin_identifier=identifier, datestamp=stamp, chain=chain
        )
        for (node, source, identifier), (stamp, chain) in latest.items()
        if stamp > before.get((node, source, identifier), "")
    ]
    Tombstone.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["origin_node", "origin_source", "origin_identifier"],
        update_fields=["datestamp", "chain", "created"],
        batch_size=100,
    )


def buried(origins: Iterable[OriginKey]) -> dict[OriginKey, str]:
    """Datestamps of deletion for those of the origin keys that have one."""
    found: dict[OriginKey, str] = {}
    for node, source, identifiers in _by_source(origins):
        own = Tombstone.objects.filter(origin_node=node, origin_source=source)
        if not own.exists():
            continue  # most sources, whose many identifiers need not be asked about
        rows = own.filter(origin_identifier__in=identifiers)
        for identifier, stamp in rows.values_list("origin_identifier", "datestamp"):
            found[(node, source, identifier)] = stamp
    return found


def raise_again(origins: Iterable[OriginKey]) -> None:
    """The origin itself offers the thing again: its tombstones go."""
    for node, source, identifiers in _by_source(origins):
        Tombstone.objects.filter(
            origin_node=node, origin_source=source, origin_identifier__in=identifiers
        ).delete()


def _by_source(origins: Iterable[OriginKey]) -> list[tuple[UUID, UUID, list[str]]]:
    grouped: dict[tuple[UUID, UUID], list[str]] = {}
    for node, source, identifier in origins:
        grouped.setdefault((node, source), []).append(identifier)
    return [(node, source, identifiers) for (node, source), identifiers in grouped.items()]
