"""The members of a group with what people made on each, so that whoever splits it knows what stays where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from registry.catalogue.history import subject_of
from registry.catalogue.models import Change, Decision, LeaderChoice, Overlay, Rating, Resource
from registry.catalogue.origins import members_of


@dataclass(frozen=True, slots=True)
class Member:
    """`made`: judgements and corrections on this very resource; they stay with it, whatever is split.

    `joined`: when it came to the group; None for the leader. `since`: how much was made on the leader after that;
    it stays with the leader.
    """

    resource: Resource
    made: int
    joined: datetime | None = None
    since: int = 0
    chosen: bool = False


def group(resource: Resource) -> list[Member]:
    """The leader first. `resource` leads, or stands alone."""
    resources = members_of(resource)
    made = _made(resources)
    joined = _joined(resources[1:])
    chosen = set(LeaderChoice.objects.filter(resource__in=resources).values_list("pk", flat=True))
    counts = Counter(id for id, _at in made)
    return [
        Member(
            one,
            counts[one.pk],
            moment := joined.get(subject_of(one)),
            sum(1 for id, at in made if moment and id == resource.pk and at > moment),
            one.pk in chosen,
        )
        for one in resources
    ]


def decisions(resources: Sequence[Resource]) -> list[Decision]:
    """What people have said of any two of these, the latest first."""
    ids = [resource.pk for resource in resources]
    rows = Decision.objects.filter(first__in=ids, second__in=ids)
    return list(rows.select_related("first", "second").order_by("-created", "pk"))


def decisions_on(resource: Resource) -> list[Decision]:
    """What people have said of this resource and any other, the latest first."""
    rows = Decision.objects.filter(Q(first=resource) | Q(second=resource))
    return list(rows.select_related("first", "second").order_by("-created", "pk"))


def _made(resources: Sequence[Resource]) -> list[tuple[int, datetime]]:
    """Resource and moment of each curator's judgements and of each correction."""
    judged = Rating.objects.filter(resource__in=resources, kind=Rating.Rater.CURATOR)
    made = [
        (rating.resource_id, max(map(datetime.fromisoformat, (said["at"] for said in rating.cells.values()))))
        for rating in judged
        if rating.cells
    ]
    corrected = Overlay.objects.filter(resource__in=resources).values_list("resource_id", "created")
    return [*made, *corrected]


def _joined(followers: Sequence[Resource]) -> dict[str, datetime]:
    """When each came to its leader, by the name that the history has for it."""
    subjects = [subject_of(follower) for follower in followers]
    rows = Change.objects.filter(subject__in=subjects, field="leader").values("subject")
    return dict(rows.annotate(at=Max("at")).values_list("subject", "at"))
