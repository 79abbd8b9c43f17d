"""Describes stored payloads again, without fetching: after a change of a format, or of a source's settings."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils import timezone

from harvesters.describing import Describer, manner
from harvesters.listing import Harvested
from harvesters.peers import Peer
from harvesters.preparing import Preparation
from harvesters.problems import Undescribable
from registry.catalogue import storing
from registry.catalogue.models import Payload, Record
from registry.catalogue.prepared import Prepared
from registry.catalogue.provenance import Provenance
from registry.catalogue.writing import writing
from registry.sources import claiming
from registry.sources.models import KeptPayload, Node, Source

BATCH = 100
MOST_SHOWN = 50  # differences of a source


@dataclass(slots=True)
class Redescribed:
    """What came of it. `counts`: looked at, changed, added, unchanged, and undescribable, which stay as they are.

    `fields`: in how many records each field changed. `shown`: the first differences, a line each.
    """

    counts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    def show(self, line: str) -> None:
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(line)


def payloads(source: Source) -> int:
    """How many payloads of a source can be described again."""
    return _live(source).count() + source.kept_payloads.count()


def redescribe(
    source: Source, *, dry_run: bool = False, progress: Callable[[int], None] = lambda count: None
) -> Redescribed:
    """Describes what a source has sent, as the software and the source's settings now have it.

    Only what comes out differently is written, a batch in one transaction, so that it may be interrupted and begun
    again. `dry_run`: nothing is written. Raises claiming.SourceBusy while the source is being harvested.
    """
    with claiming.held(source) as lease:
        again = _Again(source)
        for part in again.batches():
            if not dry_run:
                claiming.renew(source, lease)
            again.take(part, dry_run=dry_run)
            progress(len(part))
    return again.found


class _Again:
    """The state of one source's going through."""

    def __init__(self, source: Source) -> None:
        self.source, self.now = source, timezone.now()
        self.found = Redescribed()
        self._preparation = Preparation(source, self.now)
        self._peer = Peer(source, Node.this().uuid, self.now) if source.is_peer else None
        self._describers: dict[datetime, Describer] = {}

    def batches(self) -> Iterator[Sequence[Payload | KeptPayload]]:
        last = 0
        while part := list(_live(self.source).filter(pk__gt=last).order_by("pk")[:BATCH]):
            yield part
            last = part[-1].pk
        last = 0
        while kept := list(self.source.kept_payloads.filter(pk__gt=last).order_by("pk")[:BATCH]):
            yield kept
            last = kept[-1].pk

    def take(self, part: Sequence[Payload | KeptPayload], *, dry_run: bool) -> None:
        known = _known(self.source, part)
        incoming = [new for stored in part if (new := self._incoming(stored, known))]
        if dry_run or not incoming:
            return
        with writing():
            storing.store(self.source, incoming)
            taken = [row.pk for row in part if isinstance(row, KeptPayload) and _is_among(row, incoming)]
            KeptPayload.objects.filter(pk__in=taken).delete()

    def _incoming(
        self, stored: Payload | KeptPayload, known: dict[str, dict[str, Any]]
    ) -> storing.Incoming | None:
        """What is to be written of a payload; None when nothing is."""
        record = _harvested(stored)
        assert record.identifier
        self.found.counts["looked at"] += 1
        try:
            prepared, provenance = self._described(record, stored)
        except Undescribable as why:
            self.found.counts["undescribable"] += 1
            self.found.show(f"{record.identifier}: stays as it is. {why.reason}")
            return None
        kind = self._kind(record.identifier, orjson.loads(prepared.description), known.get(record.identifier))
        self.found.counts[kind] += 1
        if kind == "unchanged":
            return None
        return storing.Incoming(
            identifier=record.identifier,
            hash=self._preparation.hash(record),
            prepared=prepared,
            payload=record.payload,
            format=record.format,
            base=record.base,
            datestamp=provenance.datestamp if provenance else record.datestamp or "",
            listed_at=record.listed_at,
            provenance=provenance,
        )

    def _described(
        self, record: Harvested, stored: Payload | KeptPayload
    ) -> tuple[Prepared, Provenance | None]:
        """As of the day on which it was described before, so that only the software and the settings make a
        difference. Raises Undescribable."""
        describer = self._describer(stored.record.changed if isinstance(stored, Payload) else self.now)
        reading = describer.read(record)
        if reading.description is None:
            why = reading.problems[0]
            raise Undescribable(why.reason, why.advice, why.field)
        provenance = self._peer.provenance(record) if self._peer else None
        organiser = stored.record.organiser if isinstance(stored, Payload) else self.source.organisation
        return describer.prepare(reading.description, organiser.kind), provenance

    def _describer(self, moment: datetime) -> Describer:
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        if day not in self._describers:
            organisation = self.source.organisation
            organiser = (organisation.name, organisation.kind, organisation.economy)
            self._describers[day] = Describer(manner(self.source.settings, day, organiser, draft=""))
        return self._describers[day]

    def _kind(self, identifier: str, said: dict[str, Any], before: dict[str, Any] | None) -> str:
        if before is None:
            self.found.show(f"{identifier}: new: {said.get('title', '')}")
            return "added"
        names = sorted(name for name in said.keys() | before.keys() if said.get(name) != before.get(name))
        if not names:
            return "unchanged"
        self.found.fields.update(names)
        self.found.show(
            f"{identifier}: "
            + "; ".join(f"{n}: {_short(before.get(n))} → {_short(said.get(n))}" for n in names)
        )
        return "changed"


def _live(source: Source) -> QuerySet[Payload]:
    live = Payload.objects.filter(record__source=source, record__state=Record.State.LIVE)
    return live.select_related("record__organisation", "record__source__organisation")


def _known(source: Source, part: Sequence[Payload | KeptPayload]) -> dict[str, dict[str, Any]]:
    """The descriptions by identifier."""
    identifiers = [_identifier(stored) for stored in part]
    found = source.records.filter(identifier__in=identifiers, state=Record.State.LIVE)
    return dict(found.values_list("identifier", "description"))


def _identifier(stored: Payload | KeptPayload) -> str:
    return stored.record.identifier if isinstance(stored, Payload) else stored.identifier


def _harvested(stored: Payload | KeptPayload) -> Harvested:
    from_record = stored.record if isinstance(stored, Payload) else stored
    return Harvested(
        identifier=from_record.identifier,
        payload=zlib.decompress(bytes(stored.data)),
        format=stored.format,
        base=stored.base,
        datestamp=from_record.datestamp,
        listed_at=from_record.listed_at,
    )


def _is_among(row: KeptPayload, incoming: Sequence[storing.Incoming]) -> bool:
    return any(new.identifier == row.identifier for new in incoming)


def _short(value: Any) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
