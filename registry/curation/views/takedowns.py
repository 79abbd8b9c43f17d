"""Staff's pages of requests to take something down: the record of all, and the decision on one."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.writing import writing
from registry.curation import mailing
from registry.curation.access import actor, seniors_only
from registry.curation.models import Mail
from registry.providers.see_other import see_other
from registry.providers.stories import number
from registry.takedown.deciding import AlreadyDecided, decide
from registry.takedown.forms import AnswerForm
from registry.takedown.models import TakedownRequest
from registry.worklist.refreshing import look_again

PAGE_SIZE = 50
DECISIONS = {"take-down": True, "refuse": False}


@require_safe
@seniors_only
def takedowns(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    rows = TakedownRequest.objects.select_related("resource")
    if before := number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    page = list(rows[: PAGE_SIZE + 1])
    following = f"?before={page[PAGE_SIZE - 1].pk}" if len(page) > PAGE_SIZE else ""
    return render(request, "curation/takedowns.html", {"requests": page[:PAGE_SIZE], "next": following})


@require_safe
@seniors_only
def takedown(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _page(request, _asked(uuid), AnswerForm())


@require_POST
@seniors_only
def decide_takedown(request: HttpRequest, uuid: UUID, decision: str) -> HttpResponse:
    if decision not in DECISIONS:
        raise Http404("There is no such decision.")
    asked, form = _asked(uuid), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    try:
        with writing():  # the answer is sent with the decision, or neither is
            decide(
                asked,
                take_down=DECISIONS[decision],
                actor=actor(request),
                answer=form.cleaned_data["answer"],
            )
            _tell(asked)
    except AlreadyDecided:
        messages.warning(request, _("Somebody has just decided on it. This is their decision."))
        return see_other("curation:takedown", uuid)
    look_again(resources=[asked.resource_id, asked.resource.leader_id or asked.resource_id])
    messages.success(request, _("Decided."))
    return see_other("curation:takedown", uuid)


def _tell(asked: TakedownRequest) -> None:
    if not asked.email:
        return
    with translation.override(asked.language):  # whoever asked reads it, not whoever decides
        mailing.enqueue([_letter(asked)])


def _letter(asked: TakedownRequest) -> Mail:
    link = f"{settings.PUBLIC_ADDRESS}{reverse('takedown:state', args=[asked.uuid])}"
    subject = _("Your request: %(state)s") % {"state": asked.get_state_display()}
    body = _("We have decided on your request about “%(title)s”: %(state)s.\n\n%(answer)s\n\n%(link)s\n") % {
        "title": asked.resource.title[:200],
        "state": asked.get_state_display(),
        "answer": asked.answer,
        "link": link,
    }
    return Mail(to=asked.email, subject=" ".join(subject.split()), body=body)


def _asked(uuid: UUID) -> TakedownRequest:
    return get_object_or_404(TakedownRequest.objects.select_related("resource__record"), uuid=uuid)


def _page(request: HttpRequest, asked: TakedownRequest, form: AnswerForm, status: int = 200) -> HttpResponse:
    return render(request, "curation/takedown.html", {"asked": asked, "form": form}, status=status)
