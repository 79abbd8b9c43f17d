"""The page of saved resources, and the two buttons that put one there and take it away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.portal.cards import cards
from registry.portal.choices import reader_zone
from registry.portal.picked import picked
from registry.portal.saved import MOST, keep_saved, saved
from search.index import FoundHit
from search.marking import Piece


@require_safe
def saved_page(request: HttpRequest) -> HttpResponse:
    kept = saved(request)
    hits = [FoundHit(each, [Piece(each.title, False)], [], None) for each in picked(kept)]
    context = {
        "cards": cards(hits, timezone.now(), reader_zone(request)),
        "missing": len(kept) - len(hits),
    }
    return render(request, "portal/saved.html", context)


@require_POST
def save(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Saving the same again only brings it to the front."""
    others = [id for id in saved(request) if id != public_id]
    if len(others) >= MOST:
        messages.warning(request, _("There is room for %(most)d; the oldest was taken off.") % {"most": MOST})
    return _kept([public_id, *others] if picked([public_id]) else others)


@require_POST
def take_off(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _kept([id for id in saved(request) if id != public_id])


def _kept(ids: list[UUID]) -> HttpResponse:
    response = redirect(reverse("portal:saved"))
    keep_saved(response, ids)
    return response
