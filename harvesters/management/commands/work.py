"""Runs the background worker until it is told to stop."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from harvesters.work import work
from registry.stopping import stop_once


class Command(BaseCommand):
    help = "Harvests what is due and keeps ratings, occurrences and the search index up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        stop_once()
        try:
            work(once=options["once"])
        except KeyboardInterrupt:
            self.stderr.write("The worker has stopped.")
