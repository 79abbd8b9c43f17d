"""What was typed in and uploaded for a source becomes its records, is changed, and is taken back."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from harvesters import entries
from harvesters.runs import harvest
from registry.catalogue.models import Resource, Tombstone
from registry.sources.models import Entry, Run, Source
from tests.factories import make_source
from tests.harvesters.test_runs import counts
from tests.harvesters.written_documents import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return make_source("School", url="", protocol="by_hand")


def typed(source: Source, title: str) -> Entry:
    node = {"@type": "LearningResource", "name": title}
    entry = entries.new_entry(source, format="schema_org", payload=json.dumps(node).encode())
    entries.keep(entry, actor="ana")
    return entry


def again(source: Source) -> Run:
    return harvest(Source.objects.get(pk=source.pk))


def test_what_was_typed_becomes_a_record_with_an_identifier_for_ever(source: Source) -> None:
    entry = typed(source, "Customs")
    assert counts(harvest(source)) == {"listed": 1, "added": 1}
    assert UUID(entry.identifier.removeprefix("urn:uuid:"))
    resource = Resource.objects.get()
    entry.payload = json.dumps({"@type": "LearningResource", "name": "Customs, corrected"}).encode()
    entries.keep(entry, actor="ana")
    assert counts(again(source)) == {"listed": 1, "changed": 1}
    assert Resource.objects.get() == resource
    assert Resource.objects.get().title == "Customs, corrected"


def test_an_uploaded_document_is_described(source: Source) -> None:
    entries.keep(entries.new_entry(source, format="document", payload=pdf("Rules")), actor="ana")
    assert counts(harvest(source)) == {"listed": 1, "added": 1}
    assert Resource.objects.get().effective.get("url") is None


def test_what_is_taken_back_is_gone_at_once_and_its_content_forgotten(source: Source) -> None:
    entry = typed(source, "Customs")
    typed(source, "Online payment for exporters")
    harvest(source)
    entries.take_back(entry, actor="ana")
    assert counts(again(source)) == {"listed": 2, "unchanged": 1, "deleted": 1}
    assert [one.title for one in Resource.objects.visible()] == ["Online payment for exporters"]
    assert Tombstone.objects.get().origin_identifier == entry.identifier
    assert bytes(Entry.objects.get(pk=entry.pk).payload) == b""


def test_a_source_without_entries_is_empty_and_well(source: Source) -> None:
    assert harvest(source).outcome == "succeeded"


def test_its_source_is_due_as_soon_as_something_was_kept(source: Source) -> None:
    harvest(source)
    before = Source.objects.get().due
    typed(source, "Customs")
    assert Source.objects.get().due < before
