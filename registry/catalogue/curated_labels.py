"""Curators' decisions as labels that the rater learns from."""

from __future__ import annotations

from collections.abc import Iterator

from registry.catalogue.machine_rating import rateable
from registry.catalogue.models import Rating, Resource
from registry.framework.learning.labelled import Labelled, taught
from registry.framework.profile import Profile
from registry.framework.rubric import ASSIGNED, RELEVANT
from registry.framework.vocabularies import ASPECTS, VISITS


def curated_labels() -> Iterator[Labelled]:
    """Of each resource that people have judged whole: all six aspects, or that it is about something else.

    An aspect of which they say that it is unknown is not judged.
    """
    judged = Rating.objects.filter(kind=Rating.Rater.CURATOR).values("resource")
    resources = Resource.objects.filter(pk__in=judged).with_provenance().order_by("pk")
    for resource in resources.iterator(chunk_size=500):
        if label := _label(resource):
            yield label


def _label(resource: Resource) -> Labelled | None:
    shown, curated = Profile.from_json(resource.profile), resource.profile.get("curated", {})
    off_topic = RELEVANT in curated and shown[RELEVANT].value == "no"
    judged = {a: depth for a in ASPECTS.ids if a in curated and (depth := shown.depth(a)) is not None}
    if not off_topic and len(judged) < len(ASPECTS):
        return None
    depths = {} if off_topic else judged
    return Labelled(
        id=str(resource.public_id),
        source=str(resource.record.source.uuid),
        language=resource.effective.get("language", ""),
        rateable=rateable(resource.effective, resource.record.organiser.kind, resource.created.date()),
        relevant=not off_topic,
        taught=taught(depths),
        visits=not off_topic and (shown.depth(VISITS.id) or 0) >= ASSIGNED,
        depths=depths,
    )
