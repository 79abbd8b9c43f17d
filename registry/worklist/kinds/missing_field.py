"""Resources that do not say what an SMME needs to use them: in which language, about what, or where."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue.models import Resource
from registry.worklist.kind import Kind, Open
from registry.worklist.resources import only, tasks

ESSENTIAL = ("language", "description", "url")


class MissingField(Kind):
    id = "missing-field"
    label = gettext_lazy("Something essential is missing")
    every = timedelta(minutes=5)

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        """One task a resource, for the first of the fields that it lacks."""
        shown = only(Resource.objects.visible(), resources)
        there = Q()
        for field in ESSENTIAL:
            lacking = _lacking(field)
            yield from tasks(shown.filter(there, lacking), details={"field": field})
            there &= ~lacking

    def why(self, details: Mapping[str, Any]) -> str:
        return {
            "language": _("Its language is not stated."),
            "description": _("It has no description."),
            "url": _("It does not say where to find it."),
        }.get(details.get("field", ""), _("Something that SMMEs need is not stated."))


def _lacking(field: str) -> Q:
    """A place to go to is as good as an address."""
    lacking = ~Q(effective__has_key=field)
    return lacking & ~Q(effective__has_key="access") if field == "url" else lacking
