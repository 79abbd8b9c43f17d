"""Staff's pages of sources: all of them, one with its runs, and the decisions on it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harvesters import absence, adding
from registry.curation import changes
from registry.curation.access import actor, staff_only
from registry.curation.forms import DecisionForm
from registry.providers.links import feed_link
from registry.providers.see_other import see_other
from registry.sources.claiming import run_now
from registry.sources.models import Run, Source

DECISIONS: dict[str, Callable[..., None]] = {
    "approve": adding.approve,
    "refuse": adding.refuse,
    "pause": adding.pause,
}
RUN_DECISIONS = {"release": absence.release, "discard": absence.discard}


@require_safe
@staff_only
def sources(request: HttpRequest) -> HttpResponse:
    last = Run.objects.filter(source=OuterRef("pk")).order_by("-pk")
    listed = Source.objects.select_related("organisation").order_by("state", "name")
    listed = listed.annotate(
        last_outcome=Subquery(last.values("outcome")[:1]), last_started=Subquery(last.values("started")[:1])
    )
    return render(request, "curation/sources.html", {"sources": listed})


@require_safe
@staff_only
def source(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _page(request, _source(uuid), DecisionForm())


@require_POST
@staff_only
def decide(request: HttpRequest, uuid: UUID, decision: str) -> HttpResponse:
    if decision not in DECISIONS:
        raise Http404("There is no such decision.")
    decided = _source(uuid)
    form = DecisionForm(request.POST, needed=decision == "refuse")
    if not form.is_valid():
        return _page(request, decided, form)
    DECISIONS[decision](decided, actor=actor(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Decided: %(state)s.") % {"state": decided.get_state_display()})
    return see_other("curation:source", uuid)


@require_POST
@staff_only
def read_now(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Makes an approved source due at once."""
    chosen = _source(uuid)
    if chosen.state == Source.State.APPROVED:
        run_now(chosen)
        messages.success(request, _("It is read as soon as a worker is free."))
    else:
        messages.warning(request, _("Only approved sources are read: approve it first."))
    return see_other("curation:source", uuid)


@require_safe
@staff_only
def run(request: HttpRequest, number: int) -> HttpResponse:
    shown = _run(number)
    return render(request, "curation/run.html", {"run": shown, "errors": shown.errors.all()[:500]})


@require_POST
@staff_only
def decide_run(request: HttpRequest, number: int, decision: str) -> HttpResponse:
    """Releases or discards what a held run would have removed."""
    if decision not in RUN_DECISIONS:
        raise Http404("There is no such decision.")
    held = _run(number)
    try:
        RUN_DECISIONS[decision](held, actor=actor(request))
    except absence.NotHeld as late:
        messages.warning(request, str(late))
    else:
        messages.success(request, _("Decided."))
    return see_other("curation:run", number)


def _source(uuid: UUID) -> Source:
    return get_object_or_404(Source.objects.select_related("organisation"), uuid=uuid)


def _run(number: int) -> Run:
    return get_object_or_404(Run.objects.select_related("source"), pk=number)


def _page(request: HttpRequest, shown: Source, form: DecisionForm) -> HttpResponse:
    context = {
        "source": shown,
        "runs": shown.runs.all()[:20],
        "others": shown.organisation.sources.exclude(pk=shown.pk),
        "history": changes.history(shown),
        "form": form,
        "provider_link": feed_link(shown),
    }
    return render(request, "curation/source.html", context, status=422 if form.errors else 200)
