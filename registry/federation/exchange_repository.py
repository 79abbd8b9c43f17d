"""Native records for the other nodes of the alliance: origin key, chain, origin datestamp, and tombstones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from lxml import etree

from harvesters.formats import native
from registry.catalogue.datestamps import datestamp
from registry.catalogue.models import Record as CatalogueRecord
from registry.catalogue.provenance import OriginKey
from registry.catalogue.tombstones import buried
from registry.federation.oai_provider import Format, Record
from registry.federation.paging import PagedRepository
from registry.sources.models import Node, Organisation


class ExchangeRepository(PagedRepository[CatalogueRecord]):
    """Every node joins these records for itself."""

    name = "CBET registry, exchange between nodes"
    formats = (Format(native.PREFIX, native.NAMESPACE, native.NAMESPACE),)

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self._node = str(Node.this().uuid)

    def get(self, identifier: str) -> Record | None:
        origin = native.origin_of(identifier)
        if origin is None:
            return None
        node, source, name = origin
        rows = self.rows().filter(origin_node=node, origin_source=source, origin_identifier=name)
        return next(self.records(list(rows[:1])), None)

    def rows(self) -> QuerySet[CatalogueRecord]:
        return CatalogueRecord.objects.ever_publishable().select_related(
            "organisation", "source__organisation"
        )

    def records(self, rows: Sequence[CatalogueRecord]) -> Iterator[Record]:
        ids = [row.pk for row in rows]
        shared = set(CatalogueRecord.objects.publishable().filter(pk__in=ids).values_list("pk", flat=True))
        graves = buried(_origin(row) for row in rows if row.pk not in shared)
        return (self._record(row, row.pk in shared, graves.get(_origin(row))) for row in rows)

    def _record(self, row: CatalogueRecord, shared: bool, grave: str | None) -> Record:
        return Record(
            identifier=native.exchange_identifier(_origin(row)),
            datestamp=row.changed,
            prefixes=(native.PREFIX,),
            metadata=lambda _prefix: self._written(row),
            sets=(f"{native.TOMBSTONE}{grave}",) if grave and not shared else (),
            deleted=not shared,
        )

    def _written(self, row: CatalogueRecord) -> etree._Element:
        return native.written(
            _origin(row),
            chain=[*row.chain, self._node],
            datestamp=row.datestamp if row.chain else datestamp(row.changed),
            organisation=_organisation(row.organiser),
            description=row.description,
        )


def _origin(row: CatalogueRecord) -> OriginKey:
    return row.origin_node, row.origin_source, row.origin_identifier


def _organisation(organisation: Organisation) -> dict[str, str]:
    return {
        "uuid": str(organisation.uuid),
        "name": organisation.name,
        "kind": organisation.kind,
        "economy": organisation.economy,
        "website": organisation.website,
    }
