"""What has changed in the search index, noted for saved searches and reminders, and forgotten once all have looked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Min

from registry.alerts.models import Place, Reminder, SavedSearch, Touched

KEPT = timedelta(days=60)  # for searches that are paused
_AT_ONCE = 500  # rows in one transaction (rule 14)
_ROUNDS = 20


def note(ids: Collection[int]) -> None:
    """Called in the transaction that settles the outbox; nothing is noted while nobody listens."""
    if SavedSearch.objects.exclude(confirmed=None).exists() or Reminder.objects.filter(sent=None).exists():
        Touched.objects.bulk_create([Touched(resource=id) for id in sorted(ids)], batch_size=500)


def last() -> int:
    """The newest row; they are written under the index's lock, so that none comes later with a lower number."""
    return Touched.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def between(after: int, until: int) -> list[int]:
    """The resources of these rows, each once."""
    rows = Touched.objects.filter(pk__gt=after, pk__lte=until).order_by("pk")
    return list(dict.fromkeys(rows.values_list("resource", flat=True)))


def prune(now: datetime) -> None:
    """What all have looked at, and what is too old for those who have not."""
    needed = SavedSearch.objects.exclude(confirmed=None).aggregate(least=Min("position"))["least"]
    place = None
    if Reminder.objects.filter(sent=None).exists():
        place = Place.objects.filter(name="reminders").values_list("position", flat=True).first()
    least = min((p for p in (needed, place) if p is not None), default=last())
    for old in (Touched.objects.filter(pk__lte=least), Touched.objects.filter(at__lt=now - KEPT)):
        for _ in range(_ROUNDS):
            some = list(old.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
            if not some:
                break
            Touched.objects.filter(pk__in=some).delete()
