"""The catalogue's resources for everybody's harvesters, as an OAI-PMH repository in Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from registry.catalogue.effective import publishable_values
from registry.catalogue.models import Resource
from registry.federation.dublin_core import OAI_DC, dublin_core
from registry.federation.oai_provider import Format, Record
from registry.federation.paging import PagedRepository
from registry.sources.models import Node


class PublicRepository(PagedRepository[Resource]):
    """Only what `publishable()` lets through is described."""

    name = "CBET registry"
    formats = (Format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),)

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self._lead = f"oai:{Node.this().namespace}:"

    def get(self, identifier: str) -> Record | None:
        try:
            public_id = UUID(identifier.removeprefix(self._lead))
        except ValueError:
            return None
        return next(self.records(list(self.rows().filter(public_id=public_id))), None)

    def rows(self) -> QuerySet[Resource]:
        return Resource.objects.ever_publishable()

    def records(self, rows: Sequence[Resource]) -> Iterator[Record]:
        now = list(Resource.objects.publishable().filter(pk__in=[row.pk for row in rows]))
        values = publishable_values(now)
        return (self._record(row, values.get(row.pk)) for row in rows)

    def _record(self, resource: Resource, values: dict[str, Any] | None) -> Record:
        return Record(
            identifier=f"{self._lead}{resource.public_id}",
            datestamp=resource.changed,
            prefixes=("oai_dc",),
            metadata=lambda _prefix: dublin_core(values or {}),
            deleted=values is None,
        )
