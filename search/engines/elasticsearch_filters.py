"""The filters of a query in Elasticsearch's query language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from elasticsearch.dsl.query import Bool, MatchAll, Query, Range, Term, Terms

from registry.framework.rubric import DEPTH_CELLS, UNKNOWN
from search.content import ANY
from search.facets import ASPECT, DATE, DEPTH
from search.query import Query as Asked

_DAY = 86_400  # seconds


@dataclass(frozen=True)
class Clauses:
    """The filters of a query, which choose and add nothing to a score."""

    asked: Asked
    now: datetime

    def all(self, *, but: str = "") -> Query:
        """All filters, or all but one facet's; the days from and to are no facet, and always hold."""
        return _every([*self._days(), *(self._chosen(facet) for facet in self.asked.filters if facet != but)])

    def with_only(self, facet: str, value: str) -> Query:
        """All other facets' filters, and of this facet this value alone."""
        if facet != ASPECT.id:
            return _every([self.all(but=facet), self.value(facet, value)])
        # The depth that is asked for is then this aspect's.
        others = [self._chosen(other, aspects=[value]) for other in self.asked.filters if other != facet]
        return _every([self.value(facet, value), *self._days(), *others])

    def value(self, facet: str, value: str, aspects: Iterable[str] | None = None) -> Query:
        if facet == DEPTH.id:
            return _depth(value, self.asked.filters.get(ASPECT.id, ()) if aspects is None else aspects)
        if facet == DATE.id and value != UNKNOWN:
            return self._date(value)
        return Term(facet, {"value": value})

    def _chosen(self, facet: str, aspects: Iterable[str] | None = None) -> Query:
        wanted = [self.value(facet, value, aspects) for value in self.asked.filters[facet]]
        return wanted[0] if len(wanted) == 1 else Bool(should=wanted, minimum_should_match=1)

    def _date(self, value: str) -> Query:
        moment = int(self.now.timestamp())
        if value == "past":
            return Bool(filter=[Range("ends", {"lt": moment})], must_not=[Range("ends", {"gte": moment})])
        days = {"week": 7, "month": 30}.get(value)
        if days is None:
            return Range("ends", {"gte": moment})
        return Range("starts", {"gte": moment, "lte": moment + days * _DAY})

    def _days(self) -> list[Query]:
        bounds = {}
        if self.asked.since:
            bounds["gte"] = _seconds(self.asked.since)
        if self.asked.until:
            bounds["lt"] = _seconds(self.asked.until) + _DAY
        return [Range("starts", bounds)] if bounds else []


def _depth(value: str, aspects: Iterable[str]) -> Query:
    """The best depth of these aspects, of all six when none of them is an aspect."""
    names = [aspect for aspect in aspects if aspect in DEPTH_CELLS] or [ANY]
    if value == UNKNOWN:
        return Term("depths", {"value": f"{ANY}-{UNKNOWN}"})
    depth = int(value)
    deeper = [f"{name}-{more}" for name in names for more in range(depth + 1, 4)]
    return Bool(
        filter=[Terms("depths", [f"{name}-{depth}" for name in names])],
        must_not=[Terms("depths", deeper)] if deeper else [],
    )


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp())


def _every(clauses: list[Query]) -> Query:
    needed = [clause for clause in clauses if not isinstance(clause, MatchAll)]
    return Bool(filter=needed) if needed else MatchAll()
