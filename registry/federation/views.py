"""The two OAI-PMH addresses: resources for everybody, native records for other nodes."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registry.federation.exchange_repository import ExchangeRepository
from registry.federation.oai_provider import CONTENT_TYPE, Repository, respond
from registry.federation.public_repository import PublicRepository


@csrf_exempt  # section 3.1.1.2: harvesters may POST, and they change nothing
@require_http_methods(["GET", "HEAD", "POST"])
def public(request: HttpRequest) -> HttpResponse:
    return _answer(request, "federation:public", PublicRepository)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest) -> HttpResponse:
    return _answer(request, "federation:exchange", ExchangeRepository)


def _answer(request: HttpRequest, name: str, repository: Callable[[str], Repository]) -> HttpResponse:
    params = request.POST if request.method == "POST" else request.GET
    base_url = f"{settings.PUBLIC_ADDRESS}{reverse(name)}"
    body = respond(repository(base_url), dict(params.lists()), timezone.now())
    return HttpResponse(body, content_type=CONTENT_TYPE)
