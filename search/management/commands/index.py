"""`manage.py index build|update|check`: makes the search index anew, brings it up to date, says where it is wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.catalogue.models import Outbox, Resource
from registry.progress import Progress
from registry.turns import giving_way
from search import index
from search.engines import EngineUnavailable


class Command(BaseCommand):
    help = "Makes, updates or checks the search index."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action",
            choices=["build", "update", "check"],
            help="build: anew, beside the old one; update: what waits in the outbox; check: which entries differ",
        )
        parser.add_argument("--repair", action="store_true", help="with check: mends the entries that differ")

    @giving_way()
    def handle(self, *args: Any, action: str, repair: bool, **options: Any) -> None:
        if repair and action != "check":
            raise CommandError("--repair goes with check; build and update need no repair.", returncode=2)
        try:
            if action == "build":
                self.build()
            elif action == "update":
                self.update()
            else:
                self.compare(repair)
        except EngineUnavailable as error:
            raise CommandError(str(error)) from error

    def build(self) -> None:
        progress = Progress("Building the search index", Resource.objects.visible().count())
        count = index.build(progress.advance)
        progress.close(f"{count} resources")

    def update(self) -> None:
        progress = Progress("Updating the search index", Outbox.objects.count())
        count = index.update(progress=progress.advance)
        progress.close(f"{count} changes")

    def compare(self, repair: bool) -> None:
        found = index.check(repair=repair)
        for name in ("missing", "superfluous", "stale"):
            ids = getattr(found, name)
            self.stdout.write(f"{name}: {len(ids)}{self._named(ids)}")
        self.stdout.write(f"waiting in the outbox: {found.waiting}")
        if found and not repair:
            raise CommandError("The index differs from the catalogue; --repair mends it.")

    @staticmethod
    def _named(ids: list[int]) -> str:
        shown = ", ".join(str(id) for id in ids[:20])
        return f" ({shown}{', …' if len(ids) > 20 else ''})" if ids else ""
