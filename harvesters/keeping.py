"""What sources sent for records that could not be described is kept, until it can be, or they send something else."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from harvesters.listing import Harvested
from harvesters.preparing import LONGEST_DATESTAMP, Batch
from registry.sources.models import KeptPayload, Source

_KEPT = ("format", "base", "listed_at", "datestamp", "data", "kept")


class Keeping:
    """The kept payloads of one source, while a run goes on."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._any = source.kept_payloads.exists()

    def write(self, batch: Batch) -> None:
        """Inside the transaction that stores the batch. What is kept already is not written again (rule 2)."""
        rejected = {r.identifier: r for r in batch.rejected if r.identifier and r.payload}
        if self._any:
            listed = self._source.kept_payloads.filter(identifier__in=batch.listed)
            listed.exclude(identifier__in=list(rejected)).delete()
        if rejected:
            self._any = True
            self._keep(list(rejected.values()))

    def _keep(self, records: Sequence[Harvested]) -> None:
        rows = [_row(self._source, record) for record in records]
        before = self._source.kept_payloads.filter(identifier__in=[row.identifier for row in rows])
        known = {(i, f, bytes(data)) for i, f, data in before.values_list("identifier", "format", "data")}
        KeptPayload.objects.bulk_create(
            [row for row in rows if (row.identifier, row.format, row.data) not in known],
            update_conflicts=True,
            unique_fields=["source", "identifier"],
            update_fields=_KEPT,
            batch_size=100,
        )


def _row(source: Source, record: Harvested) -> KeptPayload:
    return KeptPayload(
        source=source,
        identifier=record.identifier or "",
        format=record.format[:200],
        base=record.base,
        listed_at=record.listed_at,
        datestamp=(record.datestamp or "")[:LONGEST_DATESTAMP],
        data=zlib.compress(record.payload, 1),
    )
