"""Facets of a search as links: each leads to the same search with one value more, or one fewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.framework.rubric import UNKNOWN
from registry.framework.vocabularies import ASPECTS, VISITS
from registry.portal.language_names import autonym
from search.cursor import ORDERS
from search.facets import FACETS, Facet
from search.index import Found
from search.query import Query

DOORS = (*ASPECTS.ids, VISITS.id)
_OPEN_VALUES = 12  # of an open facet, such as language


@dataclass(frozen=True, slots=True)
class Link:
    """`address`: with the value, or without it where it is `chosen`. `language`: of the name, "" for the page's."""

    name: str
    address: str
    count: int = 0
    chosen: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class FacetLinks:
    name: str
    links: Sequence[Link]


def address(query: Query) -> str:
    """The page of a query: its whole state is in its address."""
    params = urlencode(query.as_params(), doseq=True)
    return reverse("portal:search") + (f"?{params}" if params else "")


def doors(found: Found) -> Sequence[Link]:
    """The six aspects and visits, each with its count, zero too."""
    counts = found.facets.get("aspect", {})
    return [_link(found.query, FACETS["aspect"], value, counts.get(value, 0)) for value in DOORS]


def facet_links(found: Found) -> Sequence[FacetLinks]:
    """Every facet that tells resources apart, or is chosen; the aspects have doors of their own."""
    facets = [facet for id, facet in FACETS.items() if id != "aspect"]
    shown = [(facet, _links(found.query, facet, found.facets.get(facet.id, {}))) for facet in facets]
    return [
        FacetLinks(str(facet.label), links)
        for facet, links in shown
        if len(links) > 1 or any(link.chosen for link in links)
    ]


def orders(query: Query) -> Sequence[Link]:
    """The orders that results can have; by relevance only where there are words."""
    names = {"relevance": _("best match"), "next": _("soonest"), "newest": _("newest")}
    return [
        Link(names[order], address(replace(query, sort=order, cursor=None)), chosen=order == query.order)
        for order in ORDERS
        if query.has_words or order != "relevance"
    ]


def chosen(query: Query) -> Sequence[Link]:
    """What the search is narrowed to, each with the way to lift it."""
    return list(_chosen(query))


def _chosen(query: Query) -> Iterator[Link]:
    for id, values in query.filters.items():
        for value in values:
            link = _link(query, FACETS[id], value, 0)
            yield Link(f"{FACETS[id].label}: {link.name}", link.address, chosen=True)
    if query.since or query.until:
        yield Link(_days(query), address(query.without_dates()), chosen=True)


def _days(query: Query) -> str:
    since = date_format(query.since) if query.since else ""
    until = date_format(query.until) if query.until else ""
    if not until:
        return _("From %(day)s") % {"day": since}
    return _("Until %(day)s") % {"day": until} if not since else f"{since} – {until}"


def _links(query: Query, facet: Facet, counts: Mapping[str, int]) -> Sequence[Link]:
    """What was chosen, also where nothing has it; of an open facet else the values that most resources have."""
    counted = dict.fromkeys(query.filters.get(facet.id, ()), 0) | {v: n for v, n in counts.items() if n}
    links = [_link(query, facet, value, count) for value, count in facet.ordered(counted)]
    return [link for place, link in enumerate(links) if facet.values or place < _OPEN_VALUES or link.chosen]


def _link(query: Query, facet: Facet, value: str, count: int) -> Link:
    picked = value in query.filters.get(facet.id, ())
    other = query.without_value(facet.id, value) if picked else query.with_value(facet.id, value)
    own = facet.id == "language" and value != UNKNOWN
    name = autonym(value) if own else str(facet.value_label(value, get_language() or "en"))
    return Link(name, address(other), count, picked, value if own else "")
