"""Taking tasks: claimed by one at a time, assigned to somebody, or left to others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from registry.roles.granting import SENIOR, has, role_of, scope_of
from registry.roles.scope import EVERYTHING
from registry.worklist.kinds import kinds
from registry.worklist.models import Skip, Task

CLAIMED_FOR = timedelta(hours=8)
ASSIGNED_FOR = timedelta(days=14)


def tasks_for(user: User, now: datetime | None = None) -> QuerySet[Task]:
    """What somebody may do, in its order: within what they curate, of kinds that are for their role, not skipped,
    and claimed by nobody else."""
    now = now or timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_until__lte=now)
    skipped = Skip.objects.filter(task=OuterRef("pk"), user=user)
    tasks = Task.objects.filter(free, kind__in=_allowed(user))
    if curated := scope_of(user).as_condition():
        tasks = tasks.filter(curated | Q(claimed_by=user))  # what was assigned is theirs, wherever it is from
    return tasks.exclude(Exists(skipped)).order_by("-rank", "pk")


def claim(ids: Collection[int], user: User, now: datetime | None = None) -> int:
    """Takes those of the tasks that nobody holds; returns how many. One conditional UPDATE, so one gets each."""
    now = now or timezone.now()
    mine = Task.objects.filter(pk__in=tasks_for(user, now).filter(pk__in=ids).values("pk"))
    return mine.update(claimed_by=user, claimed_until=now + CLAIMED_FOR)


def give_back(ids: Collection[int], user: User) -> int:
    """Lets go of one's own."""
    mine = Task.objects.filter(pk__in=ids, claimed_by=user)
    return mine.update(claimed_by=None, claimed_until=None)


def skip(ids: Collection[int], user: User) -> int:
    """Leaves tasks to others: they are not offered to this person again."""
    skipped = list(tasks_for(user).filter(pk__in=ids))
    give_back([task.pk for task in skipped], user)
    Skip.objects.bulk_create([Skip(task=task, user=user) for task in skipped], ignore_conflicts=True)
    return len(skipped)


def assign(ids: Collection[int], to: User, now: datetime | None = None) -> int:
    """Gives tasks to somebody, also those that others hold or that this person has skipped."""
    now = now or timezone.now()
    if role_of(to) is None:
        raise ValueError(f"{to} is not of the staff.")
    given = Task.objects.filter(pk__in=ids, kind__in=_allowed(to))
    Skip.objects.filter(task__in=given, user=to).delete()
    return given.update(claimed_by=to, claimed_until=now + ASSIGNED_FOR)


def held(user: User, resources: Collection[int], now: datetime | None = None) -> set[int]:
    """Those of the resources about which somebody holds a task; beyond what they curate, only an assigned one."""
    held = Task.objects.filter(
        claimed_by=user, claimed_until__gt=now or timezone.now(), resource__in=resources
    )
    return {id for id in held.values_list("resource", flat=True) if id is not None}


def _allowed(user: User) -> list[str]:
    """The kinds of tasks that somebody may do."""
    limited = scope_of(user) != EVERYTHING
    return [
        kind.id for kind in kinds().values() if has(user, kind.least) and not (kind.concerns_all and limited)
    ]


def may_assign(user: User) -> bool:
    return has(user, SENIOR)


def colleagues() -> QuerySet[User]:
    """To whom tasks may be assigned."""
    staff = User.objects.filter(is_staff=True, is_active=True, staff_role__isnull=False)
    return staff.select_related("staff_role").order_by("username")
