"""Up to four resources side by side; which ones is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry.portal.cards import Card, cards
from registry.portal.choices import reader_zone
from registry.portal.picked import picked, uuids
from registry.portal.rating import Bar
from search.index import FoundHit
from search.marking import Piece

MOST = 4


@dataclass(frozen=True, slots=True)
class Row:
    """What all of them teach of one aspect, in the order of the columns."""

    name: str
    depths: Sequence[int | None]


@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    wanted = uuids(request.GET.getlist("id"))
    compared = _cards(request, wanted[:MOST])
    context = {
        "compared": compared,
        "aspects": _aspects([card.detail.rating.bars for card in compared]),
        "too_many": len(wanted) > MOST,
        "missing": len(wanted[:MOST]) - len(compared),
    }
    return render(request, "portal/compare.html", context)


def _cards(request: HttpRequest, wanted: Sequence[UUID]) -> Sequence[Card]:
    hits = [FoundHit(each, [Piece(each.title, False)], [], None) for each in picked(wanted)]
    return cards(hits, timezone.now(), reader_zone(request))


def _aspects(bars: Sequence[Sequence[Bar]]) -> Sequence[Row]:
    return [Row(column[0].name, [bar.depth for bar in column]) for column in zip(*bars, strict=True)]
