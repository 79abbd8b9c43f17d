"""The whole harvest as the commands do it: from adding the source to searchable, and the same again unchanged.

A process of its own, with DATA_DIR and HARVEST_ALLOWED_ADDRESSES of its own. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings

from harvesters.second_process import SecondProcess
from tests.benchmarks import second_process
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


def measured(url: str, *, shares: bool) -> dict[str, Any]:
    """Seconds and counts of the first harvest and of a second, in which nothing has changed.

    `shares`: with the processor's seconds by stage, whose timers take some time themselves.
    """
    from django.core.management import call_command

    stages, highest = Stages() if shares else None, Highest()
    highest.watch()
    if shares:
        SecondProcess.module = second_process.__name__

    def add_and_harvest() -> None:
        call_command("sources", "add", url, "--name", _SOURCE, "--protocol", "oai_pmh", "--approve")
        call_command("harvest", _SOURCE)

    first = _timed(add_and_harvest, stages)
    peak = highest.megabytes
    unchanged = _timed(lambda: call_command("harvest", _SOURCE, "--full"), stages)
    return {"first": first, "unchanged": unchanged, "peak_megabytes": peak}


def _timed(work: Callable[[], None], stages: Stages | None) -> dict[str, Any]:
    if stages:
        stages.read()
    begun, worked = time.perf_counter(), _processor()
    work()
    seconds, processor = time.perf_counter() - begun, _processor() - worked
    taken = {"seconds": seconds, "processor": processor, "counts": _counts()}
    if stages:
        here, second = stages.read(), second_process.read_stages(settings.DATA_DIR)
        taken["stages"] = {stage: spent + second.get(stage, 0.0) for stage, spent in here.items()}
        taken["second_process"] = sum(second.values())
    return taken


def _processor() -> float:
    """Seconds of all threads of this process and of those that it has started and that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _counts() -> dict[str, int]:
    from harvesters.runs import COUNTS
    from registry.catalogue.models import Outbox
    from registry.sources.models import Run

    run = Run.objects.latest("pk")
    return {name: getattr(run, name) for name in COUNTS} | {"waiting": Outbox.objects.count()}


def _without_index(drafts: Any = None, *, soon: bool = False) -> int:
    """In place of draining the outbox: the index is another process's, and so is its writer's heap."""
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--shares", action="store_true", help="time the stages")
    parser.add_argument("--without-index", action="store_true", help="leave the outbox to others")
    options = parser.parse_args()
    answer, sys.stdout = sys.stdout, sys.stderr  # what the commands print is not the answer
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    if options.without_index:
        settings.OUTBOX_DRAIN = f"{__spec__.name}._without_index"
    json.dump(measured(options.url, shares=options.shares), answer)


if __name__ == "__main__":
    main()
