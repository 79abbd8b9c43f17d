"""Staff's page of a search: what gave each hit its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from registry.curation.access import staff_only
from search.accepted_languages import accepted
from search.engines import EngineUnavailable, engine
from search.explaining import Explanation, explained
from search.index import Found, FoundHit, search
from search.query import Query, from_params

SIGNALS = {
    "words": _("words"),
    "phrase": _("phrase"),
    "beside": _("how and for whom"),
    "all words": _("all words"),
    "own words": _("in the words typed"),
    "title phrase": _("title says just this"),
    "depth": _("depth in the aspect"),
    "teaches trade": _("teaches trade"),
    "to come": _("still to come"),
    "not over": _("not over"),
    "freshness": _("freshness"),
    "quality tier": _("tier"),
    "working link": _("working link"),
    "profile": _("fits the profile"),
}
"""What the signals of search.scoring are called here."""


@dataclass(frozen=True, slots=True)
class Line:
    """`parts`: what each signal adds, in the order of the columns; None for nothing."""

    hit: FoundHit
    parts: list[float | None]


@require_safe
@staff_only
def explain(request: HttpRequest) -> HttpResponse:
    """Takes the parameters of the search page; nothing is explained where words do not order the hits."""
    query = replace(from_params(request.GET), languages=accepted(request))
    now = timezone.now()
    found = search(query, now)
    explanation = _explanation(query, found)
    lines = [
        Line(hit, [explanation.by_id.get(hit.resource.pk, {}).get(name) for name in explanation.signals])
        for hit in found.hits
    ]
    context = {
        "query": query,
        "found": found,
        "signals": [SIGNALS[name] for name in explanation.signals],
        "lines": lines,
    }
    return render(request, "curation/explain.html", context)


def _explanation(query: Query, found: Found) -> Explanation:
    nothing = Explanation([], {})
    if query.order != "relevance" or found.degraded or found.named:
        return nothing
    try:
        return explained(query, [hit.resource.pk for hit in found.hits], timezone.now(), engine())
    except EngineUnavailable:
        return nothing
