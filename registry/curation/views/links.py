"""Staff's pages of links: those that are dead or in doubt, and one with all that was found at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.validators import URLValidator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.models import Resource
from registry.catalogue.overlay import set_overlay
from registry.catalogue.writing import writing
from registry.curation.access import actor, curated, person, staff_only, within_scope
from registry.links import checking
from registry.links.models import Address
from registry.links.taking_up import forget, shown_with
from registry.providers.see_other import see_other
from registry.worklist.kinds.dead_link import DeadLink
from registry.worklist.refreshing import look_again

PAGE = 50
MOST = 100  # resources whose address is corrected at once
_STATES = ("dead", "failing", "unknown", "working", "unchecked")


class AddressForm(forms.Form):
    """The address that is right."""

    url = forms.URLField(
        label=gettext_lazy("The right address"),
        max_length=2000,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


@dataclass(frozen=True, slots=True)
class State:
    id: str
    name: str
    count: int


@require_safe
@staff_only
def links(request: HttpRequest) -> HttpResponse:
    """Of one state, the oldest address first; `after` is where the page before ended."""
    chosen = request.GET.get("state", "dead")
    if chosen not in _STATES:
        return render(request, "400.html", status=400)
    after = request.GET.get("after", "")
    listed = Address.objects.filter(state=chosen, carried_by__isnull=False).distinct().order_by("pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        listed = listed.filter(pk__gt=int(after))
    page = list(listed[: PAGE + 1])
    shown = page[:PAGE]
    resources = shown_with([address.pk for address in shown])
    context = {
        "states": _states(),
        "chosen": chosen,
        "rows": [(address, resources[address.pk]) for address in shown],
        "next": f"?state={chosen}&after={shown[-1].pk}" if len(page) > PAGE else "",
    }
    return render(request, "curation/links.html", context)


@require_safe
@staff_only
def link(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, _address(number), AddressForm())


@require_POST
@staff_only
def check_link(request: HttpRequest, number: int) -> HttpResponse:
    checking.look_again(_address(number))
    messages.success(request, _("It is looked at as soon as its host may be asked."))
    return see_other("curation:link", number)


@require_POST
@staff_only
def correct_link(request: HttpRequest, number: int) -> HttpResponse:
    """The right address for all that have this one, and that the person curates; no harvest undoes it."""
    address = _address(number)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, address, form)
    given = form.cleaned_data
    carriers = _resources(address)
    if not carriers:
        messages.info(request, _("Nothing that is shown has this address now."))
        return see_other("curation:link", number)
    within_scope(request, *carriers)
    resources = curated(person(request), carriers)
    with writing():
        for resource in resources:
            set_overlay(resource, "url", given["url"], actor=actor(request), reason=given["reason"])
        forget(resources)
    look_again(DeadLink.id, resources=[resource.pk for resource in resources])
    messages.success(request, _("Kept. No harvest will undo it."))
    if left := len(carriers) - len(resources):
        messages.info(request, _left_alone(left))
    return see_other("curation:link", number)


def _left_alone(count: int) -> str:
    return ngettext(
        "%(count)d resource with this address is curated by others, and keeps it.",
        "%(count)d resources with this address are curated by others, and keep it.",
        count,
    ) % {"count": count}


def _states() -> Sequence[State]:
    counted = Address.objects.filter(carried_by__isnull=False).values_list("state")
    counts = dict(counted.annotate(count=Count("pk", distinct=True)).order_by())
    labels = dict(Address.State.choices)
    return [State(id, str(labels[id]), counts.get(id, 0)) for id in _STATES]


def _address(number: int) -> Address:
    return get_object_or_404(Address.objects.select_related("host"), pk=min(number, 2**63 - 1))


def _resources(address: Address) -> Sequence[Resource]:
    return shown_with([address.pk])[address.pk][:MOST]


def _page(request: HttpRequest, address: Address, form: AddressForm) -> HttpResponse:
    resources = _resources(address)
    context = {
        "address": address,
        "resources": resources,
        "mine": len(curated(person(request), resources)),
        "checks": address.checks.all(),
        "form": form,
    }
    return render(request, "curation/link.html", context, status=422 if form.errors else 200)
