"""Where a record comes from: its origin key, for ever the same, and the nodes that it came through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

OriginKey = tuple[UUID, UUID, str]  # origin node's UUID, source's UUID, identifier


def in_one(origin: OriginKey) -> str:
    """An origin key as one text: what public ids and keys for joining are made of."""
    node, source, identifier = origin
    return _of_source(node, source) + identifier


@lru_cache(maxsize=100)
def _of_source(node: UUID, source: UUID) -> str:
    return f"{node}/{source}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Of a record that a peer gave.

    `chain`: UUIDs of the nodes it came through, the origin first. `datestamp`: the origin's, of the record or
    of its deletion. `organisation`: "uuid", "name", "kind", "economy", "website" of who offers the thing;
    empty when unknown.
    """

    origin: OriginKey
    chain: tuple[str, ...]
    datestamp: str
    organisation: Mapping[str, str] = field(default_factory=dict)
