"""Which pages of a source carried records when they were last read."""

from __future__ import annotations

from functools import cached_property

from registry.catalogue.models import Record
from registry.sources.models import Source


class CarryingPages:
    """Asked by address; the records are looked through once, when the first page is asked about."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __call__(self, address: str) -> bool:
        """Whether a page carried records that are all still there.

        One of which the last listing missed a record has to be read again: only so is its absence proved.
        """
        return address in self._whole

    @cached_property
    def _whole(self) -> frozenset[str]:
        records = self._source.records.filter(state=Record.State.LIVE).exclude(listed_at="")
        doubtful = records.filter(absent_since__isnull=False).values_list("listed_at", flat=True)
        return frozenset(records.values_list("listed_at", flat=True).iterator()) - frozenset(doubtful)
