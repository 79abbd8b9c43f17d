"""The standard curriculum: its modules, what teaches each, and the way to a first shipment."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry.framework import curriculum as standard
from registry.planning.agenda import Filter
from registry.planning.localisation import localisation
from registry.portal.cards import cards
from registry.portal.choices import reader_languages, reader_zone
from registry.portal.filter_choices import choices
from search.index import search
from search.query import from_params

_FILTERS = ("language", "economy")
_SHOWN = 10


@require_safe
def curriculum(request: HttpRequest) -> HttpResponse:
    local = localisation()
    context = {
        "aspects": [
            (standard.aspect(id), [(m, local.get(m.id)) for m in standard.modules() if m.aspect == id])
            for id in standard.ORDER
        ],
        "path": standard.path(),
        "is_local": bool(local),
    }
    return render(request, "portal/curriculum.html", context)


@require_safe
def module(request: HttpRequest, id: str) -> HttpResponse:
    """One module with the resources that teach it, by language and economy."""
    found = standard.module(id)
    if found is None:
        raise Http404("There is no such module.")
    chosen = Filter.from_params({name: request.GET.get(name) for name in _FILTERS})
    params = {"q": [found.words], "aspect": [found.aspect]} | {
        name: [value] for name, value in chosen.values.items()
    }
    query = from_params({**params, "page_size": [str(_SHOWN)]})
    now = timezone.now()
    results = search(query, now)
    context = {
        "module": found,
        "aspect": standard.aspect(found.aspect),
        "local": localisation().get(id),
        "cards": cards(results.hits, now, reader_zone(request)),
        "total": results.total,
        "relaxed": results.relaxed,
        "all": f"{reverse('portal:search')}?{urlencode(params, doseq=True)}",
        "chosen": chosen,
        "problems": chosen.problems,
        "filters": choices(chosen, _FILTERS),
        "neighbours": _neighbours(found),
        "languages": reader_languages(request),
    }
    return render(request, "portal/module.html", context)


def _neighbours(found: standard.Module) -> tuple[standard.Module | None, standard.Module | None]:
    """The module before and the one after."""
    everything = standard.modules()
    place = everything.index(found)
    before = everything[place - 1] if place else None
    return before, everything[place + 1] if place + 1 < len(everything) else None
