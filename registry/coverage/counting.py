"""How many resources teach what, by economy and by language: added up in the database, piece by piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT

from registry.catalogue.models import Occurrence, Resource
from registry.framework.rubric import DEPTH_CELLS, UNKNOWN
from search.facets import language

PIECE = 5_000  # resources that one query reads, so that no read of the database is long (rule 14)
ALL = "all"
DEEPEST = 3

Counts = dict[str, dict[str, dict[str, Any]]]
"""See registry.coverage.models.Counted."""

_DEPTHS = {f"depth_{place}": KT(f"profile__cells__{cell}__value") for place, cell in enumerate(DEPTH_CELLS)}


def counts(progress: Callable[[], None] = lambda: None) -> Counts:
    """Of all resources that everybody may see, under the values that a search filters by.

    A resource counts once in each economy that it is about or held in; where none is stated, in its
    organisation's.
    """
    found: Counts = {"economy": {}, "language": {}}
    for piece in _pieces():
        for tag, economies, depths, number in _said(piece):
            _add(found["language"], [language(tag or "") or UNKNOWN], depths, number)
            _add(found["economy"], economies or [UNKNOWN], depths, number)
        progress()
    return found


def _pieces() -> Iterator[QuerySet[Resource]]:
    ids = Resource.objects.order_by("pk").values_list("pk", flat=True)
    after = 0
    while piece := list(ids.filter(pk__gt=after)[:PIECE]):
        yield Resource.objects.visible().filter(pk__gte=piece[0], pk__lte=piece[-1])
        after = piece[-1]


Said = tuple[str | None, list[str], list[Any], int]
"""A language's tag, economies, the depths of DEPTH_CELLS as stated, and how many resources say just this."""


def _said(piece: QuerySet[Resource]) -> Iterator[Said]:
    """Where sessions name economies, one resource at a time; all others by groups that say the same."""
    held = Exists(Occurrence.objects.filter(resource=OuterRef("pk"), stated__has_key="economy"))
    rows = piece.annotate(tag=KT("effective__language"), held=held, **_DEPTHS)
    names = ("effective__economies", "record__organisation__economy", "record__source__organisation__economy")
    grouped = rows.filter(held=False).values_list("tag", *names, *_DEPTHS).annotate(number=Count("pk"))
    for tag, stated, passed_on, own, *depths, number in grouped.order_by():
        organiser = own if passed_on is None else passed_on
        yield tag, stated or [organiser] * bool(organiser), depths, number
    yield from _held_in(rows.filter(held=True))


def _held_in(rows: QuerySet[Resource]) -> Iterator[Said]:
    places: dict[int, set[str]] = defaultdict(set)
    sessions = Occurrence.objects.filter(resource__in=rows.values("pk"), stated__has_key="economy")
    for id, economy in sessions.values_list("resource", "stated__economy").distinct().order_by():
        places[id].add(economy)
    for id, tag, stated, *depths in rows.values_list("pk", "tag", "effective__economies", *_DEPTHS):
        yield tag, sorted(places[id].union(stated or ())), depths, 1


def _add(found: dict[str, dict[str, Any]], codes: Iterable[str], depths: list[Any], number: int) -> None:
    for code in codes:
        place = found.setdefault(code, _nothing())
        place[ALL] += number
        for cell, stated in zip(DEPTH_CELLS, depths, strict=True):
            if depth := _depth(stated):
                place[cell][depth - 1] += number


def _nothing() -> dict[str, Any]:
    return {ALL: 0} | {cell: [0] * DEEPEST for cell in DEPTH_CELLS}


def _depth(stated: Any) -> int:
    """0 where it is unknown, too: nobody can say that it is covered."""
    text = str(stated)
    return int(text) if text in ("1", "2", "3") else 0


def known(counts: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    """What was counted for an economy or a language; zeros where nothing was."""
    place: Mapping[str, Any] = counts.get(code) or _nothing()
    return place
