"""Signing in by a one-time link, and out again."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from registry.curation import staff
from registry.providers.see_other import see_other


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the link asks; only the button uses it up, so that programs which look at links do not."""
    if request.method != "POST":
        usable = staff.is_usable(secret)
        return render(request, "curation/enter.html", {"usable": usable}, status=200 if usable else 410)
    user = staff.use(secret)
    if user is None:
        return render(request, "curation/enter.html", {"usable": False}, status=410)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return see_other("curation:queue")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return see_other("portal:search")
