"""What a curator deleted stays deleted: when its source lists it again, and when it comes by another way."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_httpserver import HTTPServer

from harvesters.runs import harvest
from registry.catalogue.models import Overlay, Record, Resource
from registry.catalogue.rebuilding import rebuild
from registry.sources.models import Source
from search.index import drain
from tests.curation.conftest import harvest_again
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed

pytestmark = pytest.mark.django_db

NAME = "oai:feed.example:3"


def act(staff: Client, resource: Resource, action: str, **given: str) -> str:
    address = f"/staff/resources/{resource.public_id}/{action}/"
    return staff.post(address, given, follow=True).content.decode()


def is_gone(resource: Resource) -> bool:
    """For pages, API, search and harvesters alike."""
    drain()
    everybody = Client()
    pages = {everybody.get(resource.get_absolute_url()).status_code}
    pages.add(everybody.get(f"/api/v1/resources/{resource.public_id}/").status_code)
    found = resource.get_absolute_url() in everybody.get("/", {"q": resource.title}).content.decode()
    listed = everybody.get("/oai/", {"verb": "ListRecords", "metadataPrefix": "oai_dc"}).content.decode()
    shown = resource.title in listed
    assert (pages == {200}) is found is shown, (pages, found, shown)
    assert found or pages == {410}
    return not found


@pytest.fixture
def deleted(staff: Client, resource: Resource) -> Resource:
    assert not is_gone(resource)
    page = act(staff, resource, "delete", **{"deleting-reason": "A fraud"})
    assert "stays deleted when its source lists it again" in page
    return resource


def test_it_is_gone_for_everybody_and_staff_see_why(staff: Client, deleted: Resource) -> None:
    assert is_gone(deleted)
    assert "A fraud" in staff.get(f"/staff/resources/{deleted.public_id}/").content.decode()


def test_it_stays_so_when_its_source_lists_it_again(source: Source, deleted: Resource, feed: OaiFeed) -> None:
    harvest_again(source)
    assert is_gone(deleted)
    record = feed.records[NAME]
    assert record
    record |= {"description": "Now better than ever"}
    assert harvest_again(source).changed == 1
    assert is_gone(deleted)


def test_it_stays_so_when_its_source_deletes_it_and_lists_it_again(
    source: Source, deleted: Resource, feed: OaiFeed
) -> None:
    record, feed.records[NAME] = feed.records[NAME], None
    harvest_again(source)
    feed.records[NAME] = record
    harvest_again(source)
    assert Record.objects.get(identifier=NAME).state == "live"
    assert is_gone(deleted)


def test_it_stays_so_when_another_source_lists_the_same(
    staff: Client, source: Source, resource: Resource, feed: OaiFeed, httpserver: HTTPServer
) -> None:
    """By its address, which both name."""
    same = {"identifier": "https://school.example/courses/customs-3"}
    record = feed.records[NAME]
    assert record
    record |= same
    harvest_again(source)
    act(staff, resource, "delete", **{"deleting-reason": "A fraud"})
    copied = OaiFeed({"oai:other:1": {**record}})
    httpserver.expect_request("/other").respond_with_handler(copied.answer)
    other = make_source("Aggregator", url=httpserver.url_for("/other"), licence="CC0-1.0", may_republish=True)
    harvest(other)
    copy = Resource.objects.get(record__source=other)
    assert resource.pk in (copy.pk, copy.leader_id)
    assert not Resource.objects.visible().filter(title=resource.title).exists()


def test_a_rebuild_brings_nothing_back(deleted: Resource) -> None:
    rebuild()
    assert is_gone(deleted)


def test_it_needs_a_reason(staff: Client, resource: Resource) -> None:
    answer = staff.post(f"/staff/resources/{resource.public_id}/delete/", {"deleting-reason": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert not is_gone(resource)


def test_it_is_brought_back(staff: Client, deleted: Resource) -> None:
    act(staff, deleted, "give-back/deleted")
    assert not is_gone(deleted)


def test_what_was_hidden_before_stays_hidden_when_it_is_brought_back(
    staff: Client, resource: Resource
) -> None:
    act(staff, resource, "hide")
    act(staff, resource, "delete", **{"deleting-reason": "A fraud"})
    act(staff, resource, "give-back/deleted")
    resource.refresh_from_db()
    assert resource.hidden
    assert [overlay.field for overlay in Overlay.objects.all()] == ["hidden"]
