"""What readers have reported of a resource, for the staff to settle."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.models import Resource
from registry.curation.access import actor, curates, person, staff_only, within_scope
from registry.faults.reporting import open_faults, settle
from registry.faults.worklist_kind import ReportedFault
from registry.providers.see_other import see_other
from registry.worklist.refreshing import look_again


@require_safe
@staff_only
def faults(request: HttpRequest, public_id: UUID) -> HttpResponse:
    resource = get_object_or_404(Resource.objects.with_provenance(), public_id=public_id)
    context = {
        "resource": resource,
        "faults": list(open_faults(resource)),
        "may": curates(person(request), resource),
    }
    return render(request, "curation/faults.html", context)


@require_POST
@staff_only
def settle_faults(request: HttpRequest, public_id: UUID) -> HttpResponse:
    resource = get_object_or_404(Resource, public_id=public_id)
    within_scope(request, resource)
    seen = request.POST.get("up_to", "")
    known = seen.isascii() and seen.isdecimal() and len(seen) < 19
    if known and settle(resource, int(seen), actor(request), timezone.now()):
        messages.success(request, _("Settled. Thank you."))
    else:
        messages.info(request, _("There was nothing left to settle."))
    look_again(ReportedFault.id, resources=[resource.pk])
    return see_other("curation:queue")
