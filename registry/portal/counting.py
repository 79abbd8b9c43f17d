"""What people look for on the portal, noted without saying who they are (search.noting)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from registry.catalogue.models import Resource
from registry.portal.choices import reader_languages, without_choices
from search.index import Found
from search.noting import note_opening, note_search
from search.query import Query, from_params

_PROGRAM = re.compile(r"bot|crawl|spider|preview|monitor|curl|wget|python|java/|go-http", re.IGNORECASE)


def count_search(request: HttpRequest, found: Found, now: datetime) -> None:
    """A search by a person, once: not its further pages, nor what a program asks or a browser asks beforehand."""
    query = found.query
    if query.cursor is None and _says_something(query) and not found.degraded and _is_person(request):
        shown = [hit.resource.pk for hit in found.hits]
        note_search(query, found.total, shown, now, relaxed=found.relaxed)


def count_opening(request: HttpRequest, resource: Resource, now: datetime) -> None:
    """A resource that was opened from results: the browser says from which, within this site."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or came_from.path != reverse("portal:search"):
        return
    asked = from_params(without_choices(QueryDict(came_from.query)))
    query = replace(asked, languages=reader_languages(request), cursor=None)
    if _says_something(query) and _is_person(request):
        note_opening(query, resource.pk, now)


def _says_something(query: Query) -> bool:
    return query.has_words or bool(query.filters)


def _is_person(request: HttpRequest) -> bool:
    """Who asks not to be followed is not counted either."""
    headers = request.headers
    return (
        request.method == "GET"
        and headers.get("Sec-GPC") != "1"
        and headers.get("DNT") != "1"
        and not headers.get("Sec-Purpose", "").startswith("prefetch")
        and not _PROGRAM.search(headers.get("User-Agent", ""))
    )
