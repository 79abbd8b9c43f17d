"""Resources on which two curators differ, until a third decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from registry.catalogue.models import Rating, Resource
from registry.framework.vocabularies import ASPECTS, CRITERIA, VISITS
from registry.worklist.kind import Kind, Open
from registry.worklist.resources import economy_of, language_of


class DisputedRating(Kind):
    id = "disputed-rating"
    label = gettext_lazy("Disputed ratings")
    every = timedelta(minutes=2)

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        """Whoever is judged by two may be disputed; the shown profile says whether, and where."""
        judged = Rating.objects.filter(kind=Rating.Rater.CURATOR)
        of_group = Coalesce("resource__leader", "resource")
        twice = judged.values(group=of_group).annotate(curators=Count("pk"), latest=Max("created"))
        since = dict(twice.filter(curators__gte=2).values_list("group", "latest"))
        for ids in _pages(since if resources is None else since.keys() & set(resources)):
            yield from self._disputed(ids, since)

    def _disputed(self, ids: Sequence[int], since: Mapping[int, datetime]) -> Iterator[Open]:
        for resource in Resource.objects.with_provenance().filter(pk__in=ids).order_by("pk"):
            curated = resource.profile.get("curated", {})
            cells = sorted(cell for cell, origin in curated.items() if origin.get("disputed"))
            if cells:
                yield Open(
                    key=str(resource.public_id),
                    title=resource.title[:300],
                    since=since[resource.pk],
                    resource=resource.pk,
                    economy=economy_of(resource),
                    language=language_of(resource),
                    details={"cells": cells},
                )

    def why(self, details: Mapping[str, Any]) -> str:
        names = ", ".join(_name(cell) for cell in details.get("cells", ()))
        return _("Two curators differ on %(names)s.") % {"names": names}


def _pages(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(sorted(ids))
    while page := list(islice(rest, 500)):
        yield page


def _name(cell: str) -> str:
    concept = VISITS if cell == VISITS.id else ASPECTS.get(cell) or CRITERIA.get(cell)
    return concept.label(get_language()) if concept else cell
