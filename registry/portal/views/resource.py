"""The page of one resource: what it is, how to take it next, how it is rated, where it comes from."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from registry.api.addresses import answer_for
from registry.catalogue.models import Record, Resource
from registry.portal.choices import reader_zone
from registry.portal.counting import count_opening
from registry.portal.detail import Detail
from registry.portal.structured_data import json_ld, script_text

_GONE = {
    Record.State.DELETED: _("Its organiser has taken it out of the catalogue."),
    Record.State.WITHDRAWN: _("Its organiser no longer lists it."),
}


@require_safe
def resource_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    answer = answer_for(public_id)
    if answer.resource:
        return _shown(request, answer.resource)
    if answer.leader:
        # 303: the thing has another address, of which this one is no copy (RFC 9110, 15.4.4).
        return HttpResponse(
            status=303, headers={"Location": reverse("portal:resource", args=[answer.leader])}
        )
    if answer.gone:
        return render(request, "portal/gone.html", {"reason": _GONE[answer.gone]}, status=410)
    return render(request, "404.html", status=404)


def _shown(request: HttpRequest, resource: Resource) -> HttpResponse:
    address, now = request.build_absolute_uri(resource.get_absolute_url()), timezone.now()
    count_opening(request, resource, now)
    context = {
        "resource": resource,
        "detail": Detail(resource, now, reader_zone(request)),
        "address": address,
        "json_ld": script_text(json_ld(resource, address)),
    }
    return render(request, "portal/resource.html", context)
