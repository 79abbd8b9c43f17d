"""The resources whose entry in the search index is out of date, written in the transaction of their change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from registry.catalogue import bulk
from registry.catalogue.models import Outbox

Drafts = Mapping[int, tuple[tuple[Any, ...], UUID, datetime]]
"""By resource id: what `registry.catalogue.prepared.Draft` made, the public id, and when it was added."""

_NO_DRAFTS: Drafts = {}
_FEW = 20  # what changes so few resources at once is somebody's work, and is to be found soon


def enqueue(resource_ids: Iterable[int]) -> None:
    """Call it inside the transaction that changes the resources (rule 9)."""
    ids = dict.fromkeys(resource_ids)
    soon = len(ids) <= _FEW
    bulk.insert(Outbox, ("resource", "soon"), [(id, soon) for id in ids])


def first_soon() -> int | None:
    """The row that has waited longest of what is to be found soon."""
    return Outbox.objects.filter(soon=True).order_by("pk").values_list("pk", flat=True).first()


def drain(drafts: Drafts = _NO_DRAFTS, *, soon: bool = False) -> int:
    """Brings the search index up to date; returns how many resources it wrote.

    `drafts`: of resources that were added just now, which need not be read back. `soon`: only what is to be found
    soon. The catalogue knows no search engine: the setting names the function that empties the outbox.
    """
    drained: int = import_string(settings.OUTBOX_DRAIN)(drafts=drafts, soon=soon)
    return drained
