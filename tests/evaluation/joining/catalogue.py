"""A catalogue of its own, in a temporary folder, with the search corpus stored as its sources gave it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from harvesters.values.kinds import resource_type
from registry.catalogue.description import Description, Occurrence
from registry.catalogue.storing import store
from registry.catalogue.writing import writing
from registry.sources.models import Source
from tests.factories import make_incoming, make_source

# Who carries what others teach; every other source of the corpus speaks for itself.
_PLATFORMS = {"coursera": "Coursera", "udemy": "Udemy", "edx": "edX", "oercommons": "OER Commons"}
_BATCH = 500


def fill(corpus: Path) -> None:
    """Stores every record of the corpus, each source of which becomes a source."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with corpus.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            rows[row["source"]].append(row)
    for name, own in rows.items():
        source = _source(name)
        for batch in _batches(own):
            with writing():
                store(
                    source, [make_incoming(row["id"], row["id"].encode(), _described(row)) for row in batch]
                )


def _source(name: str) -> Source:
    site = name.partition("/")[0]
    organiser = _PLATFORMS.get(site, name)
    kind = "platform" if site in _PLATFORMS else "academic"
    return make_source(f"{organiser} ({name})", kind=kind, url=f"https://{len(name)}.example/{name}")


def _described(row: dict[str, Any]) -> Description:
    sessions = (Occurrence(start=row["start"]),) if row["start"] and row["type"] == "event" else ()
    return Description(
        title=row["title"],
        description=row["description"],
        url=row["url"],
        language=row["language"],
        publisher=row["provider"],
        type=resource_type(row["type"] or ""),
        occurrences=sessions,
    )


def _batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch
