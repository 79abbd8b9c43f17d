"""Staff's decisions on sources: what they show and hide, and what the provider reads of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harvesters.adding import add
from registry.catalogue.models import Change, Resource
from registry.providers.links import feed_link
from registry.sources.claiming import due
from registry.sources.models import Source
from registry.worklist.refreshing import look_again
from search.index import drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(db: None) -> Source:
    return add(
        "https://school.example/feed",
        name="School",
        protocol="feed",
        organisation="Trade School",
        proposed_by="head@school.example",
    )


def page_of(source: Source) -> str:
    return f"/staff/sources/{source.uuid}/"


def decide(staff: Client, source: Source, decision: str, reason: str = "") -> str:
    """The page that follows."""
    answer = staff.post(f"{page_of(source)}{decision}/", {"reason": reason}, follow=True)
    assert answer.status_code == 200
    source.refresh_from_db()
    return answer.content.decode()


def places(resource: Resource) -> dict[str, bool]:
    """Where everybody can see a resource."""
    drain()
    everybody = Client()
    found = everybody.get("/api/v1/resources/", {"q": resource.title}).json()
    return {
        "page": everybody.get(resource.get_absolute_url()).status_code == 200,
        "search page": resource.get_absolute_url() in everybody.get("/", {"q": "customs"}).content.decode(),
        "API": everybody.get(f"/api/v1/resources/{resource.public_id}/").status_code == 200,
        "API search": str(resource.public_id) in {r["id"] for r in found["results"]},
        "OAI-PMH": resource.title
        in everybody.get("/oai/", {"verb": "ListRecords", "metadataPrefix": "oai_dc"}).content.decode(),
        "exchange": resource.title
        in everybody.get(
            "/oai/exchange/", {"verb": "ListRecords", "metadataPrefix": "cbet"}
        ).content.decode(),
    }


def test_a_proposal_waits_in_the_queue(staff: Client, proposed: Source) -> None:
    look_again()
    queue = staff.get("/staff/").content.decode()
    assert page_of(proposed) in queue
    page = staff.get(page_of(proposed)).content.decode()
    for told in ("https://school.example/feed", "head@school.example", "kind unknown", "passing on: unknown"):
        assert told in page
    decide(staff, proposed, "approve")
    assert page_of(proposed) not in staff.get("/staff/").content.decode()


def test_approving_makes_it_due(staff: Client, proposed: Source) -> None:
    Source.objects.update(due=timezone.now() + timedelta(days=30))
    assert "Decided: approved." in decide(staff, proposed, "approve")
    assert proposed.state == "approved"
    assert due() == [proposed.pk]


def test_refusing_needs_a_reason_which_the_provider_reads(staff: Client, proposed: Source) -> None:
    answer = staff.post(f"{page_of(proposed)}refuse/", {"reason": " "})
    assert answer.status_code == 422
    assert "Say why: the provider reads it" in answer.content.decode()
    proposed.refresh_from_db()
    assert proposed.state == "proposed"
    decide(staff, proposed, "refuse", "It is a list of holidays.")
    assert proposed.state == "refused"
    assert "It is a list of holidays." in Client().get(feed_link(proposed)).content.decode()


def test_a_reason_that_is_too_long_comes_back(staff: Client, proposed: Source) -> None:
    answer = staff.post(f"{page_of(proposed)}approve/", {"reason": "why " * 300})
    assert answer.status_code == 422
    assert "at most 1000 characters" in answer.content.decode()
    assert "why why" in answer.content.decode()
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_a_refused_source_shows_nothing_until_it_is_approved_again(
    staff: Client, source: Source, resource: Resource
) -> None:
    assert all(places(resource).values()), places(resource)
    decide(staff, source, "refuse", "Not about trade.")
    assert not any(places(resource).values()), places(resource)
    decide(staff, source, "approve")
    assert all(places(resource).values()), places(resource)


def test_a_paused_source_is_not_read_and_keeps_what_it_gave(
    staff: Client, source: Source, resource: Resource
) -> None:
    decide(staff, source, "pause", "The provider moves house.")
    Source.objects.update(due=timezone.now())
    assert due() == []
    assert all(places(resource).values())


def test_reading_now_makes_an_approved_source_due(staff: Client, source: Source) -> None:
    assert due() == []
    assert "as soon as a worker is free" in decide(staff, source, "run-now")
    assert due() == [source.pk]


def test_what_is_not_approved_is_not_read_now(staff: Client, proposed: Source) -> None:
    assert "approve it first" in decide(staff, proposed, "run-now")
    assert due() == []


def test_decisions_are_in_the_history(staff: Client, proposed: Source) -> None:
    decide(staff, proposed, "approve")
    page = decide(staff, proposed, "refuse", "It is a list of holidays.")
    assert "<del>approved</del><ins>refused</ins>" in page
    changes = Change.objects.filter(subject=f"source:{proposed.uuid}")
    assert [(c.field, c.before, c.after) for c in changes] == [
        ("state", "proposed", "approved"),
        ("state", "approved", "refused"),
    ]
    assert all(c.actor.startswith("staff-") for c in changes)


def test_all_sources_are_listed_with_their_last_run(staff: Client, source: Source, proposed: Source) -> None:
    page = staff.get("/staff/sources/").content.decode()
    for told in (source.name, "succeeded", proposed.name, "never read"):
        assert told in page
