"""The loader that one would write in an afternoon: sickle reads, `update_or_create` stores record by record.

A project of its own, as Django begins one: a table with a column for whatever a record says, SQLite without settings,
and every record is a transaction. It joins, rates and indexes nothing. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import Any

import django
from django.conf import settings
from sickle import Sickle

from registry.settings import DATABASES


def loaded(url: str, records: int) -> dict[str, Any]:
    """Seconds for so many records, and how many that were."""
    course, count = _model(), 0
    begun, worked = time.perf_counter(), time.process_time()
    listing = Sickle(url).ListRecords(metadataPrefix="oai_dc")
    for record in itertools.islice(listing, records):
        stated = {"datestamp": record.header.datestamp, "raw": record.raw} | _columns(record.metadata)
        course.objects.update_or_create(oai=record.header.identifier, defaults=stated)
        count += 1
    return {
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - worked,
        "records": count,
    }


_SINGLE = ("title", "description", "language", "type", "publisher", "date", "rights")
_SEVERAL = ("identifier", "subject", "creator")


def _columns(metadata: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    single = {name: (metadata.get(name) or [""])[0] for name in _SINGLE}
    return single | {name: list(metadata.get(name, ())) for name in _SEVERAL}


def _model() -> Any:
    """Its model, with a table in the database."""
    from django.db import connection, models

    class Course(models.Model):
        oai = models.CharField(max_length=500, unique=True)
        datestamp = models.DateTimeField(db_index=True)
        title = models.CharField(max_length=500)
        description = models.TextField(blank=True)
        identifier = models.JSONField(default=list)
        language = models.CharField(max_length=20, blank=True, db_index=True)
        type = models.CharField(max_length=100, blank=True, db_index=True)
        subject = models.JSONField(default=list)
        creator = models.JSONField(default=list)
        publisher = models.CharField(max_length=500, blank=True)
        date = models.CharField(max_length=40, blank=True)
        rights = models.CharField(max_length=500, blank=True)
        raw = models.TextField()
        created = models.DateTimeField(auto_now_add=True)
        updated = models.DateTimeField(auto_now=True)

        class Meta:
            app_label = "loader"

        def __str__(self) -> str:
            return self.title

    with connection.schema_editor() as editor:
        editor.create_model(Course)
    return Course


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--records", type=int, default=2_000)
    parser.add_argument("--tuned", action="store_true", help="with the registry's settings of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{directory}/loader.sqlite3"}
        tuning = {"OPTIONS": DATABASES["default"]["OPTIONS"]} if options.tuned else {}
        settings.configure(DATABASES={"default": database | tuning}, USE_TZ=True)
        django.setup()
        json.dump(loaded(options.url, options.records), sys.stdout)


if __name__ == "__main__":
    main()
