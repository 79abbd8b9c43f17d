"""The floor: what the machine and the bare libraries take for the same pages, the same rows and the same documents.

Fetches with requests and parses with lxml; inserts the rows that a harvest has left, with sqlite3 into tables of the
same schema, five hundred records a transaction, and the documents that it has made with tantivy. Rows and documents
are there beforehand: nothing is worked out while it is timed, and nothing of ours runs.
Prints one JSON object. A process of its own, with the DATA_DIR of that harvest.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import django
import tantivy
from django.conf import settings

from tests.benchmarks.filling import documents
from tests.benchmarks.least_floor import WRITER_HEAP, pages

_TOGETHER = 500  # records
# The tables that a harvest fills, with the column that names the record.
_TABLES = {
    "catalogue_record": "id",
    "catalogue_payload": "record_id",
    "catalogue_resource": "record_id",
    "catalogue_recordkey": "record_id",
    "catalogue_rating": "resource_id",
    "catalogue_occurrence": "resource_id",
}
_BEFORE = ("sources_organisation", "sources_source")  # which those rows refer to

Rows = tuple[str, list[tuple[Any, ...]]]  # a statement, and what it is executed with


class Made(NamedTuple):
    """What a harvest has left: `batches` of rows and `documents` are of the same records, in their order."""

    schema: list[str]
    before: list[Rows]
    batches: list[list[Rows]]
    documents: list[tantivy.Document]


def made(database: sqlite3.Connection) -> Made:
    schema = database.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    )
    (last,) = database.execute("SELECT MAX(id) FROM catalogue_record").fetchone()
    return Made(
        [sql for (sql,) in schema],
        [_rows(database, table, "1") for table in _BEFORE],
        [
            [
                _rows(database, table, f"{record} BETWEEN {first} AND {first + _TOGETHER - 1}")
                for table, record in _TABLES.items()
            ]
            for first in range(1, last + 1, _TOGETHER)
        ],
        list(documents()),
    )


def _rows(database: sqlite3.Connection, table: str, which: str) -> Rows:
    found = database.execute(f"SELECT * FROM {table} WHERE {which} ORDER BY rowid")
    marks = ", ".join("?" * len(found.description))
    return f"INSERT INTO {table} VALUES ({marks})", found.fetchall()


def prepared(directory: Path, schema: Sequence[str], before: Sequence[Rows]) -> sqlite3.Connection:
    """A database without records, as a harvest finds it."""
    database = sqlite3.connect(directory / "floor.sqlite3", isolation_level=None)
    database.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
    database.execute("PRAGMA foreign_keys=ON")
    for statement in schema:
        database.execute(statement)
    for statement, rows in before:
        database.executemany(statement, rows)
    return database


def empty_index(directory: Path) -> tantivy.Index:
    """A bare one, of the fields that ours has."""
    from search.engines.tantivy_schema import SCHEMA, register_tokenizers

    path = directory / "index"
    path.mkdir()
    index = tantivy.Index(SCHEMA, str(path))
    register_tokenizers(index)
    return index


def load(url: str, found: Made, database: sqlite3.Connection, index: tantivy.Index) -> None:
    """Pages are fetched and parsed as they are needed, rows and documents of as many records stored with them."""
    writer = index.writer(WRITER_HEAP, 1)
    read, waiting = pages(url), iter(found.documents)
    fetched = 0
    for number, batch in enumerate(found.batches, 1):
        while fetched < number * _TOGETHER and (page := next(read, None)) is not None:
            fetched += len(page)
        database.execute("BEGIN IMMEDIATE")
        for statement, rows in batch:
            database.executemany(statement, rows)
        database.execute("COMMIT")
        for document in islice(waiting, _TOGETHER):
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as directory:
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as harvested:
            found = made(harvested)
        database, index = prepared(Path(directory), found.schema, found.before), empty_index(Path(directory))
        gc.collect()
        gc.freeze()  # what waits in memory is no work of the floor's
        begun, worked = time.perf_counter(), time.process_time()
        load(options.url, found, database, index)
        measured = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - worked}
        database.close()
    json.dump(measured, sys.stdout)


if __name__ == "__main__":
    main()
