"""What is known of the links of resources: for their pages, and for search as a signal."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from registry.links.models import Address, ResourceAddress


def dead_links(resources: Collection[int] | QuerySet[Any]) -> set[int]:
    """Those of these resources (ids, or a query of them) whose address is dead. One query; a change of it is written
    to the outbox."""
    dead = ResourceAddress.objects.filter(resource__in=resources, address__state=Address.State.DEAD)
    return set(dead.values_list("resource", flat=True))


def link_of(resource: int) -> Address | None:
    """What is known of a resource's address; None where it has none, or nobody has come to it yet."""
    found = ResourceAddress.objects.filter(resource=resource).select_related("address").first()
    return found.address if found else None
