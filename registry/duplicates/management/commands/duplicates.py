"""Compares resources with each other, for the staff's page of duplicates; the worker does the same bit by bit."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from registry.catalogue.models import Resource
from registry.duplicates.finding import find, forget
from registry.duplicates.models import Pair
from registry.progress import Progress
from registry.turns import giving_way


class Command(BaseCommand):
    help = "Finds resources that may be the same thing, for staff to decide; what staff have decided stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="compare everything, not only what has changed since"
        )

    @giving_way()
    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            forget()
        progress = Progress("Comparing", Resource.objects.count())
        done = find(progress=progress.advance)
        same = Pair.objects.filter(kind=Pair.Kind.SAME).count()
        progress.close(f"{done} resources; {same} pairs may be the same")
