"""Taking reports of faults, and settling them."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet

from registry.catalogue.models import Resource
from registry.catalogue.writing import writing
from registry.faults.models import Fault

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
        return open_faults(resource).filter(pk__lte=up_to).update(settled=now, settled_by=actor)
