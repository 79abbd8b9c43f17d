"""`manage.py plans`: makes the offers anew that plans are chosen from, and measures how long a choice takes."""

from __future__ import annotations

from argparse import ArgumentParser
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from registry.planning import offers
from registry.planning.answers import Answers
from registry.planning.making import chosen


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("rebuild", help="make all offers anew from the catalogue")
        time = actions.add_parser(
            "time", help="choose a plan as a page would, several times, and print the seconds"
        )
        time.add_argument("--times", type=int, default=5)

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "rebuild":
            self.stdout.write(f"{offers.rebuild():,} offers made")
        else:
            self._time(options["times"])

    def _time(self, times: int) -> None:
        for name, answers in _SAMPLES.items():
            taken, worked = [], []
            for _time in range(times):
                begun, working = perf_counter(), process_time()
                choice, candidates = chosen(answers, timezone.now())
                taken.append(perf_counter() - begun)
                worked.append(process_time() - working)
            proven = "best there is" if choice.proven else f"bound: {tuple(choice.bound)}"
            self.stdout.write(
                f"{name}: {median(taken):.3f} s (slowest {max(taken):.3f}), "
                f"{median(worked):.3f} s of a processor; "
                f"{candidates:,} candidates, {len(choice.ids)} steps, {proven}"
            )


_SAMPLES = {
    "no limits, any language": Answers(goods="wedding dresses", economy="CN", markets=("CL",)),
    "English, 4 hours a week": Answers(
        goods="wedding dresses", economy="CN", markets=("CL",), languages=("en",), hours=4, weeks=8
    ),
    "everything ready to use, 2 hours a week, 100 USD": Answers(
        goods="wedding dresses",
        economy="CN",
        markets=("CL",),
        stage="one-stop",
        visits=True,
        hours=2,
        weeks=8,
        budget=100,
        currency="USD",
    ),
}
