"""Changes of many resources: chosen, looked at before, followed while they are made, and taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.bulk import running
from registry.bulk.actions import ACTIONS, REASONS
from registry.bulk.models import BulkChange, BulkItem
from registry.catalogue.models import Resource
from registry.curation.access import actor, person, staff_only
from registry.curation.selection import ActionForm, ResourceFilterForm, Selection, of_filter, of_tasks
from registry.providers.see_other import see_other
from registry.providers.stories import number
from registry.roles.granting import SENIOR, has

PAGE_SIZE = 50
_SAMPLE = 20
_PROBLEMS = 100


@require_safe
@staff_only
def resources(request: HttpRequest) -> HttpResponse:
    """All resources by a filter, the newest first."""
    form = ResourceFilterForm(request.GET or {"words": ""})
    found = form.resources().with_provenance() if form.is_valid() else Resource.objects.none()
    if after := number(request.GET.get("before", "")):
        found = found.filter(pk__lt=after)
    page = list(found[: PAGE_SIZE + 1])
    query = of_filter(form).address if form.is_valid() else ""
    context = {
        "form": form,
        "resources": page[:PAGE_SIZE],
        "next": f"?{query}&before={page[PAGE_SIZE - 1].pk}" if len(page) > PAGE_SIZE else "",
        "query": query,
        "senior": has(person(request), SENIOR),
    }
    return render(request, "curation/resources.html", context, status=200 if form.is_valid() else 422)


@require_safe
@staff_only
def new(request: HttpRequest) -> HttpResponse:
    """What would be changed, before anything is."""
    return _preview(request, request.GET, ActionForm(initial={"action": request.GET.get("action", "tag")}))


@require_POST
@staff_only
def begin(request: HttpRequest) -> HttpResponse:
    selection = _selection(request, request.POST)
    form = ActionForm(request.POST)
    if selection is None or not form.is_valid():
        return _preview(request, request.POST, form, status=422)
    given = form.cleaned_data
    if request.POST.get("from") == "tasks" and given["action"] != "accept":
        raise PermissionDenied
    ids = list(selection.ids[: running.MOST + 1])
    if not ids or len(ids) > running.MOST:
        return _preview(request, request.POST, form, status=422)
    bulk = running.begin(
        given["action"],
        ids,
        user=person(request),
        actor=actor(request),
        value=given["value"],
        told=selection.told,
        reason=given["reason"],
    )
    messages.success(request, _("It is made in the background. You can go on with something else."))
    return see_other("curation:bulk", bulk.uuid)


@require_safe
@staff_only
def listed(request: HttpRequest) -> HttpResponse:
    rows = [(bulk, ACTIONS[bulk.action][0]) for bulk in BulkChange.objects.all()[:PAGE_SIZE]]
    return render(request, "curation/bulk_changes.html", {"rows": rows})


@require_safe
@staff_only
def bulk(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = _bulk(uuid)
    counts = running.counts(shown)
    back = shown.state in (BulkChange.State.TAKING_BACK, BulkChange.State.TAKEN_BACK)
    left = counts["done"] if back else counts["waiting"]
    troubled = (BulkItem.State.REFUSED, BulkItem.State.KEPT)
    items = shown.items.filter(state__in=troubled).select_related("resource").order_by("pk")[:_PROBLEMS]
    context = {
        "bulk": shown,
        "action": ACTIONS[shown.action][0],
        "counts": [(label, counts[state]) for state, label in BulkItem.State.choices if counts[state]],
        "total": counts["total"],
        "settled": counts["total"] - left,
        "at_work": shown.state in (BulkChange.State.WAITING, BulkChange.State.TAKING_BACK),
        "problems": [(item, REASONS.get(item.why, "")) for item in items],
        "may_take_back": shown.state == BulkChange.State.DONE
        and counts["done"]
        and _may_take_back(request, shown),
    }
    return render(request, "curation/bulk_change.html", context)


@require_POST
@staff_only
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Whoever made it may, and senior curators."""
    shown = _bulk(uuid)
    if not _may_take_back(request, shown):
        raise PermissionDenied
    if running.take_back(shown, actor=actor(request)):
        messages.success(
            request, _("It is taken back in the background. What somebody has changed since stays.")
        )
    else:
        messages.warning(request, _("It is not done yet, or taken back already."))
    return see_other("curation:bulk", uuid)


def _preview(request: HttpRequest, given: QueryDict, form: ActionForm, status: int = 200) -> HttpResponse:
    selection = _selection(request, given)
    count = selection.ids[: running.MOST + 1].count() if selection else 0
    ids = list(selection.ids[:_SAMPLE]) if selection else []
    sample = Resource.objects.with_provenance().filter(pk__in=ids).order_by("-pk")
    tasks = given.get("from") == "tasks"
    context: dict[str, Any] = {
        "form": form,
        "selection": selection,
        "count": count,
        "too_many": count > running.MOST,
        "most": running.MOST,
        "sample": sample,
        "hidden": [(name, given[name]) for name in given if name not in _OWN],
        "only_accept": tasks,
        "accept": ACTIONS["accept"][0],
    }
    return render(request, "curation/new_bulk.html", context, status=status)


_OWN = ("csrfmiddlewaretoken", "action", "value", "reason", "before")


def _selection(request: HttpRequest, given: QueryDict) -> Selection | None:
    """None where the filter makes no sense. Only senior curators choose beyond the worklist."""
    if given.get("from") == "tasks":
        return of_tasks(given, person(request))
    if not has(person(request), SENIOR):
        raise PermissionDenied
    form = ResourceFilterForm(given)
    return of_filter(form) if form.is_valid() else None


def _bulk(uuid: UUID) -> BulkChange:
    return get_object_or_404(BulkChange, uuid=uuid)


def _may_take_back(request: HttpRequest, shown: BulkChange) -> bool:
    return shown.user_id == person(request).pk or has(person(request), SENIOR)
