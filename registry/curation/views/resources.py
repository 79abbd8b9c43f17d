"""Staff's page of a resource: what is shown, what may be corrected, and who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.models import Overlay, Resource
from registry.catalogue.overlay import clear_overlay, set_overlay
from registry.catalogue.ratings import judge, rate
from registry.catalogue.writing import writing
from registry.curation import changes
from registry.curation.access import actor, curates, person, staff_only, within_scope
from registry.curation.forms import DeletingForm, DepthsForm, DescriptionForm, HidingForm, RelevanceForm
from registry.framework.profile import Judgement, Profile
from registry.framework.rubric import DEPTH_CELLS, RELEVANT
from registry.providers.see_other import see_other
from registry.roles.granting import SENIOR, has
from registry.worklist.refreshing import look_again


@require_safe
@staff_only
def resource(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _page(request, found(public_id))


@require_POST
@staff_only
def describe(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keeps corrections of title, language and tags; a form with a mistake comes back as it was filled in."""
    shown = found(public_id)
    within_scope(request, shown)
    form = DescriptionForm.of(shown, request.POST)
    if not form.is_valid():
        return _page(request, shown, description=form)
    if faster := _faster(shown, form):
        return _page(
            request, shown, status=409, description=form.in_sight_of(DescriptionForm.of(shown), faster)
        )
    corrected = form.corrections(shown)
    with writing():
        for field, value in corrected.items():
            set_overlay(shown, field, value, actor=actor(request), reason=form.cleaned_data["reason"])
    rate_again(shown)
    return _kept(request, shown, len(corrected))


@require_POST
@staff_only
def judge_depths(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = found(public_id)
    within_scope(request, shown)
    form = DepthsForm.of(shown, request.POST)
    if not form.is_valid():
        return _page(request, shown, depths=form)
    if faster := _faster(shown, form):
        return _page(request, shown, status=409, depths=form.in_sight_of(DepthsForm.of(shown), faster))
    judged = form.judgements()
    with writing():
        for cell, value in judged.items():
            judge(shown, cell, value, actor=actor(request), reason=form.cleaned_data["reason"])
    return _kept(request, shown, len(judged))


@require_POST
@staff_only
def judge_relevance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whether it is about trading across borders: what is not, is not shown, whatever the machine says."""
    shown = found(public_id)
    within_scope(request, shown)
    form = RelevanceForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, relevance=form)
    given = form.cleaned_data
    judge(shown, RELEVANT, given["answer"], actor=actor(request), reason=given["reason"])
    return _kept(request, shown, 1)


@require_POST
@staff_only
def hide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = found(public_id)
    within_scope(request, shown)
    form = HidingForm(request.POST, prefix="hiding")
    if not form.is_valid():
        return _page(request, shown, hiding=form)
    set_overlay(shown, "hidden", True, actor=actor(request), reason=form.cleaned_data["reason"])
    look_again_at(shown)
    messages.success(request, _("Nobody but staff sees it now."))
    return see_other("curation:resource", public_id)


@require_POST
@staff_only
def delete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Deletes for good: it stays away when its source lists it again, until somebody brings it back here."""
    shown = found(public_id)
    within_scope(request, shown)
    form = DeletingForm(request.POST, prefix="deleting")
    if not form.is_valid():
        return _page(request, shown, deleting=form)
    set_overlay(shown, "deleted", True, actor=actor(request), reason=form.cleaned_data["reason"])
    look_again_at(shown)
    messages.success(request, _("Deleted. It stays deleted when its source lists it again."))
    return see_other("curation:resource", public_id)


@require_POST
@staff_only
def give_back(request: HttpRequest, public_id: UUID, field: str) -> HttpResponse:
    """Takes a correction away: the source's own value is shown again."""
    shown = found(public_id)
    within_scope(request, shown)
    if not Overlay.objects.filter(resource=shown, field=field).exists():
        raise Http404("Nobody has corrected this.")
    clear_overlay(shown, field, actor=actor(request))
    rate_again(shown)
    look_again_at(shown)
    messages.success(request, _("It is as the source gives it again."))
    return see_other("curation:resource", public_id)


def _faster(shown: Resource, form: DescriptionForm | DepthsForm) -> dict[str, str]:
    """What colleagues have changed since this form was shown, in words, by field."""
    faster = {}
    for field, was, now in form.changed_beneath(shown):
        row = changes.rows_of(shown).filter(field=field).order_by("-pk").first()
        who = row.actor if row else ""
        faster[field] = _(
            "%(who)s has changed it from “%(was)s” to “%(now)s” since you opened this page."
        ) % {
            "who": who,
            "was": changes.words(was),
            "now": changes.words(now),
        }
    return faster


def _kept(request: HttpRequest, shown: Resource, count: int) -> HttpResponse:
    if count:
        look_again_at(shown)
        messages.success(request, _("Kept. No harvest will undo it."))
    else:
        messages.info(request, _("Nothing was changed."))
    return see_other("curation:resource", shown.public_id)


def rate_again(shown: Resource) -> None:
    """What the machine rates may have changed, and whoever changed it looks at the page next."""
    group = [shown.pk, shown.leader_id or shown.pk]
    rate(Resource.objects.with_provenance().filter(pk__in=group, rating_due=True))


def look_again_at(shown: Resource) -> None:
    """What waited for this decision waits no longer."""
    look_again(resources=[shown.pk, shown.leader_id or shown.pk])


def found(public_id: UUID) -> Resource:
    return get_object_or_404(Resource.objects.with_provenance(), public_id=public_id)


@dataclass(frozen=True, slots=True)
class Row:
    """An aspect's field in the form of depths, with what the shown depth rests on."""

    field: BoundField
    judgement: Judgement
    curated: bool
    disputed: bool

    @property
    def sure(self) -> int:
        """In percent."""
        return round(self.judgement.confidence * 100)


def _rows(shown: Resource, form: DepthsForm) -> Sequence[Row]:
    profile, curated = Profile.from_json(shown.profile), shown.profile.get("curated", {})
    return [
        Row(form[cell], profile[cell], cell in curated, curated.get(cell, {}).get("disputed", False))
        for cell in DEPTH_CELLS
    ]


def _page(request: HttpRequest, shown: Resource, status: int = 422, **given: Any) -> HttpResponse:
    """`given`: the form that came back with a mistake, by its name."""
    depths = given.get("depths") or DepthsForm.of(shown)
    overlays = list(Overlay.objects.filter(resource=shown).order_by("field"))
    context = {
        "resource": shown,
        "description": given.get("description") or DescriptionForm.of(shown),
        "depths": depths,
        "rows": _rows(shown, depths),
        "relevance": given.get("relevance") or RelevanceForm(),
        "about": Profile.from_json(shown.profile)[RELEVANT],
        "hiding": given.get("hiding") or HidingForm(prefix="hiding"),
        "deleting": given.get("deleting") or DeletingForm(prefix="deleting"),
        "deleted": next((o for o in overlays if o.field == "deleted"), None),
        "corrections": changes.corrections([o for o in overlays if o.field != "deleted"]),
        "may": curates(person(request), shown),
        "senior": has(person(request), SENIOR),
        "history": changes.history(shown),
        "older": Resource.objects.filter(pk__lt=shown.pk, leader=None).order_by("-pk").first(),
    }
    return render(request, "curation/resource.html", context, status=status if given else 200)
