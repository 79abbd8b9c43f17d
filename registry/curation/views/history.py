"""The whole history of a resource, and taking decisions back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.models import Change
from registry.curation import changes
from registry.curation.access import actor, curates, for_everything, person, staff_only, within_scope
from registry.curation.views.resources import found, look_again_at, rate_again
from registry.providers.see_other import see_other
from registry.providers.stories import number
from registry.reverting.kind import Kind
from registry.reverting.reverting import NotRevertible, Overtaken, decision, revert
from registry.roles.granting import has
from registry.worklist.refreshing import look_again

PAGE_SIZE = 30
_TASKS = ("proposed-source", "unmapped-term")  # what decisions on sources and terms may open again


@require_safe
@staff_only
def history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = found(public_id)
    before = number(request.GET.get("before", "")) or None
    lines = changes.history(shown, before, PAGE_SIZE + 1)
    following = f"?before={lines[PAGE_SIZE - 1].id}" if len(lines) > PAGE_SIZE else ""
    context = {
        "resource": shown,
        "history": lines[:PAGE_SIZE],
        "may": curates(person(request), shown),
        "next": following,
        "first": before and "?",
    }
    return render(request, "curation/history.html", context)


@require_POST
@staff_only
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Reverts one decision; where others have followed on the same, they are shown first."""
    change = get_object_or_404(Change, pk=number)
    try:
        kind = decision(change)
        shown = kind.resource(change)
        _check_may(request, kind, change)
        link = kind.link(change)
        revert(change, actor=actor(request), anyway=request.POST.get("anyway") == "1")
    except Overtaken as overtaken:
        later = [changes.line(row) for row in overtaken.later]
        context = {"resource": shown, "link": link, "line": changes.line(change), "later": later}
        return render(request, "curation/overtaken.html", context, status=409)
    except NotRevertible as refused:
        return render(request, "curation/not_revertible.html", {"why": str(refused)}, status=409)
    if shown is not None:
        rate_again(shown)
        look_again_at(shown)
    else:
        look_again(*_TASKS)
    messages.success(request, _("Taken back. It is in the history, and can be taken back in turn."))
    return see_other(link)


def _check_may(request: HttpRequest, kind: Kind, change: Change) -> None:
    if not has(person(request), kind.least):
        raise PermissionDenied
    if whose := kind.whose(change):
        within_scope(request, *whose)
    elif kind.concerns_all:
        for_everything(request)
