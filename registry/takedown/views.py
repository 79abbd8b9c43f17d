"""The public pages of requests to take something down: asking, and following what became of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from registry.catalogue.models import Resource
from registry.limits import attempts
from registry.providers.see_other import see_other
from registry.takedown.deciding import ask
from registry.takedown.forms import TakedownForm
from registry.takedown.models import TakedownRequest
from registry.visitor import visitor

REQUESTS_AN_HOUR = 10  # of one visitor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_takedown(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """For anybody, about anything that is shown."""
    resource = get_object_or_404(Resource.objects.visible(), public_id=public_id)
    form = TakedownForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = 422
        elif known := _sent_before(form):
            return see_other("takedown:state", known.uuid)
        elif not attempts.may("takedowns", visitor(request), REQUESTS_AN_HOUR, attempts.HOUR):
            return render(
                request, "takedown/ask.html", {"resource": resource, "form": form, "later": True}, status=429
            )
        else:
            asked = ask(resource, **form.cleaned_data, language=get_language() or "en")
            return see_other("takedown:state", asked.uuid)
    return render(request, "takedown/ask.html", {"resource": resource, "form": form}, status=status)


def _sent_before(form: TakedownForm) -> TakedownRequest | None:
    once = form.cleaned_data["once"]
    return TakedownRequest.objects.filter(once=once).first() if once else None


@never_cache
@require_safe
def state(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """For whoever has the link: whoever asked."""
    asked = get_object_or_404(TakedownRequest.objects.select_related("resource"), uuid=uuid)
    return render(request, "takedown/state.html", {"asked": asked})
