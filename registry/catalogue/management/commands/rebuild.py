"""Makes everything derived anew: keys, groups, effective values, ratings, and the search index's entries."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from registry.catalogue import outbox
from registry.catalogue.models import Record
from registry.catalogue.rebuilding import rebuild
from registry.progress import Progress
from registry.turns import giving_way


class Command(BaseCommand):
    help = "Makes everything that is derived from records, overlays and judgements anew."

    @giving_way()
    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress("Rebuilding", Record.objects.count())
        done = rebuild(progress.advance)
        outbox.drain()
        progress.close(f"{done} resources")
