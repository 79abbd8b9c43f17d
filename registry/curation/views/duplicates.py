"""What may be the same thing: proposals, two resources side by side, and the members of a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.joining import (
    CannotJoin,
    choose_leader,
    join,
    keep_apart,
    leave_leader_to_order,
    split,
    take_back,
    turned,
)
from registry.catalogue.models import Decision, Resource
from registry.catalogue.origins import origins
from registry.curation import changes, signs
from registry.curation.access import actor, curated, curates, person, staff_only, within_scope
from registry.curation.field_names import field_name
from registry.duplicates import groups
from registry.duplicates.comparing import compared
from registry.duplicates.models import Pair
from registry.duplicates.proposals import Proposal, following, page_of
from registry.providers.see_other import see_other
from registry.worklist.refreshing import look_again

_DECISIONS_SHOWN = 30


@require_safe
@staff_only
def duplicates(request: HttpRequest) -> HttpResponse:
    """The open proposals, the likeliest first, and what was decided last."""
    shown, next = page_of(request.GET.get("after", ""))
    decided = Decision.objects.select_related("first", "second").order_by("-created", "pk")
    context = {
        "proposals": [(each, signs.words(each.pair.signs)) for each in shown],
        "next": f"?after={next}" if next else "",
        "decided": decided[:_DECISIONS_SHOWN],
    }
    return render(request, "curation/duplicates.html", context)


@require_safe
@staff_only
def duplicate(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    return _side_by_side(request, *_both(first, second))


@require_POST
@staff_only
def decide_duplicate(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Joins two or keeps them apart, unless somebody has decided since the page was read: then it is shown again."""
    one, other = _both(first, second)
    within_scope(request, one, other)
    if request.POST.get("seen", "") != _state(one, other):
        messages.warning(
            request, _("Somebody has decided on these two in the meantime. Look again, then decide.")
        )
        return _side_by_side(request, one, other, status=409)
    after = following(one, other)
    try:
        _decide(request, one, other)
    except CannotJoin as refused:
        messages.error(request, str(refused))
        return _side_by_side(request, one, other, status=409, against=refused.against)
    look_again("near-duplicate", resources=[one.pk, other.pk])
    return _onwards(after)


def _decide(request: HttpRequest, one: Resource, other: Resource) -> None:
    decision = request.POST.get("decision", "")
    if decision == "join":
        join(one, other, actor=actor(request), overrule=request.POST.get("overrule") == "1")
        messages.success(request, _("They are shown as one now."))
    elif decision == "apart":
        keep_apart(one, other, actor=actor(request))
        messages.success(request, _("They stay two, and are not proposed again."))
    elif decision in Decision.Relation:
        keep_apart(one, other, actor=actor(request), relation=decision)
        messages.success(request, _("They stay two, and the page of each names the other."))
    else:
        raise CannotJoin(_("Choose whether they are the same thing."))


def _onwards(after: Proposal | None) -> HttpResponse:
    """To the next proposal, so that whoever goes through them need not come back to the list."""
    if after is None:
        return see_other("curation:duplicates")
    return see_other("curation:duplicate", after.first.public_id, after.second.public_id)


@require_safe
@staff_only
def group(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The members of a group, and which record each shown value comes from."""
    resource = _resource(public_id)
    if resource.leader_id:
        return see_other("curation:group", Resource.objects.get(pk=resource.leader_id).public_id)
    return _group(request, resource)


@require_POST
@staff_only
def split_off(request: HttpRequest, public_id: UUID) -> HttpResponse:
    def act(resource: Resource) -> None:
        if len(groups.group(_leader(resource))) < 2:
            raise CannotJoin(_("It stands alone already."))
        split(resource, actor=actor(request))

    return _changed(request, public_id, act, _("It stands alone now, with all that was made on it."))


@require_POST
@staff_only
def lead(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _changed(
        request,
        public_id,
        lambda r: choose_leader(r, actor=actor(request)),
        _("Its page is shown for the group now."),
    )


@require_POST
@staff_only
def lead_by_order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _changed(
        request,
        public_id,
        lambda r: leave_leader_to_order(r, actor=actor(request)),
        _("Which page is shown follows the order again."),
    )


@require_POST
@staff_only
def take_back_decision(request: HttpRequest, number: int) -> HttpResponse:
    """Undoes what one act of a person has decided."""
    decision = get_object_or_404(
        Decision.objects.select_related("first__record", "second__record"), pk=number
    )
    within_scope(request, *(_resource(each.public_id) for each in (decision.first, decision.second)))
    first, second = decision.first.public_id, decision.second.public_id
    take_back(decision, actor=actor(request))
    look_again("near-duplicate", resources=[decision.first_id, decision.second_id])
    messages.success(request, _("It is undecided again."))
    return see_other("curation:duplicate", first, second)


def _changed(
    request: HttpRequest, public_id: UUID, act: Callable[[Resource], None], told: str
) -> HttpResponse:
    """Does something to a member of a group; what cannot be is said on the group's page."""
    resource = _resource(public_id)
    within_scope(request, resource)
    try:
        act(resource)
    except CannotJoin as refused:
        messages.error(request, str(refused))
        return _group(request, _leader(resource), status=409)
    look_again("near-duplicate", resources=[resource.pk])
    messages.success(request, told)
    return see_other("curation:group", public_id)


def _resource(public_id: UUID) -> Resource:
    return get_object_or_404(Resource.objects.with_provenance(), public_id=public_id)


def _leader(resource: Resource) -> Resource:
    """As it is now, whatever was done since it was read."""
    resource = Resource.objects.with_provenance().get(pk=resource.pk)
    return Resource.objects.with_provenance().get(pk=resource.leader_id) if resource.leader_id else resource


def _both(first: UUID, second: UUID) -> tuple[Resource, Resource]:
    if first == second:
        raise Http404("A resource is no duplicate of itself.")
    return _resource(first), _resource(second)


def _state(one: Resource, other: Resource) -> str:
    """What has been decided on two groups, as a page keeps it to know whether somebody has decided since."""
    ids = [member.resource.pk for each in (one, other) for member in groups.group(_leader(each))]
    said = Decision.objects.filter(first__in=ids, second__in=ids).order_by("pk").values_list("pk", "created")
    return "-".join(
        [*(f"{pk}.{created.timestamp():.0f}" for pk, created in said), *map(str, sorted(set(ids)))]
    )


def _side_by_side(
    request: HttpRequest,
    one: Resource,
    other: Resource,
    *,
    status: int = 200,
    against: Sequence[Decision] = (),
) -> HttpResponse:
    pair = Pair.objects.filter(first_id=min(one.pk, other.pk), second_id=max(one.pk, other.pk)).first()
    sides = [_leader(one), _leader(other)]
    after = following(*sides)
    context: dict[str, Any] = {
        "sides": [(side, groups.group(side)) for side in sides],
        "one": sides[0] == sides[1],
        "rows": [(field_name(row.field), row) for row in compared(one.effective, other.effective)],
        "first": one,
        "second": other,
        "pair": pair,
        "why": signs.words(pair.signs) if pair else [],
        "related": signs.related(pair.kind) if pair else "",
        "may": curates(person(request), one, other),
        "seen": _state(one, other),
        "against": against,
        "decisions": [(each, _relation(each, one)) for each in groups.decisions([one, other])],
        "relations": Decision.Relation.choices,
        "after": after,
    }
    return render(request, "curation/duplicate.html", context, status=status)


def _relation(decision: Decision, one: Resource) -> str:
    """What the two were said to be to each other, `one` being the first of the page; "": nothing."""
    word = decision.relation if decision.first_id == one.pk else str(turned(decision.relation))
    return str(Decision.Relation(word).label) if word else ""


def _group(request: HttpRequest, leader: Resource, *, status: int = 200) -> HttpResponse:
    members = groups.group(leader)
    context = {
        "resource": leader,
        "members": members,
        "mine": {each.pk for each in curated(person(request), [member.resource for member in members])},
        "origins": [
            (field_name(origin.field), changes.words(origin.value), origin, _others(origin.others))
            for origin in origins(leader)
        ],
        "decisions": groups.decisions_on(leader),
    }
    return render(request, "curation/group.html", context, status=status)


def _others(said: Sequence[Any]) -> list[tuple[str, str]]:
    return [(each.member.record.source.name, changes.words(each.value)) for each in said]
