"""Taking reports of faults, and settling them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet
from django.utils import timezone

from registry.catalogue import history
from registry.catalogue.models import Change, Resource
from registry.catalogue.writing import writing
from registry.faults.models import Fault

REPORTS = "reports"  # field in the history: the ids of those that wait
LONGEST_NOTE = 1_000  # characters
MOST_OPEN = 50  # of one resource: who reads fifty reports knows enough


def report(resource: Resource, what: str, note: str, now: datetime) -> None:
    """Keeps a report, once: what was said on the same day in the same words is the same report."""
    if open_faults(resource).count() >= MOST_OPEN:
        return
    said = f"{resource.public_id} {what} {now:%Y-%m-%d} {note.strip()}"
    digest = sha256(said.encode(errors="replace")).hexdigest()[:32]
    given = {"resource": resource, "what": what, "note": note.strip()[:LONGEST_NOTE], "reported": now}
    with writing():
        Fault.objects.get_or_create(digest=digest, defaults=given)


def open_faults(resource: Resource) -> QuerySet[Fault]:
    return Fault.objects.filter(resource=resource, settled=None).order_by("pk")


def settle(resource: Resource, up_to: int, actor: str, now: datetime) -> int:
    """Settles the reports that somebody has seen, up to the one with this id; how many that was."""
    with writing():
        ids = list(open_faults(resource).filter(pk__lte=up_to).values_list("pk", flat=True))
        if ids:
            Fault.objects.filter(pk__in=ids).update(settled=now, settled_by=actor)
            history.write(_told(resource, ids, [], actor))
    return len(ids)


def put_back(resource: Resource, waiting: Collection[int], settled: Collection[int], *, actor: str) -> Change:
    """Within a transaction of the caller's: these reports wait again, those are settled. The row of the history."""
    Fault.objects.filter(resource=resource, pk__in=waiting).update(settled=None, settled_by="")
    Fault.objects.filter(resource=resource, pk__in=settled).update(settled=timezone.now(), settled_by=actor)
    row = _told(resource, settled, waiting, actor)
    history.write(row)
    return row


def _told(resource: Resource, before: Collection[int], after: Collection[int], actor: str) -> Change:
    """Which reports waited before, and which wait after, by their ids."""
    return history.changed(resource, REPORTS, list(before), list(after), cause="reports settled", actor=actor)
