"""Staff's pages of training that no feed lists: new sources by hand, what was typed in, lists of addresses."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harvesters import adding, entries
from registry.catalogue.models import Resource
from registry.curation.access import (
    Stated,
    actor,
    curates,
    person,
    seniors_only,
    staff_only,
    within_scope,
)
from registry.curation.by_hand import (
    AddressesForm,
    DocumentForm,
    EntryForm,
    NewAddressesForm,
    NewSourceForm,
    TypedForm,
)
from registry.providers.forms import free_name
from registry.providers.see_other import see_other
from registry.sources.models import Entry, Organisation, Source

_MOST_SHOWN = 500


@require_safe
@seniors_only
def new(request: HttpRequest) -> HttpResponse:
    return _new(request)


@require_POST
@seniors_only
def add_by_hand(request: HttpRequest) -> HttpResponse:
    form = NewSourceForm(request.POST, prefix="by_hand")
    if not form.is_valid():
        return _new(request, by_hand=form)
    source = _added(request, form, entries.PROTOCOL)
    return see_other("curation:entries", source.uuid)


@require_POST
@seniors_only
def add_addresses(request: HttpRequest) -> HttpResponse:
    form = NewAddressesForm(request.POST, prefix="addresses")
    if not form.is_valid():
        return _new(request, addresses=form)
    source = _added(request, form, "addresses", addresses=form.cleaned_data["addresses"])
    messages.success(request, _("Added. It is read as soon as a worker is free."))
    return see_other("curation:source", source.uuid)


@require_safe
@staff_only
def addresses(request: HttpRequest, uuid: UUID) -> HttpResponse:
    source = _source(uuid, "addresses")
    return _addresses(request, source, AddressesForm(initial=_lines(source)))


@require_POST
@seniors_only
def save_addresses(request: HttpRequest, uuid: UUID) -> HttpResponse:
    source = _source(uuid, "addresses")
    form = AddressesForm(request.POST)
    if not form.is_valid():
        return _addresses(request, source, form)
    adding.change_settings(source, source.settings | form.cleaned_data, actor=actor(request))
    messages.success(request, _("Kept. The next run reads them."))
    return see_other("curation:source", uuid)


@require_safe
@staff_only
def listed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _listed(request, _source(uuid, entries.PROTOCOL))


@require_POST
@staff_only
def type_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    source = _source(uuid, entries.PROTOCOL)
    within_scope(request, _of_source(source))
    form = TypedForm(request.POST, source=source, prefix="typed")
    return _kept(request, form, new=True) or _listed(request, source, typed=form)


@require_POST
@staff_only
def upload(request: HttpRequest, uuid: UUID) -> HttpResponse:
    source = _source(uuid, entries.PROTOCOL)
    within_scope(request, _of_source(source))
    form = DocumentForm(request.POST, request.FILES, source=source, prefix="uploaded")
    return _kept(request, form, new=True) or _listed(request, source, uploaded=form)


@require_safe
@staff_only
def entry(request: HttpRequest, number: int) -> HttpResponse:
    shown = _entry(number)
    return _shown(request, shown, _form(shown))


@require_POST
@staff_only
def save_entry(request: HttpRequest, number: int) -> HttpResponse:
    """Other values for what was typed in, or a newer document in the place of the one that was uploaded."""
    changed = _entry(number)
    within_scope(request, _about(changed))
    form = _form(changed, request)
    return _kept(request, form) or _shown(request, changed, form)


@require_POST
@staff_only
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    taken = _entry(number)
    within_scope(request, _about(taken))
    entries.take_back(taken, actor=actor(request))
    messages.success(request, _("Taken back. It is gone from the catalogue as soon as a worker is free."))
    return see_other("curation:entries", taken.source.uuid)


def _added(request: HttpRequest, form: NewSourceForm, protocol: str, **settings: Any) -> Source:
    said = _("%(organisation)s, addresses") if settings else _("%(organisation)s, by hand")
    source = adding.add(
        "",
        name=free_name(said % {"organisation": form.cleaned_data["organisation"]}),
        protocol=protocol,
        settings=settings,
        **form.terms(),
    )
    adding.approve(source, actor=actor(request))
    return source


def _kept(request: HttpRequest, form: EntryForm, *, new: bool = False) -> HttpResponse | None:
    """The way back, once it was kept; None for a form with a mistake."""
    if not form.is_valid() or form.entry is None:
        return None
    if new:  # what was theirs and changes its language was theirs to change
        within_scope(request, Stated(*form.whose))
    entries.keep(form.entry, actor=actor(request))
    messages.success(request, _("Kept. It is in the catalogue as soon as a worker is free."))
    return see_other("curation:entries", form.entry.source.uuid)


def _form(shown: Entry, request: HttpRequest | None = None) -> EntryForm:
    given = request.POST if request else None
    if shown.format != "document":
        return TypedForm.of(shown, given)
    files = request.FILES if request else None
    return DocumentForm(given, files, initial={"address": shown.address}, source=shown.source, entry=shown)


def _of_source(source: Source) -> Stated:
    return Stated(source.organisation.economy)


def _about(entry: Entry) -> Resource | Stated:
    """The resource that it became, with its corrections, or what was typed in until it is one."""
    made = Resource.objects.with_provenance().filter(
        record__source=entry.source, record__identifier=entry.identifier
    )
    typed = json.loads(bytes(entry.payload)) if entry.format == "schema_org" else {}
    return made.first() or Stated(entry.source.organisation.economy, str(typed.get("inLanguage", "")))


def _lines(source: Source) -> dict[str, str]:
    return {"addresses": "\n".join(source.settings.get("addresses", ()))}


def _source(uuid: UUID, protocol: str) -> Source:
    return get_object_or_404(Source.objects.select_related("organisation"), uuid=uuid, protocol=protocol)


def _entry(number: int) -> Entry:
    return get_object_or_404(
        Entry.objects.select_related("source__organisation"), pk=number, taken_back=False
    )


def _new(request: HttpRequest, **given: Any) -> HttpResponse:
    """`given`: the form that came back with a mistake, by its name."""
    context = {
        "by_hand": given.get("by_hand") or NewSourceForm(prefix="by_hand"),
        "addresses": given.get("addresses") or NewAddressesForm(prefix="addresses"),
        "organisations": Organisation.objects.order_by("name").values_list("name", flat=True)[:_MOST_SHOWN],
    }
    return render(request, "curation/new_source.html", context, status=422 if given else 200)


def _addresses(request: HttpRequest, source: Source, form: AddressesForm) -> HttpResponse:
    context = {"source": source, "form": form}
    return render(request, "curation/addresses.html", context, status=422 if form.errors else 200)


def _listed(request: HttpRequest, source: Source, **given: Any) -> HttpResponse:
    context = {
        "source": source,
        "may": curates(person(request), _of_source(source)),
        "entries": source.entries.filter(taken_back=False).defer("payload")[:_MOST_SHOWN],
        "typed": given.get("typed") or TypedForm(source=source, prefix="typed"),
        "uploaded": given.get("uploaded") or DocumentForm(source=source, prefix="uploaded"),
    }
    return render(request, "curation/entries.html", context, status=422 if given else 200)


def _shown(request: HttpRequest, shown: Entry, form: EntryForm) -> HttpResponse:
    context = {"entry": shown, "form": form, "may": curates(person(request), _about(shown))}
    return render(request, "curation/entry.html", context, status=422 if form.errors else 200)
