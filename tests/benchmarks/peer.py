"""The loader that one would write in an afternoon: sickle reads, `update_or_create` stores record by record.

It joins, rates and indexes nothing. A process of its own, with a DATA_DIR of its own. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import sys
import time
from typing import Any

import django
from sickle import Sickle


def loaded(url: str, records: int) -> dict[str, Any]:
    """Seconds for so many records, and how many that were."""
    from registry.catalogue.models import Record
    from registry.sources.models import Node, Organisation, Source

    organisation = Organisation.objects.create(name="Peer")
    source = Source.objects.create(name="Peer", organisation=organisation, url=url, protocol="oai_pmh")
    node, count = Node.this().uuid, 0
    begun, worked = time.perf_counter(), time.process_time()
    listing = Sickle(url).ListRecords(metadataPrefix="oai_dc")
    for record in itertools.islice(listing, records):
        Record.objects.update_or_create(
            source=source,
            identifier=record.header.identifier,
            defaults={
                "hash": hashlib.sha1(record.raw.encode(), usedforsecurity=False).digest(),
                "datestamp": record.header.datestamp,
                "description": record.metadata,
                "origin_node": node,
                "origin_source": source.uuid,
                "origin_identifier": record.header.identifier,
            },
        )
        count += 1
    return {
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - worked,
        "records": count,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--records", type=int, default=2_000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    json.dump(loaded(options.url, options.records), sys.stdout)


if __name__ == "__main__":
    main()
