"""Staff's pages of sources: all of them, one with its runs, and the decisions on it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from harvesters import adding, telling
from harvesters.steering import ORDERS, NotPossible
from registry.catalogue import history
from registry.curation import changes
from registry.curation.access import actor, person, seniors_only, staff_only
from registry.curation.forms import DecisionForm, PaceForm
from registry.curation.views.fields import always_taken
from registry.providers.links import feed_link
from registry.providers.see_other import see_other
from registry.roles.granting import SENIOR, has
from registry.sources.claiming import host_of
from registry.sources.models import Host, Run, Source
from registry.worklist.refreshing import look_again

DECISIONS: dict[str, Callable[..., None]] = {
    "approve": adding.approve,
    "refuse": adding.refuse,
}


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
@seniors_only
def decide(request: HttpRequest, uuid: UUID, decision: str) -> HttpResponse:
    if decision not in DECISIONS:
        raise Http404("There is no such decision.")
    decided = _source(uuid)
    form = DecisionForm(request.POST, needed=decision == "refuse")
    if not form.is_valid():
        return _page(request, decided, form)
    DECISIONS[decision](decided, actor=actor(request), reason=form.cleaned_data["reason"])
    look_again("proposed-source")
    messages.success(request, _("Decided: %(state)s.") % {"state": decided.get_state_display()})
    return see_other("curation:source", uuid)


@require_POST
@seniors_only
def steer(request: HttpRequest, uuid: UUID, order: str) -> HttpResponse:
    """Reads it now, reads it in full, pauses, resumes, or cancels the run that goes on."""
    chosen = _source(uuid)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, chosen, form)
    try:
        ORDERS[order](chosen, actor=actor(request), reason=form.cleaned_data["reason"])
    except NotPossible as refused:
        messages.warning(request, telling.of(refused))
    else:
        messages.success(request, _DONE[order])
    return see_other("curation:source", uuid)


@require_POST
@seniors_only
def pace(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Saves when the source is harvested, and when its listing has collapsed."""
    chosen = _source(uuid)
    form = PaceForm(request.POST, instance=chosen, prefix="pace")
    if not form.is_valid():
        return _page(request, _source(uuid), DecisionForm(), form)
    rows = [
        history.changed(
            chosen, name, form.initial[name], form.cleaned_data[name], cause="pace", actor=actor(request)
        )
        for name in form.changed_data
    ]
    Source.objects.filter(pk=chosen.pk).update(**form.cleaned_data)
    history.write(*rows)
    messages.success(request, _("Saved."))
    return see_other("curation:source", uuid)


_DONE = {
    "cancel": _lazy("It ends at its next page."),
    "full": _lazy("It is read in full as soon as a worker is free."),
    "pause": _lazy("It is paused."),
    "resume": _lazy("It is read again as soon as a worker is free."),
    "run-now": _lazy("It is read as soon as a worker is free."),
}


def _source(uuid: UUID) -> Source:
    return get_object_or_404(Source.objects.select_related("organisation"), uuid=uuid)


def _page(
    request: HttpRequest, shown: Source, form: DecisionForm, pace: PaceForm | None = None
) -> HttpResponse:
    now = timezone.now()
    context = {
        "source": shown,
        "reading": shown.leased_until is not None and shown.leased_until >= now,
        "left_alone": Host.objects.filter(name=host_of(shown.url), not_before__gt=now).first(),
        "runs": shown.runs.all()[:20],
        "others": shown.organisation.sources.exclude(pk=shown.pk),
        "history": changes.history(shown),
        "may": has(person(request), SENIOR),
        "always_taken": always_taken(shown),
        "form": form,
        "pace": pace or PaceForm(instance=shown, prefix="pace"),
        "provider_link": feed_link(shown),
    }
    bad = form.errors or (pace and pace.errors)
    return render(request, "curation/source.html", context, status=422 if bad else 200)
