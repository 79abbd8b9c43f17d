"""The search page: home and results in one, its whole state in the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/search.html")
