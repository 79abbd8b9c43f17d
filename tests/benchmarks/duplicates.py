"""Measures how the cost of comparing resources grows with the catalogue: made-up records, all compared from nothing.

`python -m tests.benchmarks.duplicates --records 20000 200000` prints seconds and processor time for each number of
records, and how many times the last costs the first. A tenth of the records are copies of earlier ones
with half of their text.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

import django

_BATCH = 500
_SYLLABLES = (
    "ka",
    "lo",
    "mi",
    "ter",
    "na",
    "sun",
    "pro",
    "vel",
    "dor",
    "chi",
    "qua",
    "fen",
    "bri",
    "sto",
    "gal",
    "wex",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.duplicates", description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _measure(options.one)
        return
    costs = [_measured(records) for records in options.records]
    sys.stdout.write(f"{'records':>10}{'seconds':>10}{'processor':>11}{'pairs':>9}\n")
    for records, (seconds, processor, pairs) in zip(options.records, costs, strict=True):
        sys.stdout.write(f"{records:>10,}{seconds:>10.1f}{processor:>11.1f}{pairs:>9,.0f}\n")
    more = options.records[-1] / options.records[0]
    ratios = [costs[-1][column] / costs[0][column] for column in (0, 1)]
    sys.stdout.write(
        f"{more:.0f} times the records: {ratios[0]:.1f} times the time, {ratios[1]:.1f} the processor's\n"
    )


def _measured(records: int) -> tuple[float, float, float]:
    """Seconds, seconds of the processor and pairs found, in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        environment = os.environ | {
            "DATA_DIR": directory,
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "registry.settings",
        }
        command = [sys.executable, "-m", "tests.benchmarks.duplicates", "--one", str(records)]
        answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    seconds, processor, pairs = map(float, answer.split())
    return seconds, processor, pairs


def _measure(records: int) -> None:
    django.setup()
    from django.core.management import call_command

    from registry.duplicates.finding import find
    from registry.duplicates.models import Pair

    call_command("migrate", verbosity=0)
    _fill(records)
    started, used = time.perf_counter(), time.process_time()
    if find() != records:
        raise SystemExit("Not everything was compared.")
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    sys.stdout.write(f"{seconds} {processor} {Pair.objects.count()}\n")


def _fill(records: int) -> None:
    """Only what is compared, without payloads, keys and ratings."""
    from django.db import transaction
    from django.utils import timezone

    from registry.catalogue import bulk
    from registry.catalogue.models import Record, Resource
    from registry.catalogue.prepared import as_text
    from registry.catalogue.storing import RECORD_COLUMNS, RESOURCE_COLUMNS
    from tests.factories import make_source

    sources = [make_source(f"Member {n}", url=f"https://m{n}.example/feed") for n in range(10)]
    things, began = _things(records), timezone.now() - timedelta(days=30)
    none = as_text({})
    for start in range(0, records, _BATCH):
        with transaction.atomic():
            numbered = list(zip(bulk.allocate(Record, min(_BATCH, records - start)), things, strict=False))
            now = began + timedelta(seconds=start // _BATCH)
            stored = [(id, sources[id % 10], thing, as_text(thing)) for id, thing in numbered]
            bulk.insert(
                Record,
                RECORD_COLUMNS,
                [
                    (
                        id, source.pk, str(id), "live", bytes(20), "", said, "", None,
                        UUID(int=1), source.uuid, str(id), as_text([]), now, now,
                    )
                    for id, source, _thing, said in stored
                ],
            )  # fmt: skip
            bulk.insert(
                Resource,
                RESOURCE_COLUMNS,
                [
                    (
                        id, UUID(int=id), False, False, 0, thing["title"], said, none,
                        as_text([]), None, False, now, now,
                    )
                    for id, _source, thing, said in stored
                ],
            )  # fmt: skip


def _things(records: int) -> Iterator[dict[str, Any]]:
    random = Random("duplicates")
    words = ["".join(random.choices(_SYLLABLES, k=random.randint(2, 4))) for _ in range(40_000)]
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))
    organisers = [_text(random, words, weights, 3, 3) for _ in range(max(20, records // 200))]
    kept: deque[dict[str, Any]] = deque(maxlen=2_000)
    for number in range(records):
        if kept and random.random() < 0.1:
            thing = _copy(random.choice(kept), number)
        else:
            thing = {
                "title": _text(random, words, weights, 4, 8),
                "description": _text(random, words, weights, 40, 120),
                "publisher": random.choice(organisers),
                "language": "en",
                "url": f"https://site{number % 500}.example/{number}",
            }
            # Only the latest are copied, so that a thing has as many copies in any catalogue.
            kept.append(thing)
        yield thing


def _copy(thing: dict[str, Any], number: int) -> dict[str, Any]:
    words = thing["description"].split()
    return thing | {
        "description": " ".join(words[: len(words) // 2]),
        "url": f"https://other.example/{number}",
    }


def _text(random: Random, words: Sequence[str], weights: Sequence[float], least: int, most: int) -> str:
    return " ".join(random.choices(words, cum_weights=weights, k=random.randint(least, most)))


if __name__ == "__main__":
    main()
