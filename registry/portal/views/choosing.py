"""The page on which a reader chooses language, economy, time zone and text only; kept in cookies of the browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from registry.portal.choices import reader_economy, reader_zone, remember, suited, text_only
from registry.portal.forms import ChoicesForm


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    form = ChoicesForm(request.POST or None, initial=_now(request))
    back = _back(request)
    if request.method == "POST" and form.is_valid():
        response = redirect(back)
        remember(response, **form.chosen)
        return response
    context = {"form": form, "back": back}
    return render(request, "portal/settings.html", context, status=422 if form.errors else 200)


def _now(request: HttpRequest) -> dict[str, object]:
    zone = reader_zone(request)
    return {
        "ui": get_language(),
        "economy": reader_economy(request),
        "zone": zone.key if zone else "",
        "text": text_only(request),
        "suited": suited(request),
    }


def _back(request: HttpRequest) -> str:
    """The page that the reader came from, if it is one of ours."""
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else reverse("portal:search")
