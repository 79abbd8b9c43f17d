"""Occurrences of endless rules, made some way ahead as derived data, outside any run."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from harvesters.recurrence import ahead
from registry.catalogue.effective import occurrence_rows
from registry.catalogue.models import Occurrence, Resource
from registry.catalogue.outbox import enqueue
from registry.catalogue.writing import writing

DAYS_AHEAD = 400
_AGAIN = timedelta(days=7)  # well before the derived ones run out
_BATCH = 100


def derive_occurrences(now: datetime | None = None) -> int:
    """Makes the occurrences that are due to be made; returns for how many resources."""
    now = now or timezone.now()
    done = 0
    while batch := list(Resource.objects.filter(derive_after__lte=now).order_by("pk")[:_BATCH]):
        rows = [row for resource in batch for row in _derived(resource, now)]
        with writing():
            Occurrence.objects.filter(resource__in=batch, derived=True).delete()
            Occurrence.objects.bulk_create(rows, batch_size=200)
            for resource in batch:
                # Unless its rule has changed meanwhile: then it is due again.
                same = Resource.objects.filter(pk=resource.pk, changed=resource.changed)
                same.update(derive_after=now + _AGAIN)
            enqueue(r.pk for r in batch)
        done += len(batch)
    return done


def _derived(resource: Resource, now: datetime) -> list[Occurrence]:
    rule = resource.effective.get("recurrence")
    if not rule:
        return []
    stated = {o["start"] for o in resource.effective.get("occurrences", ())}
    made = [o for o in ahead(rule, now, DAYS_AHEAD) if o.start not in stated]
    rows = occurrence_rows(resource.pk, {"occurrences": [o.as_json() for o in made]})
    for row in rows:
        row.derived = True
    return rows
