"""The search page, its whole state in the address; without any state it is the home page."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry.portal.cards import cards
from registry.portal.choices import reader_languages, reader_zone, without_choices
from registry.portal.counting import count_search
from registry.portal.facet_links import address, chosen, doors, facet_links, orders
from registry.portal.suiting import Profile, reader_profile
from registry.portal.views.home import home_page
from search.index import search
from search.query import Query, from_params


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    query, now = _query(request), timezone.now()
    if not (query.as_params() or query.problems):
        return home_page(request)
    found = search(query, now)
    count_search(request, found, now)
    context = {
        "query": query,
        "found": found,
        "cards": cards(found.hits, now, reader_zone(request), _first(query)),
        "doors": doors(found),
        "facets": facet_links(found),
        "chosen": chosen(query),
        "orders": orders(query),
        "kept": _kept(query),
        "next": address(replace(query, cursor=found.next)) if found.next else "",
        "save": reverse("alerts:new") + address(query.from_start()).removeprefix(reverse("portal:search")),
        "first": address(query.from_start()) if query.cursor else "",
    }
    return render(request, "portal/search.html", context)


def _query(request: HttpRequest) -> Query:
    asked = from_params(without_choices(request.GET))
    return replace(asked, languages=reader_languages(request), profile=reader_profile(request))


def _first(query: Query) -> Profile:
    """What was put first: nothing is, where hits are in the order of their dates."""
    return query.profile if query.order == "relevance" else {}


def _kept(query: Query) -> list[tuple[str, str]]:
    """What stays when other words are searched for: everything but the words and the place."""
    params = query.from_start().as_params()
    return [(name, value) for name, values in params.items() if name != "q" for value in values]
