"""Whose of the staff what people wrote is to decide on: by the resource that it is about, else by what it states."""

from __future__ import annotations

from collections.abc import Sequence

from registry.catalogue.models import Resource
from registry.curation.access import Stated
from registry.followup.models import Answer, Helped, Question, Skill, Trainer
from registry.worklist.resources import economy_of, language_of

Thing = Question | Answer | Helped | Trainer
ORGANISERS = ("record__organisation", "record__source__organisation")
"""What `economy_of` reads of a resource, for select_related."""


def about(thing: Thing) -> Sequence[Resource | Stated]:
    """Whoever curates one of them decides. A trainer teaches in several languages."""
    if isinstance(thing, Trainer):
        spoken = [skill.value for skill in thing.skills.all() if skill.kind == Skill.Kind.LANGUAGE]
        return [Stated(thing.economy, language) for language in spoken] or [Stated(thing.economy)]
    asked = thing.question if isinstance(thing, Answer) else thing
    if asked.resource is not None:
        return [asked.resource]
    return [Stated(language=asked.language if isinstance(asked, Question) else "")]


def stated(thing: Thing) -> Stated:
    """The same as one economy and language for the worklist; several languages are none in particular."""
    places = [each if isinstance(each, Stated) else _of(each) for each in about(thing)]
    return places[0] if len(places) == 1 else Stated(places[0].economy)


def _of(resource: Resource) -> Stated:
    return Stated(economy_of(resource), language_of(resource))
