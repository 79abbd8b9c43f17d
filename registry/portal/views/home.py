"""The home page: one box, the doors of the framework, what comes next near the reader, what is new in its economy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from registry.portal.cards import cards
from registry.portal.choices import reader_economy, reader_languages, reader_zone
from registry.portal.detail import economy_name
from registry.portal.facet_links import address, doors
from registry.portal.own_languages import foreignness
from registry.portal.upcoming import upcoming
from search.index import FoundHit, search
from search.query import PAGE_SIZE, Query

_SHOWN = 5
_LOOKED_AT = 20  # of the newest, of which those in the reader's languages come first


def home_page(request: HttpRequest) -> HttpResponse:
    now, zone, economy = timezone.now(), reader_zone(request), reader_economy(request)
    languages = reader_languages(request)
    newest = Query(sort="newest", page_size=_LOOKED_AT, languages=languages)
    everything = search(newest, now)
    there = newest.with_value("economy", economy) if economy else newest

    def own_first(hits: Sequence[FoundHit]) -> list[FoundHit]:
        return sorted(hits, key=lambda hit: foreignness(hit.resource.effective.get("language"), languages))

    new = own_first(search(there, now).hits if economy else everything.hits)[:_SHOWN]
    known = {hit.resource.pk for hit in new}
    others = [hit for hit in everything.hits if hit.resource.pk not in known]
    elsewhere = own_first(others)[: _SHOWN - len(new)]
    shown = cards([*new, *elsewhere], now, zone)
    context = {
        "query": Query(),
        "found": everything,
        "doors": doors(replace(everything, query=Query())),
        "upcoming": upcoming(now, zone, _SHOWN, languages),
        "zone": zone.key.replace("_", " ") if zone else "",
        "new": shown[: len(new)],
        "elsewhere": shown[len(new) :],
        "economy": economy_name(economy),
        "all_upcoming": address(Query(filters={"date": ("upcoming",)})),
        "all_new": address(replace(there, page_size=PAGE_SIZE)),
        "everything": address(Query(sort="next")),
    }
    return render(request, "portal/home.html", context)
