"""The staff's page of what waits before it is shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.curation import changes
from registry.curation.access import actor, curates, person, staff_only, within_scope
from registry.followup import moderation
from registry.followup.belonging import about
from registry.followup.worklist import look_again
from registry.providers.see_other import see_other


@require_safe
@staff_only
def waiting(request: HttpRequest) -> HttpResponse:
    """All of it; what others curate can be read, and not decided on."""
    me = person(request)
    things = [
        (type(thing).__name__.lower(), thing, _why(thing), curates(me, *about(thing)))
        for thing in moderation.waiting()
    ]
    decided = [
        (type(thing).__name__.lower(), thing, changes.line(row), curates(me, *about(thing)))
        for row, thing in moderation.decided_last()
    ]
    return render(request, "followup/moderation.html", {"things": things, "decided": decided})


def _why(thing: object) -> str:
    kind = type(thing).__name__
    reason = {"Helped": "text", "Trainer": "new"}.get(kind) or str(getattr(thing, "why_waiting", ""))
    return str(moderation.REASONS.get(reason, ""))


@require_POST
@staff_only
def decide(request: HttpRequest, kind: str, number: int, decision: str) -> HttpResponse:
    if kind not in moderation.KINDS or decision not in ("show", "refuse"):
        raise Http404
    if thing := moderation.find(kind, number):
        within_scope(request, *about(thing))
    if moderation.decide(kind, number, show=decision == "show", actor=actor(request)):
        messages.success(request, _("It is shown.") if decision == "show" else _("It is not shown."))
    else:
        messages.warning(request, _("Somebody has decided on it already."))
    look_again()
    return see_other("followup:moderation")
