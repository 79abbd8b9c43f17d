"""The page of one resource: what it is, how to take it next, how it is rated, where it comes from."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from registry.api.addresses import REMOVED, answer_for
from registry.catalogue.models import Record, Resource
from registry.links.states import link_of
from registry.portal import ical
from registry.portal.choices import reader_languages, reader_zone
from registry.portal.counting import count_opening
from registry.portal.detail import Detail
from registry.portal.session_calendar import session_calendar
from registry.portal.structured_data import json_ld, script_text
from registry.vocabulary.labels import topics
from search.related import relations

_MOST_DATES = 400  # in one file
_GONE = {
    Record.State.DELETED: _("Its organiser has taken it out of the catalogue."),
    REMOVED: _("It was taken out of the catalogue here."),
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
        "link": link_of(resource.pk),
        "topics": topics(resource.pk, get_language()),
        "address": address,
        "relations": relations(resource, now, reader_languages(request)),
        "json_ld": script_text(json_ld(resource, address)),
    }
    return render(request, "portal/resource.html", context)


@require_safe
def dates(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sessions that are to come as a file for a calendar program; of one day and time where `start` names it."""
    resource = answer_for(public_id).resource
    if resource is None:
        raise Http404
    rows = resource.occurrences.filter(starts__gte=timezone.now() - timedelta(days=1))
    wanted = request.GET.get("start")
    stated = [row.stated for row in rows[:_MOST_DATES] if wanted in (None, row.stated["start"])]
    if not stated:
        return render(request, "portal/no_such_date.html", {"resource": resource}, status=404)
    address = settings.PUBLIC_ADDRESS + resource.get_absolute_url()
    file = session_calendar(resource, stated, address, settings.NODE_NAMESPACE)
    named = {"Content-Disposition": f'attachment; filename="{public_id}.ics"'}
    return HttpResponse(file, content_type=ical.MEDIA_TYPE, headers=named)
