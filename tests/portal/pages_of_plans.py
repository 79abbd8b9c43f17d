"""Addresses of a plan's page, for the list of page types."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from registry.catalogue.models import Resource
from registry.planning import gap_counts
from registry.planning.answers import Answers
from registry.planning.link import Pick, State, written
from registry.planning.offers import refresh_due
from registry.planning.reading import read_plan
from search.index import drain
from tests.factories import make_resource


def pages_of_plans(resource: Resource) -> dict[str, str]:
    """A plan with a dated step that has moved, one that is gone, and gaps, of which the alliance has been told; a
    shelf with a document that was replaced."""
    law = {"type": "policy-document", "language": "es", "in_force": "2019-05-01", "authority": "Aduanas"}
    make_resource("Resolución 123", **law, replaced_by="https://gov.example/new")
    drain()
    refresh_due()  # so that the calendar has something to show, too
    now = timezone.now()
    answers = Answers(goods="wedding dresses", markets=("CL",), visits=True)
    picks = (Pick(resource.public_id, "2031-12-01T10:00:00Z"), Pick(UUID(int=1)))
    state = State(answers, picks, now - timedelta(days=1))
    gap_counts.count(read_plan(state, now).gaps, answers, now)
    return {"plan": f"/plan/{written(state)}/", "policies": "/policies/?language=es"}
