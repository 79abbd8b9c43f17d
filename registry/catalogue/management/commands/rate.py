"""Rates resources by machine again, after a change of the rater or of its words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.catalogue import outbox, ratings
from registry.catalogue.models import Resource
from registry.progress import Progress


class Command(BaseCommand):
    help = "Rates resources by machine again; without a RESOURCE, the whole catalogue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("resources", nargs="*", type=UUID, metavar="RESOURCE", help="public ids")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Resource.objects.with_provenance().order_by("pk")
        if options["resources"]:
            chosen = chosen.filter(public_id__in=options["resources"])
        total = chosen.count()
        if total < len(set(options["resources"])):
            known = set(chosen.values_list("public_id", flat=True))
            unknown = ", ".join(str(id) for id in options["resources"] if id not in known)
            raise CommandError(f"No resource has the id {unknown}.", returncode=2)
        progress = Progress("Rating", total)
        changed = ratings.rate(chosen.iterator(chunk_size=500), progress.advance)
        progress.close(f"{total} rated, {changed} came out differently")
        outbox.drain()
