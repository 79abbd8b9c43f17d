"""The home page: one box, the doors of the framework, what comes next near the reader, what is new in its economy."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from registry.portal.cards import cards
from registry.portal.choices import reader_economy, reader_languages, reader_zone
from registry.portal.detail import economy_name
from registry.portal.facet_links import address, doors
from registry.portal.upcoming import upcoming
from search.index import search
from search.query import Query

_SHOWN = 5


def home_page(request: HttpRequest) -> HttpResponse:
    now, zone, economy = timezone.now(), reader_zone(request), reader_economy(request)
    languages = reader_languages(request)
    everything = replace(search(Query(page_size=1, languages=languages), now), query=Query())
    there = Query(sort="newest", filters={"economy": (economy,)} if economy else {})
    new = search(Query(sort="newest", filters=there.filters, page_size=_SHOWN, languages=languages), now)
    context = {
        "query": everything.query,  # without any state
        "found": everything,
        "doors": doors(everything),
        "upcoming": upcoming(now, zone, _SHOWN),
        "zone": zone.key.replace("_", " ") if zone else "",
        "new": cards(new.hits, now, zone),
        "economy": economy_name(economy),
        "all_upcoming": address(Query(filters={"date": ("upcoming",)})),
        "all_new": address(there),
        "everything": address(Query(sort="next")),
    }
    return render(request, "portal/home.html", context)
