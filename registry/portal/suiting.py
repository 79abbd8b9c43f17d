"""What suits the firm whose plan this browser keeps: searches know it once the reader has said so under Settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest

from registry.catalogue.models import Resource
from registry.planning.answers import Answers
from registry.planning.link import DamagedLink, read
from registry.portal.choices import suited
from registry.portal.views.plan import COOKIE
from search.content import Organiser, content
from search.facets import FACETS, Text

Profile = Mapping[str, tuple[str, ...]]
"""Values by facet, of which any one suits (search.query.Query.profile)."""


def reader_profile(request: HttpRequest) -> Profile:
    """Of the plan's answers; nothing where the reader has not agreed, or the browser keeps no plan."""
    if not suited(request) or not (link := request.COOKIES.get(COOKIE, "")):
        return {}
    try:
        return profile(read(link).answers)
    except DamagedLink:
        return {}


def profile(answers: Answers) -> Profile:
    """What was answered and is a facet too."""
    wanted = {
        "economy": tuple(filter(None, dict.fromkeys((answers.economy, *answers.markets)))),
        "language": answers.languages,
        "form": ("online",) if answers.form == "online" else (),
        "cost": ("free",) if answers.budget == 0 else (),
    }
    return {facet: values for facet, values in wanted.items() if values}


def suits_by(resource: Resource, wanted: Profile) -> Sequence[Text]:
    """The names of the facets in which a resource suits; `resource`: with its provenance."""
    if not wanted:
        return ()
    offered_by = resource.record.organiser
    organiser = Organiser(offered_by.name, offered_by.kind, offered_by.economy)
    facets = content(resource.effective, resource.profile, organiser).facets
    return [
        FACETS[facet].label for facet, values in wanted.items() if not set(values).isdisjoint(facets[facet])
    ]
