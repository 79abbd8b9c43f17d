"""The page on which a provider or a trainer answers, by a signed link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registry.followup import answering
from registry.followup import links as own_links
from registry.followup.forms import AnswerForm
from registry.followup.models import Invitation, State
from registry.people import links
from registry.providers.see_other import see_other


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Who answers is said by the link; no account is needed."""
    try:
        uuid = links.read(own_links.ANSWER, token, own_links.ANSWER_LIFE)
    except links.LinkExpired:
        return render(request, "followup/answer_expired.html", status=410)
    found = Invitation.objects.select_related(
        "question__reader", "question__resource", "source__organisation", "trainer"
    )
    invitation = found.filter(uuid=uuid, question__state=State.SHOWN).first() if uuid else None
    if invitation is None:
        return render(request, "people/no_link.html", status=404)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = answering.by_invitation(invitation, form.cleaned_data["text"], form.cleaned_data["once"])
        waits = made is not None and made.state == State.WAITING
        messages.success(
            request,
            _("Thank you. Staff look at it before it is shown.")
            if waits
            else _("Thank you. Your answer is published."),
        )
        return see_other("followup:answer", token)
    question = invitation.question
    context = {"question": question, "invitation": invitation, "form": form}
    context["answers"] = question.answers.filter(state=State.SHOWN)
    return render(request, "followup/answer.html", context, status=422 if form.errors else 200)
