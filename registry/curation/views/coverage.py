"""From a hole in the coverage to what people searched for there without success: for staff, as words are people's."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from registry.coverage.table import BY, EXPECTED
from registry.curation.access import staff_only
from registry.framework import economies
from registry.framework.rubric import DEPTH_CELLS, UNKNOWN
from registry.framework.vocabularies import ASPECTS, VISITS
from search.facets import FACETS
from search.sought import LEAST_TIMES, Words, unanswered

DAYS = 180  # that are looked back


@require_safe
@staff_only
def sought(request: HttpRequest, by: str, code: str, aspect: str) -> HttpResponse:
    """The words that found nothing, or not with all of them, from readers of that economy or language."""
    if by not in BY or aspect not in DEPTH_CELLS or not _exists(by, code):
        raise Http404("Coverage knows no such place.")
    since = timezone.now().date() - timedelta(days=DAYS)
    economy, language = (code, "") if by == "economy" else ("", code)
    found = unanswered(since, aspect=aspect, economy=economy, language=language)
    context = {
        "by": by,
        "code": code,
        "aspect": ASPECTS.get(aspect) or VISITS,
        "place": economies.label(code, get_language()) if by == "economy" and code != UNKNOWN else "",
        "words": [(words, _search(words)) for words in found],
        "days": DAYS,
        "least": LEAST_TIMES,
    }
    return render(request, "curation/sought.html", context)


def _exists(by: str, code: str) -> bool:
    return code in EXPECTED[by] or FACETS[by].value(code) == code


def _search(words: Words) -> str:
    return f"{reverse('portal:search')}?{urlencode({'q': words.text})}"
