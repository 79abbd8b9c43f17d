"""The catalogue's resources for everybody's harvesters, as an OAI-PMH repository in Dublin Core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from registry.catalogue.effective import publishable_values
from registry.catalogue.models import Resource
from registry.federation import paging
from registry.federation.dublin_core import OAI_DC, dublin_core
from registry.federation.oai_provider import Format, Page, Record, Selection, Set
from registry.sources.models import Node


class PublicRepository:
    """A Repository of registry.federation.oai_provider; only what `publishable()` lets through is described."""

    name = "CBET registry"
    formats = (Format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),)
    sets: Sequence[Set] = ()

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.admin_email = settings.DEFAULT_FROM_EMAIL
        self._lead = f"oai:{Node.this().namespace}:"

    @property
    def earliest(self) -> datetime:
        return paging.earliest(self._all())

    def page(self, selection: Selection, cursor: str | None) -> Page:
        rows, following = paging.part(self._all(), selection, cursor)
        size = None if cursor else paging.between(self._all(), selection).count()
        return Page(list(self._records(rows)), following, size)

    def get(self, identifier: str) -> Record | None:
        try:
            public_id = UUID(identifier.removeprefix(self._lead))
        except ValueError:
            return None
        return next(self._records(self._all().filter(public_id=public_id)), None)

    def _all(self) -> QuerySet[Resource]:
        return Resource.objects.ever_publishable()

    def _records(self, rows: Iterable[Resource]) -> Iterator[Record]:
        rows = list(rows)
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
