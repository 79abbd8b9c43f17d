"""What people type in and upload for a source by hand: kept, changed, taken back, and listed for its next run."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.utils import timezone

from harvesters.listing import Harvested
from registry.catalogue.writing import writing
from registry.sources.claiming import run_now
from registry.sources.models import Entry, Source

PROTOCOL = "by_hand"


def listed(source: Source) -> Iterator[Harvested]:
    """Every entry of a source in the order in which they were made, as its protocol hands them over."""
    for entry in source.entries.order_by("pk").iterator(chunk_size=20):
        yield as_harvested(entry)


def as_harvested(entry: Entry) -> Harvested:
    return Harvested(
        identifier=entry.identifier,
        payload=bytes(entry.payload),
        format=entry.format,
        base=entry.address,
        deleted=entry.taken_back,
    )


def new_entry(source: Source, *, format: str, payload: bytes, address: str = "") -> Entry:
    """One that is not saved yet; its identifier is made here, once for ever."""
    return Entry(
        source=source, identifier=f"urn:uuid:{uuid.uuid4()}", format=format, payload=payload, address=address
    )


def keep(entry: Entry, *, actor: str) -> None:
    """Saves an entry that is new or was changed; its source is read as soon as a worker is free."""
    entry.changed, entry.changed_by = timezone.now(), actor
    with writing():
        entry.save()
    run_now(entry.source)


def take_back(entry: Entry, *, actor: str) -> None:
    """From its next run on the source states it as deleted; what it said is forgotten."""
    entry.taken_back, entry.payload = True, b""
    keep(entry, actor=actor)
