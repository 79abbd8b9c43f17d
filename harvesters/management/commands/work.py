"""Runs the background worker until it is told to stop."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from harvesters.work import work


class Command(BaseCommand):
    help = "Harvests what is due and keeps ratings, occurrences and the search index up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def asked_to_stop(*_: object) -> None:
            stop.set()
            raise KeyboardInterrupt  # ends a run in the middle, as cancelled

        signal.signal(signal.SIGTERM, asked_to_stop)
        try:
            work(stop, once=options["once"])
        except KeyboardInterrupt:
            self.stderr.write("Stopped.")
