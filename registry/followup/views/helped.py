"""The pages that ask whether a resource helped."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registry.catalogue.models import Resource
from registry.followup import links as own_links
from registry.followup import voice
from registry.followup.forms import HelpedForm
from registry.followup.models import Asked
from registry.limits import attempts
from registry.people import links
from registry.people.models import Reader
from registry.providers.see_other import see_other
from registry.visitor import visitor

SAID_A_DAY = 3  # from one network address, of one resource: a family or an office, and no campaign


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def helped(request: HttpRequest, public_id: UUID) -> HttpResponse:
    resource = get_object_or_404(Resource.objects.visible(), public_id=public_id)
    return _page(request, resource, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Of who was asked by a letter."""
    try:
        uuid = links.read(own_links.HELPED, token, own_links.HELPED_LIFE)
    except links.LinkExpired:
        uuid = None
    asked = Asked.objects.select_related("reader", "resource").filter(uuid=uuid).first() if uuid else None
    if asked is None:
        return render(request, "people/no_link.html", status=404)
    shown = Resource.objects.visible().filter(pk=asked.resource.leader_id or asked.resource_id)
    return _page(request, get_object_or_404(shown), asked.reader)


def _page(request: HttpRequest, resource: Resource, reader: Reader | None) -> HttpResponse:
    form = HelpedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who = f"{visitor(request)}:{resource.pk}"
        if reader or attempts.may("helped", who, SAID_A_DAY, timedelta(days=1)):
            stated = form.cleaned_data
            voice.say(resource, stated["said"], stated["text"].strip(), stated["once"], reader)
            messages.success(request, _("Thank you: that helps others to choose."))
            return see_other(resource.get_absolute_url())
        form.add_error(None, _("There are answers from your connection already. Thank you for those!"))
    context = {"form": form, "resource": resource}
    return render(request, "followup/helped.html", context, status=422 if form.errors else 200)
