"""Sources that a provider has proposed and nobody has decided on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.roles.granting import SENIOR
from registry.sources.models import Source
from registry.worklist.kind import Kind, Open
from registry.worklist.models import Task


class ProposedSource(Kind):
    id = "proposed-source"
    label = gettext_lazy("Proposed sources")
    every = timedelta(seconds=10)
    least = SENIOR

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        proposed = Source.objects.filter(state=Source.State.PROPOSED).select_related("organisation")
        for source in proposed.order_by("pk").iterator(chunk_size=500):
            yield Open(
                key=str(source.uuid),
                title=source.name,
                since=source.created,
                economy=source.organisation.economy,
                details={"protocol": source.protocol, "address": source.url[:120]},
                effect=80,
            )

    def why(self, details: Mapping[str, Any]) -> str:
        if not details.get("address"):
            return _("A provider has proposed it.")
        return _("A provider has proposed it: %(protocol)s, %(address)s") % details

    def link(self, task: Task) -> str:
        return reverse("curation:source", args=[task.key])
