"""Pages that ask nothing of the catalogue: what the registry is, how staff sign in, what robots may read."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from registry.framework.vocabularies import ASPECTS, CRITERIA, CRITERION_GROUPS, DEPTHS, TIERS, VISITS
from registry.portal.choices import LANGUAGE


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    framework = {
        "aspects": ASPECTS,
        "visits": VISITS,
        "depths": DEPTHS,
        "groups": [(group, [c for c in CRITERIA if c.group == group.id]) for group in CRITERION_GROUPS],
        "tiers": TIERS,
    }
    return render(request, "portal/about.html", framework)


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/sign_in.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Resources may be read by everyone; the endless combinations of filters need not be."""
    search = reverse("portal:search")
    lines = [
        "User-agent: *",
        f"Disallow: {search}?",
        f"Disallow: /*?{LANGUAGE}=",
        "Disallow: /staff/",
        "Disallow: /plan/",
        "Disallow: /api/",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the browser shows in place of a page that it can neither fetch nor has kept."""
    return render(request, "portal/offline.html")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, since a worker may only serve pages below its own address."""
    script = Path(finders.find("portal/service-worker.js") or "")
    headers = {"Cache-Control": "no-cache"}  # a new version counts at the next page
    return HttpResponse(
        script.read_text("utf-8"), content_type="text/javascript; charset=utf-8", headers=headers
    )
