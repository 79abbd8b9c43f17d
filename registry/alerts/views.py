"""Pages of saved searches: save, confirm, change, stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry.alerts import links as own_links
from registry.alerts import saving, webhooks
from registry.alerts.forms import ManageForm, SavedSearchForm, WebhookForm
from registry.alerts.models import SavedSearch
from registry.alerts.running import PERIODS, query_of
from registry.alerts.wording import address, kept_params, words
from registry.people import links, readers
from registry.providers.see_other import see_other
from search.accepted_languages import accepted
from search.query import Query, from_params


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Saves the search of this address for its reader."""
    return _new(request, SavedSearchForm, "alerts/new.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request: HttpRequest) -> HttpResponse:
    return _new(request, WebhookForm, "alerts/new_webhook.html")


def _new(request: HttpRequest, kind: type[SavedSearchForm], template: str) -> HttpResponse:
    query, reader = _query(request), readers.signed_in(request)
    form = kind(request.POST or None, signed_in=reader is not None)
    if request.method == "POST" and form.is_valid():
        try:
            saving.check_visitor(request)
            return _saved(request, query, form.cleaned_data, own=reader is not None)
        except saving.TooMany as told:
            form.add_error(None, str(told))
    context = {
        "form": form,
        "words": words(query),
        "params": kept_params(query),
        "search": address(kept_params(query)),
    }
    context["query_string"] = address(kept_params(query)).partition("?")[2]
    return render(request, template, context, status=422 if form.errors else 200)


def _query(request: HttpRequest) -> Query:
    return replace(from_params(request.GET), languages=accepted(request))


def _saved(request: HttpRequest, query: Query, stated: dict[str, Any], *, own: bool) -> HttpResponse:
    reader = readers.signed_in(request) or readers.reader_of(stated["address"])
    with transaction.atomic():
        search = saving.save_search(query, reader, stated["rhythm"], url=stated.get("url", ""), own=own)
    if own:
        messages.success(request, _("Saved."))
        return _with_secret(request, search)
    return see_other("alerts:sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same, whether or not the address was known."""
    return render(request, "alerts/sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link asks; only the button begins it, so that programs which look at links do not."""
    try:
        search = _search(own_links.CONFIRM, token, own_links.LIFE)
    except links.LinkExpired:
        return render(request, "alerts/expired.html", status=410)
    if search is None:
        return _not_found(request)
    if request.method == "POST" and saving.begin(search):
        messages.success(request, _("It has begun."))
        return _with_secret(request, search)
    if search.confirmed:
        return see_other("alerts:saved", own_links.manage_token(search))
    said = {"words": words(query_of(search)), "search": search, "agreed": saving.agreed_words(search)}
    return render(request, "alerts/confirm.html", said)


def _with_secret(request: HttpRequest, search: SavedSearch) -> HttpResponse:
    """The page of a search; a webhook's secret is shown there, this once."""
    if search.channel == SavedSearch.Channel.WEBHOOK:
        said = {"secret": webhooks.secret(search), "token": own_links.manage_token(search)}
        return render(request, "alerts/secret.html", said)
    return see_other("alerts:saved", own_links.manage_token(search))


@never_cache
@require_safe
def saved(request: HttpRequest, token: str) -> HttpResponse:
    search = _search(own_links.MANAGE, token)
    if search is None:
        return _not_found(request)
    context = {
        "saved": search,
        "token": token,
        "form": ManageForm(search=search),
        "words": words(query_of(search)),
        "search": address(search.params),
        "stop_address": reverse("alerts:stop", args=[links.signed(own_links.STOP, search.uuid)]),
    }
    return render(request, "alerts/saved.html", context)


@never_cache
@require_POST
def change(request: HttpRequest, token: str, order: str) -> HttpResponse:
    """Orders: rhythm, pause, resume, new-secret."""
    search = _search(own_links.MANAGE, token)
    if search is None or order not in _ORDERS:
        return _not_found(request)
    _ORDERS[order](request, search)
    if order == "new-secret" and search.channel == SavedSearch.Channel.WEBHOOK:
        return _with_secret(request, search)
    messages.success(request, _("Changed."))
    return see_other("alerts:saved", token)


def _rhythm(request: HttpRequest, search: SavedSearch) -> None:
    form = ManageForm(request.POST, search=search)
    if form.is_valid():
        search.rhythm = form.cleaned_data["rhythm"]
        search.due = timezone.now() + PERIODS[SavedSearch.Rhythm(search.rhythm)]
        search.save(update_fields=["rhythm", "due"])


def _pause(request: HttpRequest, search: SavedSearch) -> None:
    SavedSearch.objects.filter(pk=search.pk, paused="").update(paused=SavedSearch.Paused.BY_READER)


def _resume(request: HttpRequest, search: SavedSearch) -> None:
    webhooks.go_on(search)
    readers.resume(search.reader)


def _new_secret(request: HttpRequest, search: SavedSearch) -> None:
    search.key_number += 1
    search.save(update_fields=["key_number"])


_ORDERS = {"rhythm": _rhythm, "pause": _pause, "resume": _resume, "new-secret": _new_secret}


@csrf_exempt  # the one-click POST of a mail program (RFC 8058) brings no cookie; the link itself is the key
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link asks; a POST ends it. Once ended, it says so as often as one looks."""
    uuid = links.read(own_links.STOP, token)
    if uuid is None:
        return _not_found(request)
    search = SavedSearch.objects.select_related("reader").filter(uuid=uuid).first()
    if search and request.method == "POST":
        saving.end(search)
        search = None
    said = {"words": words(query_of(search)) if search else "", "search": search}
    return render(request, "alerts/stop.html", said)


def _search(purpose: str, token: str, life: Any = None) -> SavedSearch | None:
    uuid = links.read(purpose, token, life)
    return SavedSearch.objects.select_related("reader").filter(uuid=uuid).first() if uuid else None


def _not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "people/no_link.html", status=404)
