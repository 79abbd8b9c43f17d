"""Preparing what a page brought for storing: compared with what is known, described and rated, and no transaction.

What costs time happens here, outside the write transactions (rule 14); an unchanged record costs a comparison.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from harvesters.describing import Answer, Describer, Manner, Organiser, manner
from harvesters.formats import native
from harvesters.intake import Reading, refused, repeated
from harvesters.listing import Harvested
from harvesters.peers import Peer
from harvesters.problems import Problem, Undescribable
from harvesters.settings import describing
from harvesters.words import words
from registry.catalogue import storing
from registry.catalogue.prepared import Prepared
from registry.catalogue.presence import Presence
from registry.catalogue.provenance import OriginKey, Provenance
from registry.catalogue.tombstones import buried
from registry.lexicon.in_force import edits
from registry.sources.models import Node, Organisation, Source

Answers = Mapping[int, Answer]  # by position in a page

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
    undescribed: list[Harvested] = field(default_factory=list)  # whose payloads are kept until they can be
    settled: list[str] = field(default_factory=list)  # identifiers of which no such payload is kept any more

    def count(self, kind: str, by: int = 1) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + by

    def tell(self, reading: Reading) -> None:
        """Of a record that is not taken: what became of it, and why."""
        self.count(reading.kind)
        self.problems += reading.problems
        self.keep(reading.harvested, reading.kind)

    def keep(self, record: Harvested, kind: str) -> None:
        """Its payload, where it is what could not be described."""
        if kind == "rejected" and record.identifier and record.payload and not record.rejected:
            self.undescribed.append(record)


class Preparation:
    """Prepares the records of one run, which it remembers so that none is taken twice."""

    def __init__(self, source: Source, now: datetime) -> None:
        self.source, self.now = source, now
        self.node = Node.this().uuid
        self.peer = Peer(source, self.node, now) if source.is_peer else None
        self.organiser = _organiser(source.organisation)
        self.describe = Describer(self._manner(draft=""))
        self.described = 0  # records so far, changed ones too
        self.salt = hashlib.sha1(
            json.dumps(describing(source.settings), sort_keys=True).encode(), usedforsecurity=False
        )
        self._salts: dict[str, hashlib._Hash] = {}  # by format, which is part of what is hashed
        self.this_run = Presence()

    def taken(self, ids: Iterable[int]) -> None:
        """The ids that new records have been given."""
        self.this_run.add(ids)

    def draft_entries(self) -> Manner:
        """From now on the records' entries in the search index are drafted; returns how, for a second process."""
        manner = self._manner(draft=settings.OUTBOX_DRAFT)
        self.describe = Describer(manner)
        return manner

    def is_organiser_as_it_was(self) -> bool:
        """Whether what was drafted still names who offers it as the catalogue now does."""
        return _organiser(Organisation.objects.get(pk=self.source.organisation_id)) == self.organiser

    def _manner(self, draft: str) -> Manner:
        return manner(
            self.source.settings,
            self.now,
            self.organiser,
            draft=draft,
            rated=settings.RATE_WHILE_HARVESTING,
            edits=edits(),
        )

    def new(self, records: Sequence[Harvested]) -> list[int]:
        """The positions of those that are worth describing beforehand. What becomes of each, `batch` decides."""
        known = storing.known(self.source, [r.identifier for r in records if r.identifier])
        return [
            position
            for position, record in enumerate(records)
            if record.identifier
            and not (record.rejected or record.skipped or record.deleted)
            and not _is_same(known.get(record.identifier), self.hash_of(record))
        ]

    def batch(self, records: Sequence[Harvested], answers: Answers, first: int = 0) -> Batch:
        """What is to be written of these records; `taken` must be told what came of it.

        `answers`: what some of them came to, by position; the first of the records is at `first`.
        """
        identifiers = [r.identifier for r in records if r.identifier]
        known = storing.known(self.source, identifiers)
        graves = self._graves(records)
        batch, here = Batch(), set()
        if records:
            batch.count("listed", len(records))
        for position, record in enumerate(records, first):
            before = known.get(record.identifier or "")
            if before:
                batch.present.append(before.id)
            if record.identifier in here or (before and before.id in self.this_run):
                batch.tell(repeated(record))
            elif record.deleted and record.identifier:
                self._deletion(record, before, graves, batch)
            else:
                self._record(record, before, batch, answers.get(position))
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
        batch.settled.append(record.identifier)
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

    def _record(
        self, record: Harvested, before: storing.Known | None, batch: Batch, answer: Answer | None
    ) -> None:
        digest = self.hash_of(record)
        if _is_same(before, digest) and not record.rejected:
            assert before
            assert record.identifier
            batch.count("unchanged")
            batch.settled.append(record.identifier)
            if before.absent_since:
                batch.returned.append(before.id)
            return
        self.described += 1
        if self.peer:
            incoming = self._of_peer(record, self.peer, digest, batch)
        else:
            incoming = self._own(record, answer or self.describe(record), digest, batch)
        if incoming:
            batch.kinds[incoming.identifier] = "changed" if before else "added"
            batch.count(batch.kinds[incoming.identifier])
            batch.incoming.append(incoming)
            batch.settled.append(incoming.identifier)

    def _own(self, record: Harvested, answer: Answer, digest: bytes, batch: Batch) -> storing.Incoming | None:
        batch.problems += answer.problems
        if answer.prepared is None:
            batch.count(answer.kind)
            batch.keep(record, answer.kind)
            return None
        return to_store(record, answer.prepared, digest)

    def _of_peer(self, record: Harvested, peer: Peer, digest: bytes, batch: Batch) -> storing.Incoming | None:
        reading = self.describe.read(record)
        if reading.description is None:
            batch.tell(reading)
            return None
        batch.problems += reading.problems
        try:
            provenance = peer.provenance(record)
        except Undescribable as why:
            batch.tell(refused(record, why))
            return None
        if str(self.node) in provenance.chain:
            batch.tell(_came_through_here(record))
            return None
        organiser = provenance.organisation
        kind = organiser.get("kind", "") if organiser else self.organiser[1]
        return to_store(record, self.describe.prepare(reading.description, kind), digest, provenance)

    def hash_of(self, record: Harvested) -> bytes:
        """Of what a description depends on: payload, format and the source's settings (not the address)."""
        if not record.hash:
            record.hash = self._hash_of(record)
        return record.hash

    def _hash_of(self, record: Harvested) -> bytes:
        if (salt := self._salts.get(record.format)) is None:
            salt = self._salts[record.format] = self.salt.copy()
            salt.update(record.format.encode())
        digest = salt.copy()
        digest.update(record.payload)
        return digest.digest()


def _organiser(organisation: Organisation) -> Organiser:
    return organisation.name, organisation.kind, organisation.economy


def _is_same(before: storing.Known | None, digest: bytes) -> bool:
    return before is not None and before.hash == digest and before.state == "live"


def to_store(
    record: Harvested, prepared: Prepared, digest: bytes, provenance: Provenance | None = None
) -> storing.Incoming:
    """A described record as the catalogue takes it."""
    assert record.identifier
    return storing.Incoming(
        identifier=record.identifier,
        hash=digest,
        prepared=prepared,
        payload=record.payload,
        format=record.format,
        base=record.base,
        datestamp=provenance.datestamp if provenance else (record.datestamp or "")[:LONGEST_DATESTAMP],
        listed_at=record.listed_at,
        provenance=provenance,
    )


def _came_through_here(record: Harvested) -> Reading:
    """Rule 11: what set out from this node, or came through it, is not taken in again."""
    reason = words("The record came from this node, or through it.")
    problem = Problem(stage="store", identifier=record.identifier, reason=reason)
    return Reading(harvested=record, kind="skipped", problems=(problem,))
