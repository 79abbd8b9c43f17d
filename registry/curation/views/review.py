"""Ratings looked through one after the other: what it says beside what was sent, accepted or changed by a key."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.models import Payload, Resource
from registry.catalogue.ratings import accept, judge
from registry.curation import changes
from registry.curation.access import actor, person, staff_only, within_scope
from registry.curation.field_names import field_name
from registry.curation.marked_text import marked
from registry.curation.task_filter import TaskFilter
from registry.curation.views.resources import found, look_again_at
from registry.framework.profile import Judgement, Profile
from registry.framework.rubric import DEPTH_CELLS, RELEVANT, UNKNOWN, Value, values
from registry.framework.vocabularies import ASPECTS, VISITS
from registry.providers.see_other import see_other
from registry.worklist import taking
from registry.worklist.kinds import kinds
from registry.worklist.models import Task

REVIEWED = ("low-confidence", "disputed-rating", "new-resource")
"""The kinds of tasks that are about a rating, which this page shows one after the other."""
_PAYLOAD = 12_000  # characters that are shown


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an aspect that may be chosen."""

    value: Value
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An aspect with its shown depth and the values it may have."""

    cell: str
    name: str
    choices: Sequence[Choice]
    judgement: Judgement
    sure: int  # percent
    curated: bool
    disputed: bool


@require_safe
@staff_only
def review(request: HttpRequest) -> HttpResponse:
    """The next resource whose rating waits."""
    asked = TaskFilter.of(request.GET)
    task = _tasks(person(request), asked).select_related("resource").first()
    if task is None or task.resource is None:
        return render(request, "curation/review.html", {"filter": asked})
    return _page(request, found(task.resource.public_id), asked, task)


@require_POST
@staff_only
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keeps what was decided and goes on to the next; who is second sees what the first has decided."""
    shown, asked = found(public_id), TaskFilter.of(request.POST)
    within_scope(request, shown)
    decision = request.POST.get("do", "")
    if decision == "skip":
        waiting = _tasks(person(request), TaskFilter()).filter(resource=shown)
        taking.skip(list(waiting.values_list("pk", flat=True)), person(request))
        return _next(asked)
    chosen = _chosen(request.POST)
    if decision not in ("keep", "set-aside") or chosen is None:
        messages.warning(request, _("Nothing was kept: choose a depth for each aspect, and press a button."))
        return _page(request, shown, asked, None, status=422)
    if request.POST.get("seen") != _seen(shown):
        messages.warning(request, _("A colleague has judged it since you opened it. This is how it is now."))
        return _page(request, shown, asked, None, status=409)
    if decision == "set-aside":
        judge(shown, RELEVANT, "no", actor=actor(request))
    else:
        accept(shown, chosen, actor=actor(request))
    look_again_at(shown)
    return _next(asked)


def _next(asked: TaskFilter) -> HttpResponse:
    return see_other(f"{reverse('curation:review')}?{asked.query()}")


def _tasks(user: User, asked: TaskFilter) -> Any:
    tasks = asked.apply(taking.tasks_for(user), user)
    return tasks if asked.kind in REVIEWED else tasks.filter(kind__in=REVIEWED)


def _chosen(given: Mapping[str, str]) -> dict[str, Value] | None:
    """The depths that were chosen, by cell; None where one of them is none. What the form leaves out is as shown."""
    chosen: dict[str, Value] = {}
    for cell in DEPTH_CELLS:
        stated = given.get(f"depth-{cell}")
        allowed = {str(value): value for value in values(cell)}
        if stated is not None and stated not in allowed:
            return None
        if stated is not None and not (stated == UNKNOWN and f"known-{cell}" not in given):
            chosen[cell] = allowed[stated]
    return chosen


def _seen(shown: Resource) -> str:
    """Stands for what the page shows of the rating: of people's judgements and of the machine's."""
    cells = shown.profile.get("cells", {})
    told = [
        {cell: cells[cell]["value"] for cell in DEPTH_CELLS if cell in cells},
        shown.profile.get("curated", {}),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:20]


def _page(
    request: HttpRequest, shown: Resource, asked: TaskFilter, task: Task | None, status: int = 200
) -> HttpResponse:
    profile = Profile.from_json(shown.profile)
    known = shown.effective
    context = {
        "filter": asked,
        "resource": shown,
        "why": kinds()[task.kind].why(task.details) if task else "",
        "left": _tasks(person(request), asked).count(),
        "rows": _rows(shown, profile),
        "about": profile[RELEVANT],
        "seen": _seen(shown),
        "title": marked(known.get("title", ""), _evidence(profile, "title")),
        "text": marked(known.get("description", ""), _evidence(profile, "description")),
        "facts": _facts(known),
        "payload": _payload(shown),
    }
    return render(request, "curation/review.html", context, status=status)


def _rows(shown: Resource, profile: Profile) -> Sequence[Row]:
    curated = shown.profile.get("curated", {})
    return [
        Row(
            cell=cell,
            name=_name(cell),
            choices=[Choice(value, value == profile[cell].value) for value in values(cell)],
            judgement=profile[cell],
            sure=round(profile[cell].confidence * 100),
            curated=cell in curated,
            disputed=curated.get(cell, {}).get("disputed", False),
        )
        for cell in DEPTH_CELLS
    ]


def _evidence(profile: Profile, field: str) -> Sequence[tuple[str, Any]]:
    return [
        (_name(cell), words)
        for cell in (*DEPTH_CELLS, RELEVANT)
        for words in profile[cell].evidence
        if words.field == field
    ]


def _name(cell: str) -> str:
    if cell == RELEVANT:
        return _("About trading across borders")
    concept = VISITS if cell == VISITS.id else ASPECTS[cell]
    return concept.label(get_language())


def _facts(known: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """What else it says of itself, beside title and text."""
    fields = (
        "url",
        "type",
        "subjects",
        "audience",
        "level",
        "forms",
        "occurrences",
        "free",
        "price",
        "access",
    )
    return [(field_name(field), changes.words(known[field])) for field in fields if field in known]


def _payload(shown: Resource) -> str:
    """How what its source sent begins, as text."""
    row = Payload.objects.filter(record=shown.pk).first()
    if row is None:
        return ""
    beginning = zlib.decompressobj().decompress(bytes(row.data), 4 * _PAYLOAD)
    text = beginning.decode("utf-8", "replace").replace("\0", "")
    return text if len(text) <= _PAYLOAD else f"{text[:_PAYLOAD]}…"
