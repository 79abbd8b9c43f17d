"""The resources whose entry in the search index is out of date, written in the transaction of their change."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from registry.catalogue.models import Outbox


def enqueue(resource_ids: Iterable[int]) -> None:
    """Call it inside the transaction that changes the resources (rule 9)."""
    Outbox.objects.bulk_create([Outbox(resource=id) for id in dict.fromkeys(resource_ids)], batch_size=500)


def drain() -> int:
    """Brings the search index up to date; returns how many resources it wrote.

    The catalogue knows no search engine: the setting names the function that empties the outbox.
    """
    drained: int = import_string(settings.OUTBOX_DRAIN)()
    return drained
