"""Records that come under new identifiers: found by their content, and offered to a person (architecture.md)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from registry.catalogue.keys import canonical
from registry.catalogue.models import Record
from registry.catalogue.presence import Presence
from registry.sources.models import Run, Source

_AT_ONCE = 2000  # rows read in one go


@dataclass(frozen=True, slots=True)
class Pair:
    """A record that is listed no more, and the later one of the same source that says the same. Both are ids."""

    old: int
    new: int


def is_likely(run: Run, present: Presence) -> bool:
    """Whether over a fifth of the identifiers have changed at once: of those known, or of those listed."""
    before = run.source.records.filter(state=Record.State.LIVE, created__lt=run.started).count()
    enough = min(before, run.listed)
    if not before or run.added * 5 <= enough:
        return False
    return len(pairs(run.source, present)) * 5 > enough


def pairs_of(run: Run) -> list[Pair]:
    """Those of a held run that waits for a decision."""
    if run.outcome != Run.Outcome.HELD or run.decided:
        return []
    return pairs(run.source, Presence(bytes(run.seen or b"") or None))


def pairs(source: Source, present: Presence) -> list[Pair]:
    """Live records that are not listed, each with the only later one that is listed and has the same content.

    The same is the same address, else the same title and dates; what several have on either side tells nothing.
    """
    found: dict[int, int] = {}
    for content in (_address, _title_and_dates):
        taken = {*found, *found.values()}
        old, new = _Content(), _Content()
        for id, description in _rows(source.records.filter(state=Record.State.LIVE)):
            if id not in taken and (key := content(description)):
                (new if id in present else old).add(key, id)
        found |= {id: new.only[key] for key, id in old.only.items() if id < new.only.get(key, 0)}
    return [Pair(*pair) for pair in sorted(found.items())]


class _Content:
    """Contents that one record alone has."""

    def __init__(self) -> None:
        self.only: dict[Hashable, int] = {}
        self._several: set[Hashable] = set()

    def add(self, key: Hashable, id: int) -> None:
        if key in self._several:
            return
        if self.only.pop(key, None) is not None:
            self._several.add(key)
        else:
            self.only[key] = id


def _rows(records: QuerySet[Record]) -> Iterable[tuple[int, Mapping[str, Any]]]:
    return records.order_by("pk").values_list("pk", "description").iterator(chunk_size=_AT_ONCE)


def _address(description: Mapping[str, Any]) -> Hashable | None:
    return canonical(description.get("url") or "")


def _title_and_dates(description: Mapping[str, Any]) -> Hashable | None:
    title = " ".join((description.get("title") or "").casefold().split())
    return (title, *_dates(description)) if title else None


def _dates(description: Mapping[str, Any]) -> Iterator[str]:
    yield description.get("published") or ""
    yield from (occurrence["start"] for occurrence in description.get("occurrences", ()))
