"""`manage.py sought [--days N]`: what people looked for and did not find, by aspect, language and economy."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any, get_args

from django.core.management.base import BaseCommand
from django.utils import timezone

from search.sought import By, Demand, demand, keep, unanswered


class Command(BaseCommand):
    help = "Says what people looked for, and how often in vain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="until today")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        keep()
        since = timezone.now().date() - timedelta(days=max(days, 1) - 1)
        for by in get_args(By):
            self.stdout.write(f"{by:30}{'times':>8}{'nothing':>9}{'partly':>8}{'opened':>8}{'rank':>7}")
            for each in demand(by, since):
                self.stdout.write(_line(each))
            self.stdout.write("")
        self.stdout.write("Words that did not find what they ask for:")
        for words in unanswered(since):
            self.stdout.write(f"{words.text} ({words.language or '?'}): {words.times}, nothing {words.empty}")


def _line(each: Demand) -> str:
    rank = "" if each.rank is None else f"{each.rank:.1f}"
    return f"{each.value:30}{each.times:8}{each.empty:9}{each.partly:8}{each.opened:8}{rank:>7}"
