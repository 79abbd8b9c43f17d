"""Draws a share of what curators rate for a second rating: by the resource alone, so that nobody can choose."""

from __future__ import annotations

from django.conf import settings

from registry.agreement.models import Drawing, Pair
from registry.catalogue.keys import digest
from registry.catalogue.models import Rating, Resource
from registry.catalogue.writing import writing

AT_ONCE = 400


def keep_up() -> int:
    """The worker's part: looks at the next ratings of curators; returns how many there were."""
    with writing():
        place, _made = Drawing.objects.get_or_create(pk=1)
        ratings = Rating.objects.filter(pk__gt=place.rating, kind=Rating.Rater.CURATOR).order_by("pk")
        found = list(ratings.select_related("resource")[:AT_ONCE])
        Pair.objects.bulk_create(
            [Pair(resource=each.resource, first=each.rater) for each in found if is_drawn(each.resource)],
            ignore_conflicts=True,
        )
        if found:
            place.rating = found[-1].pk
            place.save(update_fields=["rating"])
    return len(found)


def is_drawn(resource: Resource) -> bool:
    """The same for ever; a larger share has all that a smaller one has."""
    return digest("second rating", str(resource.public_id)) % 100 < settings.SECOND_RATINGS_PERCENT
