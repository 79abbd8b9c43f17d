"""Resources of whose rating the machine is not sure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue.models import Resource
from registry.worklist.kind import Kind, Open
from registry.worklist.resources import only, tasks


class LowConfidence(Kind):
    id = "low-confidence"
    label = gettext_lazy("The machine is not sure")
    every = timedelta(minutes=2)
    acceptable = True

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        yield from tasks(only(Resource.objects.doubtful(), resources), unsure=F("doubt"))

    def why(self, details: Mapping[str, Any]) -> str:
        return _("The machine's rating is %(unsure)s %% in doubt.") % details
