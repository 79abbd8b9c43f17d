"""What a result says at a glance: a card for each hit on a page of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, Prefetch, Q, When, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from registry.api.provenance import load_members, members
from registry.catalogue.models import Occurrence, Resource
from registry.portal.detail import Detail
from registry.portal.sessions import Session
from registry.portal.suiting import Profile, suits_by
from search.facets import Text
from search.index import FoundHit

_NOTHING: Profile = {}


@dataclass(frozen=True, slots=True)
class Card:
    """`hit`: title and snippet with the words marked. `next`: the session that comes first, `running`
    where it has begun and is not over. `others`: how many more sources list the same. `suits`: the names of the
    facets in which it suits the reader's plan."""

    hit: FoundHit
    detail: Detail
    next: Session | None
    running: bool
    others: int
    suits: Sequence[Text] = ()

    @property
    def undated(self) -> str:
        """What to say instead of a next date."""
        return _("Past dates only") if self.detail.known.get("occurrences") else self.detail.no_dates


def cards(
    hits: Sequence[FoundHit], now: datetime, zone: ZoneInfo | None = None, wanted: Profile = _NOTHING
) -> Sequence[Card]:
    """A card for each, in two queries for all of them; times in the reader's zone, None for UTC. `wanted`: what
    suits the reader."""
    resources = [hit.resource for hit in hits]
    load_members(resources)
    _load_next(resources, now)
    return [_card(hit, now, zone, wanted) for hit in hits]


def _card(hit: FoundHit, now: datetime, zone: ZoneInfo | None, wanted: Profile) -> Card:
    rows: list[Occurrence] = hit.resource.next_occurrence  # type: ignore[attr-defined]  # set by Prefetch
    return Card(
        hit=hit,
        detail=Detail(hit.resource, now, zone),
        next=Session.from_stated(rows[0].stated, zone) if rows else None,
        running=bool(rows) and rows[0].starts < now,
        others=len(members(hit.resource)) - 1,
        suits=suits_by(hit.resource, wanted),
    )


def _load_next(resources: Sequence[Resource], now: datetime) -> None:
    whole_day = Q(stated__all_day=True, starts__gt=now - timedelta(days=1))
    not_over = Occurrence.objects.filter(Q(starts__gte=now) | Q(ends__gt=now) | whole_day)
    # As results are ordered: one that is under way counts by its end.
    counts_by = Case(When(starts__lt=now, then=Coalesce("ends", "starts")), default="starts")
    first = not_over.alias(counts_by=counts_by).order_by("counts_by", "id")[:1]
    prefetch_related_objects(resources, Prefetch("occurrences", queryset=first, to_attr="next_occurrence"))
