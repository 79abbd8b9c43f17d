"""One run of one source from start to end: pages are read, described, rated and stored; then it is concluded.

A run always ends in an honest state (rule 5). What a page brought, the run's counts and the checkpoint are
written in one transaction, so that an interrupted run is continued without loss or repetition.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from harvesters.absence import conclude
from harvesters.ahead import derive_occurrences
from harvesters.fetch import Fetcher
from harvesters.formats import native
from harvesters.intake import Reading, pages, read_one, refused, repeated
from harvesters.listing import Completeness, Harvested, Page, Request
from harvesters.peers import Peer
from harvesters.problems import Problem, SourceProblem, Undescribable
from harvesters.protocols import Protocol, harvester
from registry.catalogue import outbox, ratings, storing
from registry.catalogue.effective import effective_values
from registry.catalogue.presence import Presence
from registry.catalogue.provenance import OriginKey, Provenance
from registry.catalogue.tombstones import buried
from registry.catalogue.writing import writing
from registry.progress import Progress
from registry.sources import claiming
from registry.sources.models import Node, Run, RunError, Source

log = logging.getLogger(__name__)

BATCH = 250  # records stored in one transaction (rule 14)
LONGEST_DATESTAMP, LONGEST_SINCE, LONGEST_FIELD = 40, 60, 100  # characters that their columns hold
MOST_ERRORS = 1000  # of one run that are kept; the counts stay exact
COUNTS = ("listed", "added", "changed", "unchanged", "deleted", "rejected", "skipped", "withdrawn")
_DRAIN_EVERY = 5000  # records after which searchers begin to see what a long run has brought


class SourceBusy(Exception):
    """Somebody else harvests the source at this moment."""


class SourceNotApproved(Exception):
    """Only approved sources are harvested."""


def harvest(
    source: Source,
    *,
    full: bool = False,
    progress: Progress | None = None,
    today: datetime | None = None,
) -> Run:
    """Harvests a source now and returns its closed run.

    `full` asks for everything, whatever was taken before; `today` is what now is taken for.
    Raises SourceBusy and SourceNotApproved; what the
    source does wrong is told by the run.
    """
    if source.state != Source.State.APPROVED:
        raise SourceNotApproved(f"{source.name} is {source.get_state_display()}: approve it first.")
    lease = claiming.claim(source)
    if lease is None:
        raise SourceBusy(f"{source.name} is being harvested already.")
    return _Harvest(source, lease, full, progress, today or timezone.now()).run_to_its_end()


@dataclass(slots=True)
class _Batch:
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


class _Harvest:
    """The state of one run while it goes on."""

    def __init__(
        self, source: Source, lease: uuid.UUID, full: bool, progress: Progress | None, now: datetime
    ) -> None:
        self.source, self.lease, self.now = source, lease, now
        self.progress = progress or Progress(source.name)
        if full:
            source.since, source.checkpoint, source.seen = "", None, None
        self.resumed = source.checkpoint is not None
        self.present = Presence(bytes(source.seen) if self.resumed and source.seen else None)
        self.this_run = Presence()
        self.run = Run.objects.create(source=source)
        self.node = Node.this().uuid
        self.peer = Peer(source, self.node, now) if source.is_peer else None
        self.kind = source.organisation.kind
        self.salt = hashlib.sha1(json.dumps(source.settings, sort_keys=True).encode(), usedforsecurity=False)
        self.errors = 0
        self.undrained = 0

    def run_to_its_end(self) -> Run:
        try:
            outcome = self._read()
        except KeyboardInterrupt:
            self._close(Run.Outcome.CANCELLED, again=True)
            raise
        except Exception:
            # The run must end in an honest state whatever happened; the error itself goes on to who called.
            log.exception("harvest of %s broke", self.source.name)
            self._note([_BROKEN])
            self._close(Run.Outcome.PARTIAL if self._took_something() else Run.Outcome.FAILED)
            raise
        self._close(outcome)
        return self.run

    def _read(self) -> str:
        with Fetcher(settings.HARVEST_ALLOWED_ADDRESSES, settings.HARVEST_CONTACT) as fetcher:
            reader = harvester(self.source.protocol)(fetcher, self._request())
            try:
                for page in pages(reader):
                    self._take(page)
            except SourceProblem as stopped:
                self._note([stopped.problem])
                return Run.Outcome.PARTIAL if self._took_something() else Run.Outcome.FAILED
        self._note(reader.outcome.warnings)
        return self._conclude(reader)

    def _request(self) -> Request:
        return Request(
            url=self.source.url,
            settings=self.source.settings,
            today=self.now,
            since=self.source.since or None,
            checkpoint=self.source.checkpoint,
        )

    def _take(self, page: Page) -> None:
        if page.total is not None:
            self.run.total = self.progress.total = page.total
        self._note(page.warnings)
        parts = [page.records[i : i + BATCH] for i in range(0, len(page.records), BATCH)] or [[]]
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            self._store(self._prepare(part), page.checkpoint if last else self.source.checkpoint)
            self.progress.advance(len(part))

    def _prepare(self, records: Sequence[Harvested]) -> _Batch:
        """Everything that needs no transaction: comparing, describing, rating."""
        identifiers = [r.identifier for r in records if r.identifier]
        known = storing.known(self.source, identifiers)
        graves = self._graves(records)
        batch, here = _Batch(), set()
        for record in records:
            batch.count("listed")
            before = known.get(record.identifier or "")
            if before:
                batch.present.append(before.id)
            if record.rejected or record.skipped:
                batch.present += self._vouched(record)
            if record.identifier in here or (before and before.id in self.this_run):
                batch.tell(repeated(record))
            elif record.deleted and record.identifier:
                self._prepare_deletion(record, before, graves, batch)
            else:
                self._prepare_record(record, before, batch)
            if record.identifier:
                here.add(record.identifier)
        self.this_run.add(known[i].id for i in identifiers if i in known)
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

    def _vouched(self, record: Harvested) -> Iterator[int]:
        """Records of a page that cannot be read now are not absent."""
        if not record.listed_at:
            return iter(())
        found = self.source.records.filter(listed_at=record.listed_at)
        return found.values_list("pk", flat=True).iterator()

    def _prepare_deletion(
        self, record: Harvested, before: storing.Known | None, graves: dict[str, str], batch: _Batch
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

    def _prepare_record(self, record: Harvested, before: storing.Known | None, batch: _Batch) -> None:
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

    def _store(self, batch: _Batch, checkpoint: dict[str, Any] | None) -> None:
        with writing():
            if not claiming.renew(self.source, self.lease):
                raise LeaseLost(f"{self.source.name} was taken over by another worker.")
            stored = storing.store(self.source, batch.incoming, batch.gone)
            if batch.returned:
                storing.mark_present(batch.returned)
            self._count(batch, stored)
            self._note(batch.problems)
            self.present.add([*batch.present, *stored.added])
            self.source.checkpoint = checkpoint
            self.source.seen = self.present.packed() if checkpoint is not None else None
            Source.objects.filter(pk=self.source.pk).update(checkpoint=checkpoint, seen=self.source.seen)
        self.this_run.add(stored.added)
        self._follow_up(len(batch.incoming) + len(stored.deleted))

    def _follow_up(self, written: int) -> None:
        self.undrained += written
        if self.undrained >= _DRAIN_EVERY:
            self.undrained = 0
            outbox.drain()

    def _count(self, batch: _Batch, stored: storing.Stored) -> None:
        for identifier in stored.outlived:
            batch.count(batch.kinds[identifier], -1)
            batch.count("skipped")
        for kind, count in batch.counts.items():
            setattr(self.run, kind, getattr(self.run, kind) + count)
        self.run.save()

    def _note(self, problems: Sequence[Problem]) -> None:
        if not problems:
            return
        kept = problems[: max(0, MOST_ERRORS - self.errors)]
        self.errors += len(problems)
        RunError.objects.bulk_create(
            RunError(
                run=self.run,
                stage=p.stage,
                identifier=p.identifier or "",
                field=(p.field or "")[:LONGEST_FIELD],
                reason=p.reason,
                advice=p.advice,
                payload=zlib.compress(p.payload, 1) if p.payload else None,
            )
            for p in kept
        )

    def _took_something(self) -> bool:
        return bool(self.run.added + self.run.changed + self.run.unchanged + self.run.deleted)

    def _publish(self) -> None:
        """Something may have been told to others from now on: the node's namespace is fixed."""
        if self.source.may_republish and self.source.licence and self.run.added:
            Node.objects.filter(published=None).update(published=timezone.now())

    def _conclude(self, reader: Protocol) -> str:
        outcome = reader.outcome
        self.run.completeness = outcome.completeness
        if outcome.completeness in (Completeness.COMPLETE, Completeness.AHEAD):
            held = conclude(
                self.run, self.present, ahead=outcome.completeness == Completeness.AHEAD, now=self.now
            )
            if held:
                return Run.Outcome.HELD
        if outcome.since and len(outcome.since) <= LONGEST_SINCE:
            Source.objects.filter(pk=self.source.pk).update(since=outcome.since)
        return Run.Outcome.SUCCEEDED

    def _close(self, outcome: str, *, again: bool = False) -> None:
        self.run.outcome, self.run.ended = outcome, timezone.now()
        ended = outcome in (Run.Outcome.SUCCEEDED, Run.Outcome.HELD)
        stuck = self.resumed and not self.run.listed
        with transaction.atomic():
            self.run.save()
            if ended or stuck:
                held = Source.objects.filter(pk=self.source.pk, lease=self.lease)
                held.update(checkpoint=None, seen=None)
            failed = outcome in (Run.Outcome.PARTIAL, Run.Outcome.FAILED)
            claiming.release(self.source, self.lease, failed=failed, again=again)
        self._publish()
        ratings.rate_due()
        derive_occurrences(self.now)
        self.progress.close(_in_words(self.run))


class LeaseLost(Exception):
    """The run took longer than its lease without a page, and another worker goes on with the source."""


def _came_through_here(record: Harvested) -> Reading:
    """Rule 11: what set out from this node, or came through it, is not taken in again."""
    reason = "The record came from this node, or through it."
    problem = Problem(stage="store", identifier=record.identifier, reason=reason)
    return Reading(harvested=record, kind="skipped", problems=(problem,))


_BROKEN = Problem(
    stage="store",
    reason="The registry itself failed while it took this feed.",
    advice="Nothing is wrong with the feed as far as is known; the operator's log says more.",
)


def _in_words(run: Run) -> str:
    counts = {name: getattr(run, name) for name in COUNTS}
    return f"{run.outcome}: " + ", ".join(
        f"{n} {name}" for name, n in counts.items() if n or name == "listed"
    )
