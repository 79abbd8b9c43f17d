"""Trains the learned part of the rater from labels and from curators' decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.catalogue.curated_labels import curated_labels
from registry.framework.learning.label_lines import BadLabels, read_labels
from registry.framework.learning.labelled import Labelled
from registry.framework.learning.training import TooFewLabels, better
from registry.framework.model import SHIPPED, stored

ENOUGH = 100
"""Labelled resources of three sources at least: fewer teach chance."""


class Command(BaseCommand):
    help = (
        "Trains the learned part of the rater. What it learns replaces the last model only if it tells the labels "
        "of sources that it has not seen better. `manage.py rate` then rates by it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--labels",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="labelled descriptions, one JSON object a line; `make train` gives those of the project",
        )
        parser.add_argument("--to", type=Path, default=settings.RATER_MODEL, metavar="FILE", help="the model")

    def handle(self, *args: Any, labels: list[Path], to: Path, **options: Any) -> None:
        labelled = self._labelled(labels)
        try:
            trained, why = better(labelled, stored(to) or stored(SHIPPED))
            if trained is None:
                self.stdout.write(f"The last model stays. {why}")
                return
            trained.write(to)
        except (TooFewLabels, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{why} Kept in {to}; restart, then rate again with manage.py rate.")

    def _labelled(self, files: list[Path]) -> list[Labelled]:
        try:
            from_files = [label for path in files for label in read_labels(path)]
        except (OSError, BadLabels) as error:
            raise CommandError(str(error), returncode=2) from error
        from_curators = list(curated_labels())
        labelled = from_files + from_curators
        if len(labelled) < ENOUGH or len({each.source for each in labelled}) < 3:
            raise CommandError(
                f"Only {len(labelled)} labelled resources were found; {ENOUGH} of three sources are needed. "
                "Give the project's labels with --labels, as `make train` does.",
                returncode=2,
            )
        self.stderr.write(f"{len(from_files)} labels from files, {len(from_curators)} from curators")
        return labelled
