"""The whole harvest as the commands do it: from adding the source to searchable, and the same again unchanged.

A process of its own, with DATA_DIR and HARVEST_ALLOWED_ADDRESSES of its own. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from tests.benchmarks.memory import anonymous_megabytes
from tests.benchmarks.stages import Stages

_SOURCE = "Benchmark"


class Highest:
    """The most memory that was held after any page."""

    def __init__(self) -> None:
        self.megabytes = anonymous_megabytes()

    def sample(self) -> None:
        held = anonymous_megabytes()
        if held is not None and self.megabytes is not None:
            self.megabytes = max(self.megabytes, held)

    def watch(self) -> None:
        """Samples after each page that a harvest has taken."""
        from harvesters import runs

        take = runs._Harvest._take

        def watched(harvest: runs._Harvest, *page: Any) -> None:
            take(harvest, *page)
            self.sample()

        runs._Harvest._take = watched  # type: ignore[method-assign]


def measured(url: str) -> dict[str, Any]:
    """Seconds, shares by stage and counts of the first harvest and of a second, in which nothing has changed."""
    from django.core.management import call_command

    stages, highest = Stages(), Highest()
    highest.watch()

    def add_and_harvest() -> None:
        call_command("sources", "add", url, "--name", _SOURCE, "--protocol", "oai_pmh", "--approve")
        call_command("harvest", _SOURCE)

    first = _timed(add_and_harvest, stages)
    peak = highest.megabytes
    unchanged = _timed(lambda: call_command("harvest", _SOURCE, "--full"), stages)
    return {"first": first, "unchanged": unchanged, "peak_megabytes": peak}


def _timed(work: Callable[[], None], stages: Stages) -> dict[str, Any]:
    stages.read()
    begun, worked = time.perf_counter(), time.process_time()
    work()
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    return {"seconds": seconds, "processor": processor, "stages": stages.read(), "counts": _counts()}


def _counts() -> dict[str, int]:
    from harvesters.runs import COUNTS
    from registry.catalogue.models import Outbox
    from registry.sources.models import Run

    run = Run.objects.latest("pk")
    return {name: getattr(run, name) for name in COUNTS} | {"waiting": Outbox.objects.count()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    options = parser.parse_args()
    answer, sys.stdout = sys.stdout, sys.stderr  # what the commands print is not the answer
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    json.dump(measured(options.url), answer)


if __name__ == "__main__":
    main()
