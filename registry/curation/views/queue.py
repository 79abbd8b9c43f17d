"""The staff's worklist: what waits for a person, why, and who has taken it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.models import Resource
from registry.curation.access import person, staff_only
from registry.curation.task_filter import TaskFilter
from registry.framework import economies
from registry.providers.see_other import see_other
from registry.roles.granting import role_of
from registry.worklist import taking
from registry.worklist.kinds import kinds
from registry.worklist.models import Task

PAGE_SIZE = 30
SET_ASIDE_SHOWN = 20
_MOST_CHOICES = 60  # languages that are offered as a filter


@dataclass(frozen=True, slots=True)
class Row:
    """A task as the worklist shows it."""

    task: Task
    kind: str
    why: str
    link: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Heap:
    """How many tasks of a kind there are, and since when the oldest waits."""

    label: str
    count: int
    oldest: datetime
    address: str
    chosen: bool


@require_safe
@staff_only
def queue(request: HttpRequest) -> HttpResponse:
    user, asked = person(request), TaskFilter.of(request.GET)
    open_tasks = taking.tasks_for(user)
    found = list(_after(asked.apply(open_tasks, user), request.GET)[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    heaps = _heaps(open_tasks, asked)
    context = {
        "rows": [_row(task, user) for task in shown],
        "heaps": heaps,
        "count": sum(heap.count for heap in heaps),
        "filter": asked,
        "asked": asked.query(),
        "everything": asked.address(kind=""),
        "acceptable": asked.query() if asked.kind and kinds()[asked.kind].acceptable and shown else "",
        "choices": _choices(open_tasks),
        "colleagues": _colleagues() if taking.may_assign(user) else (),
        "role": role_of(user),
        "next": _following(asked, shown[-1]) if len(found) > PAGE_SIZE else "",
        "first": asked.address() if "after" in request.GET else "",
        "set_aside": Resource.objects.set_aside().order_by("-pk")[:SET_ASIDE_SHOWN],
        "set_aside_count": Resource.objects.set_aside().count(),
    }
    return render(request, "curation/queue.html", context)


@require_POST
@staff_only
def take(request: HttpRequest) -> HttpResponse:
    """Claims, gives back, skips or assigns the tasks that were ticked."""
    user = person(request)
    ids = [
        int(id)
        for id in request.POST.getlist("task")[:500]
        if id.isascii() and id.isdecimal() and len(id) < 19
    ]
    action = request.POST.get("do", "")
    if not ids:
        messages.info(request, _("Tick the tasks first."))
    elif action == "assign":
        _assign(request, ids)
    elif action in _ACTIONS:
        done = _ACTIONS[action](ids, user)
        _tell(request, done, len(ids))
    else:
        messages.warning(request, _("Nothing was done: this page does not know that button."))
    return see_other(TaskFilter.of(request.POST).address())


_ACTIONS = {"claim": taking.claim, "give-back": taking.give_back, "skip": taking.skip}


def _assign(request: HttpRequest, ids: Sequence[int]) -> None:
    to = request.POST.get("to", "")
    known = to.isascii() and to.isdecimal() and len(to) < 19
    colleague = taking.colleagues().filter(pk=int(to)).first() if known else None
    if not taking.may_assign(person(request)):
        messages.warning(request, _("Senior curators assign tasks to others."))
    elif colleague is None:
        messages.warning(request, _("Choose to whom."))
    else:
        _tell(request, taking.assign(ids, colleague), len(ids))


def _tell(request: HttpRequest, done: int, asked: int) -> None:
    said = ngettext("Done, %(done)s task.", "Done, %(done)s tasks.", done) % {"done": done}
    if done < asked:
        messages.warning(request, said + " " + _("The others are done already, or somebody else has them."))
    else:
        messages.success(request, said)


def _row(task: Task, user: User) -> Row:
    kind = kinds()[task.kind]
    mine = (
        task.claimed_by_id == user.pk
        and task.claimed_until is not None
        and task.claimed_until > timezone.now()
    )
    return Row(task, str(kind.label), kind.why(task.details), kind.link(task), mine)


def _heaps(tasks: QuerySet[Task], asked: TaskFilter) -> list[Heap]:
    """By kind, in the order in which kinds are named."""
    counted = tasks.order_by().values("kind").annotate(count=Count("pk"), oldest=Min("since"))
    found = {row["kind"]: row for row in counted}
    return [
        Heap(str(kind.label), row["count"], row["oldest"], asked.address(kind=id), id == asked.kind)
        for id, kind in kinds().items()
        if (row := found.get(id))
    ]


def _choices(tasks: QuerySet[Task]) -> dict[str, list[tuple[str, str]]]:
    """The economies and languages that tasks state."""
    stated = tasks.order_by()
    codes = stated.exclude(economy="").values_list("economy", flat=True).distinct()
    named = sorted((economies.label(code, get_language()), code) for code in codes)
    tags = stated.exclude(language="").values_list("language", flat=True).distinct()[:_MOST_CHOICES]
    return {
        "economies": [(code, name) for name, code in named],
        "languages": [(tag, tag) for tag in sorted({tag.partition("-")[0] for tag in tags} | set(tags))],
    }


def _colleagues() -> list[tuple[int, str]]:
    return [(user.pk, user.get_username()) for user in taking.colleagues()[:200]]


def _after(tasks: QuerySet[Task], given: Mapping[str, str]) -> QuerySet[Task]:
    """The tasks that follow one; anything else that stands in the address is the beginning."""
    stated, _comma, id = given.get("after", "").partition(",")
    try:
        rank, last = float(stated), int(id)
    except ValueError:
        return tasks.select_related("resource", "claimed_by")
    following = tasks.filter(rank__lt=rank) | tasks.filter(rank=rank, pk__gt=min(last, 2**62))
    return following.select_related("resource", "claimed_by")


def _following(asked: TaskFilter, last: Task) -> str:
    return asked.address(after=f"{last.rank!r},{last.pk}")
