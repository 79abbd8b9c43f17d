"""Describes stored payloads again without fetching, after a change of a format, of settings or of this program."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from harvesters.ahead import derive_occurrences
from harvesters.management.stored_harvest import named
from harvesters.redescribing import KINDS, Redescribed, redescribe, total
from registry.catalogue import outbox, ratings
from registry.progress import Progress
from registry.sources.models import Source
from registry.turns import giving_way

_LONGEST_SHOWN = 80  # characters of a value


class Command(BaseCommand):
    help = "Describes what is stored of sources again, without fetching; without a SOURCE, of all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="*", metavar="SOURCE", help="names of sources")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change, and store nothing"
        )

    @giving_way()
    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [named(name) for name in options["sources"]] or list(Source.objects.all())
        for source in chosen:
            self._redescribe(source, dry_run=options["dry_run"])
        if not options["dry_run"]:
            ratings.rate_due()
            derive_occurrences()
            outbox.drain()

    def _redescribe(self, source: Source, *, dry_run: bool) -> None:
        progress = Progress(source.name, total(source))
        counts: Counter[str] = Counter()
        for told in redescribe(source, timezone.now(), dry_run=dry_run):
            progress.advance(told.counts.total())
            counts += told.counts
            self._tell(told, differences=dry_run)
        said = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind]) or "nothing stored"
        progress.close("described" if not dry_run else "tried; nothing was changed")
        self.stdout.write(f"{source.name}: {said}")

    def _tell(self, told: Redescribed, *, differences: bool) -> None:
        for problem in told.problems:
            where = ", ".join(part for part in (problem.identifier, problem.field) if part)
            self.stdout.write(f"! {where}: {problem.reason} {problem.advice}".rstrip())
        if differences:
            for identifier, fields in told.differences.items():
                for name, (before, after) in fields.items():
                    self.stdout.write(f"~ {identifier}: {name}: {_shown(before)} -> {_shown(after)}")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
