"""The policy shelf: laws, rules and policies by economy and aspect, since when, by whom, and what replaced them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry.catalogue.models import Resource
from registry.planning import shelf
from registry.planning.agenda import Filter
from registry.portal.detail import Detail
from registry.portal.filter_choices import choices
from registry.portal.language_names import named

_PAGE = 20
_MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class Document:
    """`authority` and `original`: "" where nobody states them. `replaced_by`: as stated, with the
    resource where it is here."""

    resource: Resource
    detail: Detail
    replaced_by: str
    replacement: Resource | None

    @property
    def authority(self) -> str:
        return str(self.detail.known.get("authority") or "")

    @property
    def original(self) -> str:
        tag = self.detail.known.get("original_language")
        return named(tag) if tag else ""


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    chosen = Filter.from_params({name: request.GET.get(name) for name in shelf.FILTERS})
    page = _page(request)
    found = shelf.shelf(chosen, page, _PAGE)
    context = {
        "documents": _documents(found.documents, timezone.now()),
        "total": found.total,
        "chosen": chosen,
        "problems": chosen.problems,
        "filters": choices(chosen, shelf.FILTERS),
        "next": _address(chosen, page + 1) if page * _PAGE < found.total and page < _MOST_PAGES else "",
        "first": _address(chosen, 1) if page > 1 else "",
    }
    return render(request, "portal/policies.html", context)


def _documents(resources: Any, now: datetime) -> list[Document]:
    here = shelf.replacements(resources)
    return [_document(resource, here, now) for resource in resources]


def _document(resource: Resource, here: Any, now: datetime) -> Document:
    stated = str(resource.effective.get("replaced_by") or "")
    return Document(resource, Detail(resource, now), stated, here.get(stated))


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(max(1, int(text)), _MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _address(chosen: Filter, page: int) -> str:
    params = urlencode({**chosen.values, **({"page": page} if page > 1 else {})})
    return reverse("portal:policies") + (f"?{params}" if params else "")
