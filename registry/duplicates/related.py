"""What people have said that a resource is related to: language editions, other editions, parts of its series."""

from __future__ import annotations

from django.db.models import Q

from registry.catalogue.joining import turned
from registry.catalogue.models import Decision, Resource


def related(resource: Resource) -> dict[int, str]:
    """The ids of those that lead groups, or stand alone, each with what it is to the resource: a Decision.Relation.

    `resource` leads, or stands alone; what was said of any member of a group holds for it. The latest word first.
    """
    group = Resource.objects.filter(Q(pk=resource.pk) | Q(leader=resource.pk)).values("pk")
    said = Decision.objects.exclude(relation="").filter(Q(first__in=group) | Q(second__in=group))
    rows = said.order_by("-created", "pk").values_list(
        "first", "first__leader", "second", "second__leader", "relation"
    )
    found: dict[int, str] = {}
    for first, first_leader, second, second_leader, relation in rows:
        one, other = first_leader or first, second_leader or second
        if one != other:
            own = one == resource.pk
            found.setdefault(other if own else one, relation if own else str(turned(relation)))
    return found
