"""Staff's pages of ratings by two: the next one to be rated blind, disputes, and how far people and machine agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.agreement import measuring
from registry.agreement.models import Pair, Verdict
from registry.agreement.rating import NotPossible, decide, next_for, rate_second
from registry.catalogue.models import Resource
from registry.curation.access import actor, curated, person, staff_only, within_scope
from registry.framework.profile import Profile
from registry.framework.rubric import DEPTH_CELLS, UNKNOWN, Value
from registry.framework.vocabularies import ASPECTS, DEPTHS, VISITS, Concept
from registry.providers.see_other import see_other
from registry.roles.granting import SENIOR, has
from registry.worklist.refreshing import look_again

_LISTED = 50
_DISPUTED = "disputed-rating"  # the kind of task


class DepthForm(forms.Form):
    """A depth for each of some cells; nothing is chosen beforehand, so that nobody is led."""

    def __init__(self, *args: Any, cells: Iterable[str] = DEPTH_CELLS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language()
        choices = [("", _("Choose …"))]
        choices += [(depth.id, f"{depth.id} {depth.label(language)}") for depth in DEPTHS]
        choices += [(UNKNOWN, _("cannot be said"))]
        for cell in cells:
            self.fields[cell] = forms.ChoiceField(label=_cell(cell).label(language), choices=choices)

    def values(self) -> Mapping[str, Value]:
        given = self.cleaned_data.items()
        return {cell: value if value == UNKNOWN else int(value) for cell, value in given}


@require_safe
@staff_only
def second_ratings(request: HttpRequest) -> HttpResponse:
    """What waits, and how far people agree; a curator sees only their own line of curators."""
    me = actor(request)
    curators = measuring.by_curator()
    if not has(person(request), SENIOR):
        curators = [each for each in curators if each.of == me]
    disputed = Pair.objects.filter(state=Pair.State.DISPUTED).exclude(first=me).exclude(second=me)
    machine = {each.of: each for each in measuring.of_machine()}
    context = {
        "counts": measuring.counts(),
        "next": _next(request),
        "disputed": disputed.select_related("resource").order_by("pk")[:_LISTED],
        "aspects": [(_name(each.of), each, machine[each.of]) for each in measuring.by_aspect()],
        "curators": curators,
        "me": me,
    }
    return render(request, "curation/second_ratings.html", context)


@require_safe
@staff_only
def rate_blind(request: HttpRequest, number: int) -> HttpResponse:
    pair = _pair(request, number)
    if pair.state != Pair.State.WAITING or pair.first == actor(request):
        return _refused(request, _("It does not wait for a second rating of yours. Take the next one."))
    return _blind_page(request, pair, DepthForm())


@require_POST
@staff_only
def keep_blind(request: HttpRequest, number: int) -> HttpResponse:
    """On to the next one at once."""
    pair, form = _pair(request, number), DepthForm(request.POST)
    if not form.is_valid():
        return _blind_page(request, pair, form)
    try:
        pair = rate_second(pair, form.values(), rater=actor(request))
    except NotPossible as refused:
        return _refused(request, str(refused))
    look_again(_DISPUTED, resources=[pair.resource_id])
    messages.success(request, _("Kept: %(state)s.") % {"state": pair.get_state_display()})
    following = _next(request)
    return (
        see_other("curation:rate-blind", following.pk) if following else see_other("curation:second-ratings")
    )


@require_safe
@staff_only
def dispute(request: HttpRequest, number: int) -> HttpResponse:
    pair = _pair(request, number)
    if pair.state != Pair.State.DISPUTED:
        return _refused(request, _("Nothing of it is disputed now."))
    if actor(request) in (pair.first, pair.second):
        return _refused(request, _("You have rated it already: a third person decides."))
    return _dispute_page(request, pair, DepthForm(cells=_disputed(pair)))


@require_POST
@staff_only
def decide_dispute(request: HttpRequest, number: int) -> HttpResponse:
    pair = _pair(request, number)
    form = DepthForm(request.POST, cells=_disputed(pair))
    if not form.is_valid():
        return _dispute_page(request, pair, form)
    try:
        decide(pair, form.values(), rater=actor(request))
    except NotPossible as refused:
        return _refused(request, str(refused))
    look_again(_DISPUTED, resources=[pair.resource_id])
    messages.success(request, _("Decided. Your word is what is shown from now on."))
    return see_other("curation:second-ratings")


def _next(request: HttpRequest) -> Pair | None:
    """The first that the person curates, of however many."""
    after = 0
    while waiting := next_for(actor(request), after):
        mine = {resource.pk for resource in curated(person(request), [pair.resource for pair in waiting])}
        if found := next((pair for pair in waiting if pair.resource_id in mine), None):
            return found
        after = waiting[-1].pk
    return None


def _pair(request: HttpRequest, number: int) -> Pair:
    """Of a resource that the person curates."""
    resources = Resource.objects.with_provenance()
    pair = get_object_or_404(Pair, pk=min(number, 2**63 - 1))
    pair.resource = resources.get(pk=pair.resource_id)
    within_scope(request, pair.resource)
    return pair


def _disputed(pair: Pair) -> list[str]:
    return [verdict.cell for verdict in _verdicts(pair)]


def _verdicts(pair: Pair) -> list[Verdict]:
    """Those in which the two differ, in the framework's order."""
    found = {verdict.cell: verdict for verdict in pair.verdicts.all()}
    return [found[cell] for cell in DEPTH_CELLS if cell in found and found[cell].is_disputed]


def _blind_page(request: HttpRequest, pair: Pair, form: DepthForm) -> HttpResponse:
    """Nothing here tells what anybody, or the machine, thinks of it."""
    context = {"pair": pair, "resource": pair.resource, "form": form, "action": "curation:keep-blind"}
    return render(request, "curation/rate_blind.html", context, status=422 if form.errors else 200)


def _dispute_page(request: HttpRequest, pair: Pair, form: DepthForm) -> HttpResponse:
    """What each of the two said, in no order that tells who was first, and the words that the machine found."""
    profile = Profile.from_json(pair.resource.profile)
    rows = [
        (
            _name(each.cell),
            sorted(said for said in (each.first, each.second) if said is not None),
            each.machine,
            profile[each.cell].evidence[:3],
        )
        for each in _verdicts(pair)
    ]
    context = {
        "pair": pair,
        "resource": pair.resource,
        "rows": rows,
        "form": form,
        "action": "curation:decide-dispute",
    }
    return render(request, "curation/rate_blind.html", context, status=422 if form.errors else 200)


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "curation/second_rating_refused.html", {"reason": reason}, status=409)


def _cell(id: str) -> Concept:
    return ASPECTS.get(id) or VISITS


def _name(id: str) -> str:
    return _cell(id).label(get_language()) if id else _("All together")
