"""Staff's page of a resource: what is shown, what may be corrected, and who changed what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.history import subject_of
from registry.catalogue.models import Change, Overlay, Resource
from registry.catalogue.overlay import clear_overlay, set_overlay
from registry.catalogue.ratings import judge, rate_due
from registry.curation.access import actor, staff_only
from registry.curation.forms import CORRECTIONS, current
from registry.framework.vocabularies import ASPECTS, VISITS


@require_safe
@staff_only
def resource(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = _resource(public_id)
    return render(request, "curation/resource.html", _context(shown, current(shown)))


@require_POST
@staff_only
def correct(request: HttpRequest, public_id: UUID, what: str) -> HttpResponse:
    """Keeps one correction; a form with a mistake comes back as it was filled in."""
    shown = _resource(public_id)
    forms = current(shown)
    forms[what] = CORRECTIONS[what](request.POST, prefix=what)
    if not forms[what].is_valid():
        return render(request, "curation/resource.html", _context(shown, forms), status=422)
    _keep(shown, what, forms[what].cleaned_data, actor(request))
    messages.success(request, _("Kept. No harvest will undo it."))
    return redirect("curation:resource", public_id)


@require_POST
@staff_only
def give_back(request: HttpRequest, public_id: UUID, field: str) -> HttpResponse:
    """Takes a correction away: the source's own value is shown again."""
    clear_overlay(_resource(public_id), field, actor=actor(request))
    rate_due()
    messages.success(request, _("The source's own value is shown again."))
    return redirect("curation:resource", public_id)


def _keep(shown: Resource, what: str, given: dict[str, Any], who: str) -> None:
    if what == "depth":
        judge(shown, given["cell"], given["depth"], actor=who, reason=given["reason"])
        return
    set_overlay(shown, what, given[what], actor=who, reason=given.get("reason", ""))
    rate_due()


def _resource(public_id: UUID) -> Resource:
    return get_object_or_404(Resource.objects.with_provenance(), public_id=public_id)


def _context(shown: Resource, forms: dict[str, Any]) -> dict[str, Any]:
    cells = shown.profile.get("cells", {})
    return {
        "resource": shown,
        "forms": forms,
        "depths": [(a, cells.get(a.id, {})) for a in (*ASPECTS, VISITS)],
        "overlays": Overlay.objects.filter(resource=shown).order_by("field"),
        "history": Change.objects.filter(subject=subject_of(shown)).order_by("-pk")[:100],
    }
