"""Payloads that could not be described, kept whole until they can be (docs/decisions/unsupported-formats.md)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from django.utils import timezone

from harvesters.formats import FORMATS
from harvesters.listing import Harvested
from harvesters.preparing import LONGEST_DATESTAMP, Batch
from harvesters.problems import SourceProblem
from harvesters.protocols.oai_answers import format_of_payload
from registry.sources.models import KeptPayload, Source

_LONGEST_FORMAT = 200  # characters that its column holds
_COLUMNS = ("format", "base", "listed_at", "datestamp", "data", "kept")


class Keeping:
    """Those of one source, while a run goes on; most sources have none, and cost nothing."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._any = source.kept_payloads.exists()

    def write(self, batch: Batch) -> None:
        """Inside the transaction that stores the batch. What is kept as it came is not written again (rule 2)."""
        if self._any and batch.settled:
            self.source.kept_payloads.filter(identifier__in=batch.settled).delete()
        if batch.undescribed:
            self._any = True
            self._keep([_kept(self.source, record) for record in batch.undescribed])

    def _keep(self, rows: Sequence[KeptPayload]) -> None:
        there = self.source.kept_payloads.filter(identifier__in=[row.identifier for row in rows])
        before = {row.identifier: _said(row) for row in there}
        KeptPayload.objects.bulk_create(
            [row for row in rows if before.get(row.identifier) != _said(row)],
            update_conflicts=True,
            unique_fields=["source", "identifier"],
            update_fields=_COLUMNS,
            batch_size=100,
        )


def kept_by_page(source: Source, size: int) -> Iterator[list[KeptPayload]]:
    """What is kept of a source, so many at a time."""
    last = 0
    while rows := list(source.kept_payloads.filter(pk__gt=last).order_by("pk")[:size]):
        yield rows
        last = rows[-1].pk


def unmoved(rows: Sequence[KeptPayload]) -> set[str]:
    """The identifiers of those that are kept as they were when they were read; inside a transaction."""
    there = dict(KeptPayload.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "kept"))
    return {row.identifier for row in rows if there.get(row.pk) == row.kept}


def harvested(row: KeptPayload) -> Harvested:
    """The record as it was when its source was read, in the format that this is known as now."""
    payload = zlib.decompress(bytes(row.data))
    return Harvested(
        identifier=row.identifier,
        payload=payload,
        format=row.format if row.format in FORMATS else _format_now(payload, row.format),
        datestamp=row.datestamp,
        base=row.base,
        listed_at=row.listed_at,
    )


def _format_now(payload: bytes, before: str) -> str:
    """What came in XML was kept under its namespace, which may have got a name since."""
    try:
        return format_of_payload(payload)
    except SourceProblem:
        return before


def _kept(source: Source, record: Harvested) -> KeptPayload:
    assert record.identifier
    return KeptPayload(
        source=source,
        identifier=record.identifier,
        format=record.format[:_LONGEST_FORMAT],
        base=record.base,
        listed_at=record.listed_at,
        datestamp=(record.datestamp or "")[:LONGEST_DATESTAMP],
        data=zlib.compress(record.payload, 1),
        kept=timezone.now(),
    )


def _said(row: KeptPayload) -> tuple[str | bytes, ...]:
    return row.format, row.base, row.listed_at, row.datestamp, bytes(row.data)
