"""The filters of a query in tantivy's query language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from registry.framework.rubric import DEPTH_CELLS, UNKNOWN
from search.content import ANY
from search.facets import ASPECT, DATE, DEPTH
from search.query import Query

EVERYTHING = "*"
_DAY = 86_400  # seconds


@dataclass(frozen=True)
class Clauses:
    """The filters of a query, in tantivy's query language, which its aggregations take too.

    “Not” is written with + and -: tantivy takes “a AND NOT b” for something that nothing matches.
    Nothing of it is text that a person typed: values are those that the facets know (search.query).
    """

    query: Query
    now: datetime

    def all(self, *, but: str = "") -> str:
        """All filters, or all but one facet's; the days from and to are no facet, and always hold."""
        chosen = (facet for facet in self.query.filters if facet != but)
        return _every([self._days(), *map(self._chosen, chosen)])

    def with_only(self, facet: str, value: str) -> str:
        """All other facets' filters, and of this facet this value alone."""
        if facet == ASPECT.id:
            # The depth that is asked for is then this aspect's.
            others = (self._chosen(f, aspects=[value]) for f in self.query.filters if f != facet)
            return _every([self.value(facet, value), self._days(), *others])
        return _every([self.all(but=facet), self.value(facet, value)])

    def value(self, facet: str, value: str, aspects: Iterable[str] | None = None) -> str:
        if facet == DEPTH.id:
            return self._depth(value, self.query.filters.get(ASPECT.id, ()) if aspects is None else aspects)
        if facet == DATE.id and value != UNKNOWN:
            return self._date(value)
        return f'{facet}:"{value}"'

    def _chosen(self, facet: str, aspects: Iterable[str] | None = None) -> str:
        return " OR ".join(self.value(facet, value, aspects) for value in self.query.filters[facet])

    def _depth(self, value: str, aspects: Iterable[str]) -> str:
        """The best depth of these aspects, of all six when none of them is an aspect."""
        names = [aspect for aspect in aspects if aspect in DEPTH_CELLS] or [ANY]
        if value == UNKNOWN:
            return f'depths:"{ANY}-{UNKNOWN}"'
        depth = int(value)
        exactly = _one_of("depths", [f"{name}-{depth}" for name in names])
        deeper = [f"{name}-{more}" for name in names for more in range(depth + 1, 4)]
        return f"(+{exactly} -{_one_of('depths', deeper)})" if deeper else exactly

    def _date(self, value: str) -> str:
        moment = int(self.now.timestamp())
        if value == "past":
            return f"(+ends:<{moment} -ends:>={moment})"
        days = {"week": 7, "month": 30}.get(value)
        if days is None:
            return f"ends:>={moment}"
        return f"starts:[{moment} TO {moment + days * _DAY}]"

    def _days(self) -> str:
        if self.query.since is None and self.query.until is None:
            return EVERYTHING
        first = _seconds(self.query.since) if self.query.since else "*"
        last = _seconds(self.query.until) + _DAY - 1 if self.query.until else "*"
        return f"starts:[{first} TO {last}]"


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp())


def _one_of(field: str, values: list[str]) -> str:
    return "(" + " OR ".join(f'{field}:"{value}"' for value in values) + ")"


def _every(clauses: Iterable[str]) -> str:
    needed = [clause for clause in clauses if clause != EVERYTHING]
    return " AND ".join(f"({clause})" for clause in needed) or EVERYTHING
