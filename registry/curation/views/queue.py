"""What waits for staff: proposed sources, held runs, and the newest resources."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry.catalogue.models import Overlay, Resource
from registry.curation import changes
from registry.curation.access import staff_only
from registry.sources.models import Run, Source

PAGE_SIZE = 50
DOUBTFUL_SHOWN = 20


@require_safe
@staff_only
def queue(request: HttpRequest) -> HttpResponse:
    newest = list(_after(request.GET.get("before", ""))[: PAGE_SIZE + 1])
    context = {
        "proposed": Source.objects.filter(state=Source.State.PROPOSED).select_related("organisation"),
        "held": Run.objects.filter(outcome=Run.Outcome.HELD, decided="").select_related("source"),
        "suggestions": _suggestions(),
        "doubtful": Resource.objects.doubtful().with_provenance()[:DOUBTFUL_SHOWN],
        "set_aside": Resource.objects.set_aside().order_by("-pk")[:DOUBTFUL_SHOWN],
        "set_aside_count": Resource.objects.set_aside().count(),
        "newest": newest[:PAGE_SIZE],
        "next": f"?before={newest[PAGE_SIZE - 1].pk}" if len(newest) > PAGE_SIZE else "",
    }
    return render(request, "curation/queue.html", context)


def _suggestions() -> Sequence[changes.Correction]:
    overlays = Overlay.objects.filter(has_suggestion=True).select_related("resource").order_by("-pk")
    return changes.corrections(list(overlays[:PAGE_SIZE]))


def _after(before: str) -> QuerySet[Resource]:
    """The newest first, from an id on downwards; anything else that stands in the address is the beginning."""
    newest = Resource.objects.with_provenance().filter(leader=None).order_by("-pk")
    return (
        newest.filter(pk__lt=int(before))
        if before.isascii() and before.isdecimal() and len(before) < 19
        else newest
    )
