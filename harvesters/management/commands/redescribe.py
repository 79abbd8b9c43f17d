"""Describes stored payloads again without fetching anything, and says what comes out differently."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harvesters.management.stored_harvest import named
from harvesters.redescribing import Redescribed, payloads, redescribe
from registry.catalogue import outbox, ratings
from registry.progress import Progress
from registry.sources.claiming import SourceBusy
from registry.sources.models import Source


class Command(BaseCommand):
    help = "Describes stored payloads again, without fetching; without a SOURCE, those of all sources."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="*", metavar="SOURCE", help="names of sources")
        parser.add_argument("--dry-run", action="store_true", help="show the differences, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [named(name) for name in options["sources"]] or list(Source.objects.all())
        busy = [source.name for source in chosen if not self._taken(source, dry_run=options["dry_run"])]
        if not options["dry_run"]:
            ratings.rate_due()
            outbox.drain()
        if busy:
            raise CommandError(
                f"Being harvested, so not described again: {', '.join(busy)}. Try again later."
            )

    def _taken(self, source: Source, *, dry_run: bool) -> bool:
        progress = Progress(source.name, payloads(source))
        try:
            found = redescribe(source, dry_run=dry_run, progress=progress.advance)
        except SourceBusy:
            progress.close("is being harvested")
            return False
        progress.close(_in_words(found, dry_run=dry_run))
        for line in found.shown:
            self.stdout.write(f"  {line}")
        for name, count in found.fields.most_common():
            self.stdout.write(f"  {name}: in {count} record(s)")
        return True


def _in_words(found: Redescribed, *, dry_run: bool) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in found.counts.items()) or "nothing stored"
    return f"{counts}; nothing was written" if dry_run else counts
