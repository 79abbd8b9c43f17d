"""Rates resources by machine again, and tells first what changes; or rates descriptions that come on standard input."""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.catalogue import outbox, ratings
from registry.catalogue.models import Resource
from registry.catalogue.rating_changes import RatingChanges
from registry.catalogue.visibility import ResourceQuerySet
from registry.framework.rating_lines import BadLine, failed_line, rated_line
from registry.progress import Progress
from registry.turns import giving_way


class Command(BaseCommand):
    help = (
        "Rates resources by machine again; without a RESOURCE, the whole catalogue. On a terminal it says what "
        "comes out differently, and asks before that is kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("resources", nargs="*", type=UUID, metavar="RESOURCE", help="public ids")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="say what would change, and keep nothing")
        how.add_argument("--yes", action="store_true", help="do not ask")
        how.add_argument(
            "--ndjson",
            action="store_true",
            help="rate descriptions from standard input, one JSON object a line, and write one rating a line",
        )

    @giving_way()
    def handle(self, *args: Any, **options: Any) -> None:
        if options["ndjson"]:
            self._rate_lines()
            return
        chosen = self._chosen(options["resources"])
        total = chosen.count()
        if options["dry_run"] or (sys.stdin.isatty() and not options["yes"]):
            changes = self._foreseen(chosen, total)
            self.stdout.write(str(changes))
            if options["dry_run"] or not changes.count or not self._agreed():
                return
        progress = Progress("Rating", total)
        changed = ratings.rate(chosen.iterator(chunk_size=500), progress.advance)
        progress.close(f"{total} rated, {changed} came out differently")
        outbox.drain()

    def _chosen(self, ids: list[UUID]) -> ResourceQuerySet:
        chosen = Resource.objects.with_provenance().order_by("pk")
        if not ids:
            return chosen
        known = set(chosen.filter(public_id__in=ids).values_list("public_id", flat=True))
        if unknown := ", ".join(str(id) for id in ids if id not in known):
            raise CommandError(f"No resource has the id {unknown}.", returncode=2)
        return chosen.filter(public_id__in=ids)

    def _foreseen(self, chosen: ResourceQuerySet, total: int) -> RatingChanges:
        progress = Progress("Comparing", total)
        changes = RatingChanges()
        for before, after in ratings.compared(chosen.iterator(chunk_size=500)):
            changes.add(before, after)
            progress.advance()
        progress.close(f"{total} rated, {changes.count} come out differently")
        return changes

    def _agreed(self) -> bool:
        self.stdout.write("Keep these ratings? [y/N] ", ending="")
        self.stdout.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def _rate_lines(self) -> None:
        """A line that cannot be read gets an answer with its error, in its place; blank lines are passed over."""
        bad = 0
        for number, line in enumerate(sys.stdin.buffer, start=1):
            if not line.strip():
                continue
            try:
                answer = rated_line(line)
            except BadLine as error:
                bad += 1
                self.stderr.write(f"Line {number}: {error}")
                answer = failed_line(error)
            self.stdout.write(json.dumps(answer))  # ASCII, so that half a character harms nothing
        if bad:
            raise CommandError(f"{bad} of the lines could not be rated; each has its error in the answer.")
