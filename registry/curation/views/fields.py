"""Any field of a resource: what its sources say, what a curator says instead, and what to do when they change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue import overlay
from registry.catalogue.effective import members
from registry.catalogue.models import AlwaysTaken, Overlay, Record, Resource
from registry.curation import changes
from registry.curation.access import actor, curates, person, seniors_only, staff_only, within_scope
from registry.curation.field_names import field_name
from registry.curation.fields import CORRECTABLE, FieldForm, as_text, seen
from registry.curation.views.resources import found, look_again_at, rate_again
from registry.providers.see_other import see_other
from registry.sources.models import Source

_SHOWN = 300  # characters of a value in the list of fields


@dataclass(frozen=True, slots=True)
class Row:
    """A field in the list of all."""

    field: str
    name: str
    value: str
    source: str  # whose value it is; "" where nobody states it
    overlay: Overlay | None


@require_safe
@staff_only
def fields(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = found(public_id)
    overlays = {
        o.field: o for o in Overlay.objects.filter(resource__in=_group(shown)).order_by("resource_id")
    }
    said = _said(shown)
    rows = [_row(shown, field, overlays.get(field), said) for field in CORRECTABLE]
    return render(request, "curation/fields.html", {"resource": shown, "rows": rows})


@require_safe
@staff_only
def field(request: HttpRequest, public_id: UUID, field: str) -> HttpResponse:
    shown = found(public_id)
    return _page(request, shown, _known(field), FieldForm.of(shown, _known(field)))


@require_POST
@staff_only
def keep(request: HttpRequest, public_id: UUID, field: str) -> HttpResponse:
    """Keeps a value. Who is second to change the same sees the first's change, and chooses."""
    shown = found(public_id)
    within_scope(request, shown)
    form = FieldForm.of(shown, _known(field), request.POST)
    if not form.is_valid():
        return _page(request, shown, field, form, status=422)
    value = form.cleaned_data["value"]
    if form.cleaned_data["seen"] != seen(shown, field):
        if shown.effective.get(field) == value:
            messages.info(request, _("Somebody has just set it to the same."))
            return see_other("curation:resource", public_id)
        return _page(request, shown, field, form.renewed(), status=409, conflict=_latest(shown, field))
    if shown.effective.get(field) == value and "language_by" not in shown.effective:
        messages.info(request, _("Nothing was changed."))
        return see_other("curation:fields", public_id)
    overlay.set_overlay(shown, field, value, actor=actor(request), reason=form.cleaned_data["reason"])
    rate_again(shown)
    look_again_at(shown)
    messages.success(request, _("Kept. No harvest will undo it."))
    return see_other("curation:fields", public_id)


@require_POST
@staff_only
def keep_ours(request: HttpRequest, public_id: UUID, field: str) -> HttpResponse:
    """Turns down what the source says now under a correction."""
    shown = found(public_id)
    within_scope(request, shown)
    if overlay.keep_overlay(shown, field, actor=actor(request)) is None:
        messages.info(request, _("No source says anything new there; somebody may have decided already."))
    else:
        messages.success(
            request, _("The correction stays. You are asked again when the source changes it again.")
        )
    look_again_at(shown)
    return see_other("curation:resource", public_id)


@require_POST
@seniors_only
def take_always(request: HttpRequest, public_id: UUID, field: str) -> HttpResponse:
    """Takes what the source says now, and whatever it says of this field from now on."""
    shown = found(public_id)
    if not Overlay.objects.filter(resource=shown, field=field).exists():
        raise Http404("Nobody has corrected this.")
    overlay.take_always(shown, field, actor=actor(request))
    rate_again(shown)
    look_again_at(shown)
    messages.success(request, _("Taken. From now on what this source says of it is taken unasked."))
    return see_other("curation:resource", public_id)


@require_POST
@seniors_only
def ask_again(request: HttpRequest, uuid: UUID, field: str) -> HttpResponse:
    """Ends it: changes of this source under a correction wait for a person again."""
    source = Source.objects.filter(uuid=uuid).first()
    if source is None or not overlay.ask_again(source, field, actor=actor(request)):
        raise Http404("Nothing of this source is taken unasked there.")
    messages.success(request, _("From now on you are asked."))
    return see_other("curation:source", uuid)


def always_taken(source: Source) -> Sequence[tuple[str, str]]:
    """The fields of a source that are taken unasked, with their names."""
    taken = AlwaysTaken.objects.filter(source=source).order_by("field").values_list("field", flat=True)
    return [(field, field_name(field)) for field in taken]


def _page(
    request: HttpRequest, shown: Resource, field: str, form: FieldForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "resource": shown,
        "field": field,
        "name": field_name(field),
        "form": form,
        "now": as_text(field, shown.effective.get(field))[:2_000],
        "said": [(source, as_text(field, says.get(field))[:2_000]) for source, says in _said(shown)],
        "overlay": Overlay.objects.filter(resource=shown, field=field).first(),
        "may": curates(person(request), shown),
        **more,
    }
    return render(request, "curation/field.html", context, status=status)


def _latest(shown: Resource, field: str) -> changes.Line | None:
    """The change that was faster."""
    for line in changes.rows_of(shown).filter(field=field).order_by("-pk")[:1]:
        return changes.line(line)
    return None


def _row(
    shown: Resource, field: str, over: Overlay | None, said: Sequence[tuple[str, dict[str, Any]]]
) -> Row:
    value = shown.effective.get(field)
    source = next((name for name, says in said if field in says and says[field] == value), "")
    return Row(field, field_name(field), as_text(field, value)[:_SHOWN], "" if over else source, over)


def _said(shown: Resource) -> Sequence[tuple[str, dict[str, Any]]]:
    """What each record of the group says, the leader's first, by the name of its source."""
    rows = (
        Record.objects.filter(pk__in=_group(shown))
        .order_by("pk")
        .values_list("source__name", "description", "pk")
    )
    return [(name, said) for name, said, pk in sorted(rows, key=lambda row: row[2] != shown.pk)]


def _group(shown: Resource) -> Sequence[int]:
    return members([shown.pk])[shown.pk]


def _known(field: str) -> str:
    if field not in CORRECTABLE:
        raise Http404("There is no such field.")
    return field
