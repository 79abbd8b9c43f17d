"""What is alike is found as resources arrive and change, by whichever process, and nothing joins by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from registry.catalogue.description import Description
from registry.catalogue.joining import join, keep_apart
from registry.catalogue.models import Record, Resource
from registry.catalogue.overlay import set_overlay
from registry.catalogue.storing import store
from registry.duplicates import finding
from registry.duplicates.finding import find, forget
from registry.duplicates.models import Band, Pair, Sketch
from registry.duplicates.proposals import proposals
from tests.duplicates.test_likeness import OTHER_TEXT, TEXT
from tests.factories import make_incoming, make_resource, make_source

pytestmark = pytest.mark.django_db

CUSTOMS = "Customs declarations for first parcels"


def put(member: str, identifier: str = "1", title: str = CUSTOMS, **stated: Any) -> Resource:
    """Stores what a member's source says; texts are alike unless it says otherwise."""
    source = make_source(member, url=f"https://{member}.example/feed")
    said = Description(**({"title": title, "description": TEXT, "publisher": "Ministry of Trade"} | stated))
    store(source, [make_incoming(identifier, f"{said}".encode()[-20:], said)])
    return Resource.objects.get(record__source=source, record__identifier=identifier)


def pairs() -> set[tuple[int, int, str]]:
    return set(Pair.objects.values_list("first", "second", "kind"))


def test_it_finds_what_arrived_and_joins_nothing() -> None:
    first, second = put("ministry"), put("platform")
    put("school", title="Live streaming studio", description=OTHER_TEXT, publisher="School of Arts")
    assert find() == 3
    assert pairs() == {(first.pk, second.pk, "same")}
    assert Resource.objects.visible().count() == 3
    assert find() == 0, "nothing is compared twice"


def test_a_later_record_is_compared_with_earlier_ones() -> None:
    first = put("ministry")
    find()
    second = put("platform")
    assert find() == 1
    assert pairs() == {(first.pk, second.pk, "same")}


def test_it_follows_what_sources_and_curators_change() -> None:
    first, second = put("ministry"), put("platform")
    find()
    put("platform", title="Live streaming studio", description=OTHER_TEXT, publisher="School of Arts")
    find()
    assert pairs() == set()
    for field, value in (("title", CUSTOMS), ("description", TEXT), ("publisher", "Ministry of Trade")):
        set_overlay(second, field, value, actor="curator")
    find()
    assert pairs() == {(first.pk, second.pk, "same")}


def test_the_order_of_arrival_does_not_matter() -> None:
    for member in ("a", "b", "c"):
        put(member)
    find()
    bit_by_bit = pairs()
    forget()
    find()
    assert pairs() == bit_by_bit
    assert len(bit_by_bit) == 3


def test_a_pair_that_is_as_it_was_stays_the_row_it_was() -> None:
    put("ministry")
    put("platform")
    find()
    before = list(Pair.objects.values())
    put("platform", level="beginner")
    find()
    assert list(Pair.objects.values()) == before


def test_bands_that_are_no_longer_a_resources_go() -> None:
    resource = put("ministry")
    find()
    put("ministry", title="Live streaming studio", description=OTHER_TEXT, publisher="School of Arts")
    find()
    own = set(Band.objects.filter(resource=resource.pk).values_list("digest", flat=True))
    (sketch,) = Sketch.objects.all()
    assert own == set(finding._unpacked(sketch.bands))


def test_a_band_that_too_many_share_is_followed_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "COMMON", 3)
    for number in range(6):
        put(f"member{number}")
        find()
    digests = list(Band.objects.values_list("digest", flat=True))
    assert max(digests.count(digest) for digest in digests) <= 3


def test_two_processes_at_once_keep_a_batch_once(monkeypatch: pytest.MonkeyPatch) -> None:
    put("ministry")
    put("platform")
    compare, others = finding._compare, []

    def meanwhile(*given: Any) -> Any:
        if not others:
            others.append(True)
            others.append(find())  # another worker takes the same batch first
        return compare(*given)

    monkeypatch.setattr(finding, "_compare", meanwhile)
    assert find() == 0
    assert others == [True, 2]
    assert len(pairs()) == 1


def test_it_ends_in_time_and_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "BATCH", 2)
    for number in range(5):
        put(f"member{number}")
    assert find(seconds=0) == 2
    assert find(seconds=0) == 2
    assert find() == 1


def test_a_resource_that_went_while_it_was_compared_makes_no_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    put("ministry")
    gone = put("platform")
    compare = finding._compare

    def losing(*given: Any) -> Any:
        found = compare(*given)
        Resource.objects.filter(pk=gone.pk).delete()
        Record.objects.filter(pk=gone.pk).delete()
        return found

    monkeypatch.setattr(finding, "_compare", losing)
    find()
    assert pairs() == set()


def test_proposals_are_of_what_is_shown_and_undecided() -> None:
    first, second = put("ministry"), put("platform")
    find()
    (proposal,) = proposals()
    assert {proposal.first.pk, proposal.second.pk} == {first.pk, second.pk}
    assert list(proposals({second.pk}))
    assert not list(proposals({second.pk + 100}))
    set_overlay(second, "hidden", True, actor="curator")
    assert not list(proposals())
    set_overlay(second, "hidden", False, actor="curator")
    keep_apart(first, second, actor="curator")
    assert not list(proposals())


def test_two_groups_are_proposed_once() -> None:
    first, second, third = (put(member) for member in ("ministry", "platform", "school"))
    find()
    assert len(list(proposals())) == 3
    join(first, second, actor="curator")
    find()
    (proposal,) = proposals()
    assert {proposal.first.pk, proposal.second.pk} == {first.pk, third.pk}


def test_a_decision_outlives_harvest_and_comparing_anew() -> None:
    first, second = put("ministry"), put("platform")
    keep_apart(first, second, actor="curator")
    put("platform", level="beginner")
    call_command("duplicates", "--anew")
    assert pairs() == {(first.pk, second.pk, "same")}
    assert not list(proposals())


def test_only_the_most_alike_of_the_related_are_kept() -> None:
    source = make_source("School")
    for number in range(12):
        make_resource(f"Customs for sellers, part {number}", source=source, description=TEXT, language="en")
    find()
    assert {kind for _one, _other, kind in pairs()} == {"series"}
    assert len(pairs()) <= 12 * 5
