"""An installation filled with the benchmark's corpus, stored as a harvest stores it; unrated, and not indexed yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

import orjson
import tantivy

from tests.benchmarks.corpus import elements

if TYPE_CHECKING:  # Django is set up later
    from search.entry import Entry

BATCH = 500


def fill(records: int) -> None:
    """So many resources of one approved source, and an empty outbox."""
    from registry.catalogue.models import Outbox, Resource
    from registry.catalogue.prepared import all_prepared
    from registry.catalogue.storing import Incoming, store
    from registry.sources.models import Organisation, Source

    organisation = Organisation.objects.create(name="Benchmark school", kind="training-school", economy="CL")
    source = Source.objects.create(
        name="corpus", organisation=organisation, url="https://courses.example/oai", protocol="oai_pmh",
        state=Source.State.APPROVED,
    )  # fmt: skip
    numbers = iter(range(records))
    while batch := list(islice(numbers, BATCH)):
        described = all_prepared([_description(number) for number in batch], None, date(2026, 11, 20))
        incoming = [
            Incoming(
                identifier=f"oai:courses.example:{number}",
                hash=number.to_bytes(20, "big"),
                prepared=prepared,
            )
            for number, prepared in zip(batch, described, strict=True)
        ]
        store(source, incoming)
    # As if they had been rated: the worker has nothing to catch up with.
    Resource.objects.update(rating_due=False)
    Outbox.objects.all().delete()


def _description(number: int):  # type: ignore[no-untyped-def]  # Django is set up later
    from registry.catalogue.description import Description

    said: dict[str, list[str]] = {}
    for name, text in elements(number, Random(number)):
        said.setdefault(name, []).append(text)
    return Description(
        title=said["title"][0],
        description=said["description"][0],
        url=said["identifier"][0],
        language=next(iter(said.get("language", [])), None),
        type=said["type"][0],
        subjects=tuple(said["subject"]),
        creators=tuple(said["creator"]),
        publisher=said["publisher"][0],
        published=said["date"][0],
        licence=said["rights"][0],
    )


def identifiers() -> Iterator[list[int]]:
    """The ids of all resources, as many at a time as a build reads."""
    from registry.catalogue.models import Resource

    ids = Resource.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1_000)
    while batch := list(islice(ids, 1_000)):
        yield batch


def entries() -> Iterator[Entry]:
    """Of all resources, for an index."""
    from django.utils import timezone

    from search.document import rows

    now = timezone.now()
    for ids in identifiers():
        for row in rows(ids):
            yield row.entry(now)


def documents() -> Iterator[tantivy.Document]:
    """The same, as tantivy takes them in without reading anything."""
    from search.engines.tantivy_schema import SCHEMA

    for entry in entries():
        yield tantivy.Document.from_dict(orjson.loads(entry.document), SCHEMA)
