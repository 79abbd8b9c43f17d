"""Describes stored payloads again, without fetching: after a change of a format, of settings or of this program."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db.models import QuerySet

from harvesters.keeping import Keeping, harvested, kept_by_page, unmoved
from harvesters.listing import Harvested
from harvesters.preparing import Batch, Preparation, to_store
from harvesters.problems import Problem
from registry.catalogue import storing
from registry.catalogue.models import Record
from registry.catalogue.writing import writing
from registry.sources.models import KeptPayload, Source

_BATCH = 100  # payloads in memory, of which each may be a whole document, and records in one transaction

KINDS = ("unchanged", "changed", "added", "rejected")

Differences = dict[str, tuple[Any, Any]]
"""By field: what was said, and what is said now; None where it is unknown."""


@dataclass(slots=True)
class Redescribed:
    """What came of a batch of payloads. What is rejected keeps its record, if it has one, as it is.

    `counts`: by KINDS; added is what could not be described until now. `differences`: by identifier; of an added
    one only its title.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    differences: dict[str, Differences] = field(default_factory=dict)


def total(source: Source) -> int:
    """How many payloads there are to be described."""
    return _records(source).count() + source.kept_payloads.count()


def redescribe(source: Source, now: datetime, *, dry_run: bool) -> Iterator[Redescribed]:
    """Describes every live record of a source, and what is kept of it because it could not be described.

    With `dry_run` nothing is stored. It may be stopped at any point and repeated, also while the source is
    harvested: what a run stores meanwhile stays. What has changed is to be rated and drained afterwards.
    """
    preparation = Preparation(source, now)
    for records in _by_page(source):
        yield _known_again(preparation, records, dry_run=dry_run)
    for rows in kept_by_page(source, _BATCH):
        yield _kept_again(preparation, rows, dry_run=dry_run)


def _records(source: Source) -> QuerySet[Record]:
    return source.records.filter(state=Record.State.LIVE, payload__isnull=False)


def _by_page(source: Source) -> Iterator[list[Record]]:
    last = 0
    chosen = _records(source).select_related("payload").order_by("pk")
    while records := list(chosen.filter(pk__gt=last)[:_BATCH]):
        yield records
        last = records[-1].pk


def _known_again(preparation: Preparation, records: Sequence[Record], *, dry_run: bool) -> Redescribed:
    told, reworded, same = Redescribed(), [], []
    for record in records:
        sent = _harvested(record)
        reading = preparation.describe.read(sent)
        if reading.description is None:
            told.counts["rejected"] += 1
            told.problems += reading.problems
            continue
        known = storing.Known(record.pk, bytes(record.hash), record.state, record.absent_since)
        digest = preparation.hash_of(sent)
        new = to_store(sent, preparation.describe.prepare(reading.description, None), digest)
        if differences := storing.differences(record.description, orjson.loads(new.prepared.description)):
            told.differences[record.identifier] = differences
            reworded.append((known, new))
        elif digest != known.hash:
            same.append((known, digest))
    told.counts["changed"] = len(reworded)
    told.counts["unchanged"] = len(records) - len(reworded) - told.counts["rejected"]
    if not dry_run and (reworded or same):
        with writing():
            storing.describe_again(preparation.source, reworded)
            storing.understand_by(same)
    return told


def _harvested(record: Record) -> Harvested:
    payload = record.payload
    return Harvested(
        identifier=record.identifier,
        payload=zlib.decompress(bytes(payload.data)),
        format=payload.format,
        base=payload.base,
        datestamp=record.datestamp,
        listed_at=record.listed_at,
    )


def _kept_again(preparation: Preparation, rows: Sequence[KeptPayload], *, dry_run: bool) -> Redescribed:
    batch = preparation.batch([harvested(row) for row in rows], {})
    told = Redescribed(Counter({name: batch.counts.get(name, 0) for name in KINDS}))
    told.problems = [p for p in batch.problems if p.identifier not in batch.kinds]
    told.differences = _differences(preparation.source, batch)
    if not dry_run:
        with writing():
            _store_kept(preparation.source, rows, batch)
    return told


def _store_kept(source: Source, rows: Sequence[KeptPayload], batch: Batch) -> None:
    """What no run has kept anew since `rows` were read."""
    still = unmoved(rows)
    storing.store(source, [new for new in batch.incoming if new.identifier in still])
    batch.settled = [identifier for identifier in batch.settled if identifier in still]
    batch.undescribed = [record for record in batch.undescribed if record.identifier in still]
    Keeping(source).write(batch)


def _differences(source: Source, batch: Batch) -> dict[str, Differences]:
    known = source.records.filter(identifier__in=[new.identifier for new in batch.incoming])
    before = dict(known.values_list("identifier", "description"))
    return {
        new.identifier: storing.differences(before[new.identifier], orjson.loads(new.prepared.description))
        if new.identifier in before
        else {"title": (None, new.prepared.title)}
        for new in batch.incoming
    }
