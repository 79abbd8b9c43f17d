"""Providers' pages: propose a feed without an account, and follow it by a signed link."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from harvesters import telling
from harvesters.adding import SourceExists
from registry.catalogue.models import Record
from registry.limits import attempts
from registry.providers.forms import ProposalForm
from registry.providers.links import feed_link, source_of
from registry.providers.see_other import see_other
from registry.providers.stories import story
from registry.sources.models import Source
from registry.visitor import visitor

PROPOSALS_AN_HOUR = 20  # of one visitor


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = ProposalForm(
        given, may_look=lambda: attempts.may("proposals", visitor(request), PROPOSALS_AN_HOUR, attempts.HOUR)
    )
    if form.is_valid():
        try:
            return _proposed(request, form.save())
        except SourceExists as known:
            form.add_error("url", telling.of(known))
    return render(request, "providers/propose.html", {"form": form}, status=422 if form.errors else 200)


def _proposed(request: HttpRequest, source: Source) -> HttpResponse:
    messages.success(request, _("Thank you. We look at it soon; keep the address of this page to follow it."))
    return see_other(feed_link(source))


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    source = _source(token)
    context = {
        "source": source,
        "token": token,
        "runs": source.runs.all()[:20],
        "shown": Record.objects.filter(source=source, state=Record.State.LIVE).count(),
    }
    return render(request, "providers/feed.html", context)


@never_cache
@require_safe
def run(request: HttpRequest, token: str, number: int) -> HttpResponse:
    source = _source(token)
    shown = get_object_or_404(source.runs, pk=number)
    context = {"source": source, "token": token, "run": shown, "payloads": True}
    context |= story(shown, request.GET.get("after", ""))
    return render(request, "providers/run.html", context)


def _source(token: str) -> Source:
    source = source_of(token)
    if source is None:
        raise Http404("This link does not lead to a feed.")
    return source
