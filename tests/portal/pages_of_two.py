"""A resource that waits for a second rating, and one on which two differ."""

from __future__ import annotations

from registry.agreement.models import Pair
from registry.catalogue.models import Resource


def pages_of_two(resource: Resource) -> dict[str, str]:
    other = Resource.objects.visible().exclude(pk=resource.pk).order_by("pk").first()
    assert other is not None
    waiting = Pair.objects.create(resource=other, first="staff-1")
    disputed = Pair.objects.create(resource=resource, first="staff-1", second="staff-2", state="disputed")
    for cell, first, second in (("internet-finance", 3, 1), ("online-marketing", 2, 2)):
        disputed.verdicts.create(cell=cell, first=first, second=second, machine=2)
    base = "/staff/second-ratings"
    return {"blind": f"{base}/{waiting.pk}/", "dispute": f"{base}/{disputed.pk}/dispute/"}
