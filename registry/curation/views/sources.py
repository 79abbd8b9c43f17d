"""Staff's pages of sources: all of them, one with its runs, and the decisions on it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harvesters import absence, adding
from registry.curation.access import actor, staff_only
from registry.curation.forms import DecisionForm
from registry.providers.links import feed_link
from registry.sources.claiming import run_now
from registry.sources.models import Run, Source


@require_safe
@staff_only
def sources(request: HttpRequest) -> HttpResponse:
    listed = Source.objects.select_related("organisation").order_by("state", "name")
    return render(request, "curation/sources.html", {"sources": listed})


@require_safe
@staff_only
def source(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = get_object_or_404(Source.objects.select_related("organisation"), uuid=uuid)
    context = {
        "source": shown,
        "runs": shown.runs.all()[:20],
        "form": DecisionForm(),
        "provider_link": feed_link(shown),
    }
    return render(request, "curation/source.html", context)


DECISIONS = {"approve": adding.approve, "refuse": adding.refuse, "pause": adding.pause}


@require_POST
@staff_only
def decide(request: HttpRequest, uuid: UUID, decision: str) -> HttpResponse:
    """Approves, refuses or pauses a source, or makes it due at once."""
    decided = get_object_or_404(Source, uuid=uuid)
    form = DecisionForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if decision == "run":
        run_now(decided)
        messages.success(request, _("It is read as soon as a worker is free."))
    else:
        DECISIONS[decision](decided, actor=actor(request), reason=reason)
        messages.success(request, _("Decided: %(state)s.") % {"state": decided.get_state_display()})
    return redirect("curation:source", uuid)


@require_safe
@staff_only
def run(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(Run.objects.select_related("source"), pk=number)
    return render(request, "curation/run.html", {"run": shown, "errors": shown.errors.all()[:500]})


@require_POST
@staff_only
def decide_run(request: HttpRequest, number: int, decision: str) -> HttpResponse:
    """Releases or discards what a held run would have removed."""
    held = get_object_or_404(Run.objects.select_related("source"), pk=number)
    try:
        (absence.release if decision == "release" else absence.discard)(held, actor=actor(request))
        messages.success(request, _("Decided."))
    except absence.NotHeld as late:
        messages.warning(request, str(late))
    return redirect("curation:run", number)
