"""Lists in the order of their datestamps, paged by key, so that what changes meanwhile is met again later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from registry.federation.oai_provider import Page, Record, Selection, Set, UnknownCursor

PAGE_SIZE = 100
Row = TypeVar("Row", bound=Model)


class PagedRepository(Generic[Row]):
    """A Repository of registry.federation.oai_provider over rows with a datestamp `changed`."""

    sets: Sequence[Set] = ()

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.admin_email = settings.DEFAULT_FROM_EMAIL

    def rows(self) -> QuerySet[Row]:
        """Every row that harvesters may have been told of, also those that are deleted for them now."""
        raise NotImplementedError(f"{type(self).__name__}.rows")

    def records(self, rows: Sequence[Row]) -> Iterator[Record]:
        """The rows' records, in their order."""
        raise NotImplementedError(f"{type(self).__name__}.records")

    @property
    def earliest(self) -> datetime:
        return earliest(self.rows())

    def page(self, selection: Selection, cursor: str | None) -> Page:
        rows, following = part(self.rows(), selection, cursor)
        size = None if cursor else between(self.rows(), selection).count()
        return Page(list(self.records(rows)), following, size)


def part(rows: QuerySet[Row], selection: Selection, cursor: str | None) -> tuple[Sequence[Row], str | None]:
    """The rows after a cursor, in the order of `changed`, and the cursor of what follows them."""
    wanted = between(rows, selection)
    if cursor is not None:
        moment, pk = _read(cursor)
        wanted = wanted.filter(Q(changed__gt=moment) | Q(changed=moment, pk__gt=pk))
    found = list(wanted.order_by("changed", "pk")[: PAGE_SIZE + 1])
    more = found[PAGE_SIZE:]
    return found[:PAGE_SIZE], _written(found[PAGE_SIZE - 1]) if more else None


def between(rows: QuerySet[Row], selection: Selection) -> QuerySet[Row]:
    """Rows of the time asked for; datestamps are given to the second, so `until` means its whole second."""
    if selection.since:
        rows = rows.filter(changed__gte=selection.since)
    if selection.until:
        rows = rows.filter(changed__lte=selection.until.replace(microsecond=999_999))
    return rows


def earliest(rows: QuerySet[Row]) -> datetime:
    first = rows.order_by("changed").values_list("changed", flat=True).first()
    return first or datetime(2026, 1, 1, tzinfo=UTC)


def _written(row: Any) -> str:
    return f"{row.changed.isoformat()}|{row.pk}"


def _read(cursor: str) -> tuple[datetime, int]:
    stated, _, pk = cursor.partition("|")
    try:
        moment = datetime.fromisoformat(stated)
        if moment.tzinfo != UTC or not 0 <= int(pk) < 2**63:
            raise ValueError
        return moment, int(pk)
    except ValueError:
        raise UnknownCursor(cursor) from None
