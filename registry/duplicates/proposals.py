"""What waits for a person's word: pairs that may be the same thing, of which nobody has decided yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from registry.catalogue.models import Decision, Resource
from registry.duplicates.models import Pair

_PAGE = 500
_ALL = Q()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two resources that are shown, each with the group that it leads, and the best reason to take them for one."""

    first: Resource
    second: Resource
    score: int
    since: datetime
    pair: Pair


def open_pairs(among: Q = _ALL) -> QuerySet[Pair]:
    """Of things that are shown, the likeliest first. Several pairs of the same two groups are among them.

    `one` and `other` are annotated: the leaders of the groups of the two.
    """
    shown = Resource.objects.visible()
    decided = Decision.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    leaders = {"one": Coalesce("first__leader", "first"), "other": Coalesce("second__leader", "second")}
    pairs: Any = Pair.objects.filter(among, kind=Pair.Kind.SAME).annotate(**leaders)
    undecided: QuerySet[Pair] = (
        pairs.exclude(one=F("other"))
        .filter(
            ~Exists(decided),
            Exists(shown.filter(pk=OuterRef("one"))),
            Exists(shown.filter(pk=OuterRef("other"))),
        )
        .order_by("-score", "pk")
    )
    return undecided


def proposals(resources: Collection[int] | None = None) -> Iterator[Proposal]:
    """One for each two groups, the likeliest first; only those about these resources where they are given."""
    likeliest: dict[frozenset[int], int] = {}
    pairs: Any = open_pairs(_about(resources))
    for pk, one, other in pairs.values_list("pk", "one", "other"):
        likeliest.setdefault(frozenset((one, other)), pk)
    kept = list(likeliest.values())
    for start in range(0, len(kept), _PAGE):
        yield from _read(kept[start : start + _PAGE])


def _about(resources: Collection[int] | None) -> Q:
    if resources is None:
        return _ALL
    groups = Resource.objects.filter(Q(pk__in=resources) | Q(leader__in=resources)).values("pk")
    return Q(first__in=groups) | Q(second__in=groups)


def _read(ids: Collection[int]) -> Iterator[Proposal]:
    pairs: list[Any] = list(open_pairs(Q(pk__in=ids)))
    leaders = {id for pair in pairs for id in (pair.one, pair.other)}
    shown = Resource.objects.with_provenance().in_bulk(leaders)
    for pair in pairs:
        yield Proposal(shown[pair.one], shown[pair.other], pair.score, pair.created, pair)


def page_of(after: str, size: int = 30) -> tuple[list[Proposal], str]:
    """A page of proposals after a place, "score-pair", and the place of its last one; empty where none follow."""
    found = list(_after(_place(after), size + 1))
    last = found[size - 1].pair if len(found) > size else None
    return found[:size], f"{last.score}-{last.pk}" if last else ""


def following(first: Resource, second: Resource) -> Proposal | None:
    """The proposal that comes after the one of these two, or the first of all; None where there is no other."""
    pair = Pair.objects.filter(first_id=min(first.pk, second.pk), second_id=max(first.pk, second.pk)).first()
    place = (pair.score, pair.pk) if pair else None
    return next(_after(place, 1, but=pair), None) or next(_after(None, 1, but=pair), None)


def _after(place: tuple[int, int] | None, size: int, but: Pair | None = None) -> Iterator[Proposal]:
    later = Q(score__lt=place[0]) | Q(score=place[0], pk__gt=place[1]) if place else _ALL
    if but:
        later &= ~Q(pk=but.pk)
    yield from _read(list(open_pairs(later).values_list("pk", flat=True)[:size]))


def _place(after: str) -> tuple[int, int] | None:
    """What stands in an address; anything else is the beginning."""
    score, _dash, pair = after.partition("-")
    if score.isascii() and score.isdecimal() and pair.isascii() and pair.isdecimal() and len(after) < 24:
        return int(score), int(pair)
    return None
