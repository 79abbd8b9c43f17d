"""Searching the database while the engine is down: the same filters and orders, words as plain parts of a text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from datetime import time as time_of_day
from functools import reduce
from operator import or_

from django.db.models import Q

from registry.catalogue.models import Resource
from registry.framework.rubric import DEPTH_CELLS, UNKNOWN
from search.content import ANY
from search.cursor import Cursor
from search.document import Document, documents
from search.engines import Hit, Results
from search.facets import ASPECT, DATE, DEPTH
from search.query import Query

# So many resources that have the words are looked through; later additions first.
_MOST = 1_000
_MOST_WORDS = 10
_DAY = 86_400  # seconds
# Where a field's words are, of the effective values.
_PATHS = {
    "title": ("title",),
    "description": ("effective__description",),
    "subjects": ("effective__subjects", "tags"),
    "people": (
        *("effective__publisher", "effective__creators"),
        *("record__organisation__name", "record__source__organisation__name"),
    ),
}


def search(query: Query, now: datetime) -> Results:
    """One page, without counts, in the order of the query; by relevance means by when one can take it next.

    Accents count, spellings are not folded, and of very many hits only the latest are considered.
    """
    ids = Resource.objects.visible().filter(_has_words(query)).order_by("-pk").values_list("pk", flat=True)
    matching = [document for document in documents(list(ids[:_MOST]), now) if matches(document, query, now)]
    newest = query.order == "newest"
    matching.sort(key=lambda document: document.keys.newest if newest else document.keys.next)
    return _page(matching, query)


def _page(matching: list[Document], query: Query) -> Results:
    """Positions are counted, whatever the order: the engine's keys would do, its relevance would not."""
    start = _position(matching, query)
    end = start + query.page_size
    hits = [Hit(document.id) for document in matching[start:end]]
    following = Cursor(query.order, _last(matching[end - 1], query, end)) if end < len(matching) else None
    return Results(hits, len(matching), next=following)


def _position(matching: list[Document], query: Query) -> int:
    if query.cursor is None:
        return 0
    if query.order == "relevance":
        return query.cursor.position
    return sum(1 for document in matching if _last(document, query, 0) <= query.cursor.position)


def _last(document: Document, query: Query, counted: int) -> int:
    """The position in a cursor: see search.cursor."""
    keys = {"relevance": counted, "next": document.keys.next, "newest": document.keys.newest}
    return keys[query.order]


def _has_words(query: Query) -> Q:
    condition = Q()
    if query.only:
        return Q(pk__in=query.only.ids)
    for words in (*query.subject, *query.phrases)[:_MOST_WORDS]:
        condition &= _has(words)
    for words in query.exclusions[:_MOST_WORDS]:
        condition &= _not(_has(words))
    for each in query.within:
        condition &= _says(each.field, each.text)
    for each in query.without:
        condition &= _not(_says(each.field, each.text))
    return condition


def _not(condition: Q) -> Q:
    """Also of resources that do not say anything there, which are neither one nor the other to a database."""
    return ~Q(pk__in=Resource.objects.filter(condition).values("pk"))


def _says(field: str, words: str) -> Q:
    said = (Q(**{f"{path}__icontains": words}) for path in _PATHS[field])
    return reduce(or_, said)


def _has(words: str) -> Q:
    return Q(title__icontains=words) | Q(effective__description__icontains=words)


def matches(document: Document, query: Query, now: datetime) -> bool:
    """Whether a document has one of the chosen values of each facet."""
    chosen = query.filters
    own = (facet for facet in chosen if facet not in (DEPTH.id, DATE.id))
    return (
        all(not set(document.content.facets[facet]).isdisjoint(chosen[facet]) for facet in own)
        and (DEPTH.id not in chosen or _best_depth(document, chosen.get(ASPECT.id, ())) in chosen[DEPTH.id])
        and (DATE.id not in chosen or not _dates(document, now).isdisjoint(chosen[DATE.id]))
        and _within_days(document, query)
    )


def _best_depth(document: Document, aspects: tuple[str, ...]) -> str:
    names = [aspect for aspect in aspects if aspect in DEPTH_CELLS] or [ANY]
    stated = (depth.rpartition("-") for depth in document.content.depths)
    return max(
        (depth for name, _dash, depth in stated if name in names and depth != UNKNOWN), default=UNKNOWN
    )


def _dates(document: Document, now: datetime) -> set[str]:
    if not document.content.ends:
        return {UNKNOWN}
    moment = int(now.timestamp())
    if max(document.content.ends) < moment:
        return {"past"}
    within = min((start - moment for start in document.content.starts if start >= moment), default=None)
    lasting = {"week": 7, "month": 30}
    soon = {name for name, days in lasting.items() if within is not None and within <= days * _DAY}
    return {"upcoming"} | soon


def _within_days(document: Document, query: Query) -> bool:
    if query.since is None and query.until is None:
        return True
    first = _moment(query.since) if query.since else float("-inf")
    last = _moment(query.until) + _DAY if query.until else float("inf")
    return any(first <= time < last for time in document.content.starts)


def _moment(day: date) -> float:
    return datetime.combine(day, time_of_day.min, UTC).timestamp()
