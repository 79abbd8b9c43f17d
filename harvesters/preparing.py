"""Preparing what a page brought for storing: compared with what is known, described and rated, and no transaction.

What costs time happens here, outside the write transactions (rule 14); an unchanged record costs a comparison.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from harvesters.formats import native
from harvesters.intake import Reading, read_one, refused, repeated
from harvesters.listing import Harvested
from harvesters.peers import Peer
from harvesters.problems import Problem, Undescribable
from harvesters.settings import describing
from registry.catalogue import ratings, storing
from registry.catalogue.effective import effective_values
from registry.catalogue.presence import Presence
from registry.catalogue.provenance import OriginKey, Provenance
from registry.catalogue.tombstones import buried
from registry.sources.models import Node, Source

LONGEST_DATESTAMP = 40  # characters that its column holds


@dataclass(slots=True)
class Batch:
    """What is to be written of a part of a page, in one transaction."""

    incoming: list[storing.Incoming] = field(default_factory=list)
    gone: list[storing.Gone] = field(default_factory=list)
    present: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # of incoming: added or changed

    def count(self, kind: str, by: int = 1) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + by

    def tell(self, reading: Reading) -> None:
        """Of a record that is not taken: what became of it, and why."""
        self.count(reading.kind)
        self.problems += reading.problems


class Preparation:
    """Prepares the records of one run, which it remembers so that none is taken twice."""

    def __init__(self, source: Source, now: datetime) -> None:
        self.source, self.now = source, now
        self.node = Node.this().uuid
        self.peer = Peer(source, self.node, now) if source.is_peer else None
        self.kind = source.organisation.kind
        self.salt = hashlib.sha1(
            json.dumps(describing(source.settings), sort_keys=True).encode(), usedforsecurity=False
        )
        self.this_run = Presence()

    def taken(self, ids: Iterable[int]) -> None:
        """The ids that new records have been given."""
        self.this_run.add(ids)

    def batch(self, records: Sequence[Harvested]) -> Batch:
        """What is to be written of these records; `taken` must be told what came of it."""
        identifiers = [r.identifier for r in records if r.identifier]
        known = storing.known(self.source, identifiers)
        graves = self._graves(records)
        batch, here = Batch(), set()
        for record in records:
            batch.count("listed")
            before = known.get(record.identifier or "")
            if before:
                batch.present.append(before.id)
            if record.identifier in here or (before and before.id in self.this_run):
                batch.tell(repeated(record))
            elif record.deleted and record.identifier:
                self._deletion(record, before, graves, batch)
            else:
                self._record(record, before, batch)
            if record.identifier:
                here.add(record.identifier)
        self.this_run.add(known[i].id for i in identifiers if i in known)
        batch.present += self._vouched(records)
        return batch

    def _graves(self, records: Sequence[Harvested]) -> dict[str, str]:
        """Of the identifiers that are stated as deleted, when those were that were known as deleted before."""
        origins = {r.identifier: self._buried_origin(r) for r in records if r.deleted and r.identifier}
        graves = buried(origin for origin in origins.values() if origin)
        return {i: graves[origin] for i, origin in origins.items() if origin in graves}

    def _buried_origin(self, record: Harvested) -> OriginKey | None:
        """The origin key of what a deleted header names."""
        assert record.identifier
        if self.peer is None:
            return self.node, self.source.uuid, record.identifier
        return native.origin_of(record.identifier)

    def _vouched(self, records: Sequence[Harvested]) -> Iterator[int]:
        """Records of pages that cannot be read now, or need not be, are not absent."""
        pages = {r.listed_at for r in records if r.listed_at and (r.rejected or r.skipped)}
        if not pages:
            return iter(())
        found = self.source.records.filter(listed_at__in=pages)
        return found.values_list("pk", flat=True).iterator()

    def _deletion(
        self, record: Harvested, before: storing.Known | None, graves: dict[str, str], batch: Batch
    ) -> None:
        assert record.identifier
        known_since = graves.get(record.identifier)
        grave = self.peer.grave(record) if self.peer else None
        if self.peer:
            told = grave is None or (known_since is not None and known_since >= grave.datestamp)
        else:
            told = before is not None or known_since is not None
        if told and (before is None or before.state != "live"):
            batch.count("unchanged")
            return
        batch.count("deleted")
        batch.gone.append(storing.Gone(identifier=record.identifier, buried=grave))

    def _record(self, record: Harvested, before: storing.Known | None, batch: Batch) -> None:
        digest = self._hash(record)
        if before and before.hash == digest and before.state == "live" and not record.rejected:
            batch.count("unchanged")
            if before.absent_since:
                batch.returned.append(before.id)
            return
        reading = read_one(record, self.source.settings, self.now)
        if reading.description is None:
            batch.tell(reading)
            return
        batch.problems += reading.problems
        try:
            provenance = self.peer.provenance(record) if self.peer else None
        except Undescribable as why:
            batch.tell(refused(record, why))
            return
        if provenance and str(self.node) in provenance.chain:
            batch.tell(_came_through_here(record))
            return
        incoming = self._incoming(record, reading, digest, provenance)
        batch.kinds[incoming.identifier] = "changed" if before else "added"
        batch.count(batch.kinds[incoming.identifier])
        batch.incoming.append(incoming)

    def _hash(self, record: Harvested) -> bytes:
        """Of what a description depends on: payload, format and the source's settings (not the address)."""
        digest = self.salt.copy()
        digest.update(record.format.encode())
        digest.update(record.payload)
        return digest.digest()

    def _incoming(
        self, record: Harvested, reading: Reading, digest: bytes, provenance: Provenance | None
    ) -> storing.Incoming:
        assert record.identifier
        assert reading.description
        values = effective_values([reading.description.as_json()], {})
        organiser = provenance.organisation if provenance else {}
        kind = organiser.get("kind", "") if organiser else self.kind
        return storing.Incoming(
            identifier=record.identifier,
            hash=digest,
            description=reading.description,
            effective=values,
            profile=ratings.machine_profile(values, kind, self.now.date()),
            payload=record.payload,
            format=record.format,
            base=record.base,
            datestamp=provenance.datestamp if provenance else (record.datestamp or "")[:LONGEST_DATESTAMP],
            listed_at=record.listed_at,
            provenance=provenance,
        )


def _came_through_here(record: Harvested) -> Reading:
    """Rule 11: what set out from this node, or came through it, is not taken in again."""
    reason = "The record came from this node, or through it."
    problem = Problem(stage="store", identifier=record.identifier, reason=reason)
    return Reading(harvested=record, kind="skipped", problems=(problem,))
