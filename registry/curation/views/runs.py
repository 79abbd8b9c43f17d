"""Staff's pages of runs: the story of one, what a held one would do, and the decision on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harvesters import absence, reidentification, telling
from registry.catalogue.models import Resource
from registry.curation.access import actor, seniors_only, staff_only
from registry.providers.see_other import see_other
from registry.providers.stories import number, story
from registry.sources.claiming import SourceBusy
from registry.sources.models import Run
from registry.worklist.refreshing import look_again

DECISIONS = {"release": absence.release, "discard": absence.discard, "reidentify": absence.reidentify}
PAGE_SIZE = 100
_SHOWN_PAIRS = 20


@require_safe
@staff_only
def run(request: HttpRequest, number: int) -> HttpResponse:
    shown = _run(number)
    context = {"run": shown, "payloads": True, **story(shown, request.GET.get("after", ""))}
    if shown.outcome == Run.Outcome.HELD and not shown.decided:
        context["pairs"] = _pairs(shown)
    return render(request, "curation/run.html", context)


@require_safe
@staff_only
def removals(request: HttpRequest, number: int) -> HttpResponse:
    """Every record that releasing a held run would remove."""
    shown = _run(number)
    page, following = page_of(absence.would_remove(shown), request.GET.get("after", ""))
    context = {"run": shown, "resources": _resources(page), "next": following and f"?after={following}"}
    return render(request, "curation/removals.html", context)


@require_POST
@seniors_only
def decide_run(request: HttpRequest, number: int, decision: str) -> HttpResponse:
    """Releases or discards what a held run would have removed, or takes over the new identifiers."""
    if decision not in DECISIONS:
        raise Http404("There is no such decision.")
    held = _run(number)
    try:
        DECISIONS[decision](held, actor=actor(request))
    except (absence.NotHeld, SourceBusy) as refused:
        messages.warning(request, telling.of(refused))
    else:
        messages.success(request, _("Decided."))
    look_again("held-run")
    return see_other("curation:run", number)


def page_of(ids: Sequence[int], after: str) -> tuple[list[int], int | None]:
    """The page of ids, in their order, after one of them; and the id that the next page comes after."""
    rest = [id for id in ids if id > number(after)]
    return rest[:PAGE_SIZE], rest[PAGE_SIZE - 1] if len(rest) > PAGE_SIZE else None


def _pairs(run: Run) -> dict[str, Any]:
    pairs = reidentification.pairs_of(run)
    named = {r.pk: r for r in _resources([id for p in pairs[:_SHOWN_PAIRS] for id in (p.old, p.new)])}
    return {"count": len(pairs), "shown": [(named[p.old], named[p.new]) for p in pairs[:_SHOWN_PAIRS]]}


def _resources(ids: Sequence[int]) -> list[Resource]:
    return list(Resource.objects.select_related("record").filter(pk__in=ids).order_by("pk"))


def _run(number: int) -> Run:
    return get_object_or_404(Run.objects.select_related("source", "same_as"), pk=number)
