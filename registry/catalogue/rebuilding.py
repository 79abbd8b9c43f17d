"""Everything that follows from records, overlays, decisions and judgements, made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from registry.catalogue import ratings
from registry.catalogue.effective import BATCH, materialise
from registry.catalogue.joining import regroup
from registry.catalogue.keys import keys
from registry.catalogue.models import Record, RecordKey, Resource
from registry.catalogue.writing import writing


def rebuild(progress: Callable[[int], None] = lambda _count: None) -> int:
    """Makes keys, groups, effective values and machine ratings of every resource again; returns how many.

    On a sound catalogue it changes nothing. It may be stopped at any point and repeated.
    """
    done = 0
    for records in _batches():
        with writing():
            _write_keys(records)
        done += len(records)
    for records in _batches():
        with writing():
            moved = regroup(record.pk for record in records)
        materialise([*(record.pk for record in records), *moved])
        progress(len(records))
    everything = Resource.objects.with_provenance().order_by("pk")
    ratings.rate(everything.iterator(chunk_size=500), as_of=ratings.made_on)
    ratings.rate_due()
    return done


def _batches() -> Iterator[list[Record]]:
    """All records, in pages by key, so that no long read stands in a writer's way."""
    last = 0
    while batch := list(Record.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _write_keys(records: list[Record]) -> None:
    wanted = {
        (r.pk, key)
        for r in records
        for key in keys(r.described, (r.origin_node, r.origin_source, r.origin_identifier))
    }
    there = set(RecordKey.objects.filter(record__in=records).values_list("record_id", "digest"))
    for record, digest in there - wanted:
        RecordKey.objects.filter(record_id=record, digest=digest).delete()
    RecordKey.objects.bulk_create(
        RecordKey(record_id=record, digest=digest) for record, digest in sorted(wanted - there)
    )
