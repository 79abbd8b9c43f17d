"""Other nodes with faults or bad intentions: one bad record costs one record, and nobody speaks for another."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from harvesters.runs import COUNTS, harvest
from registry.catalogue.models import Record, Resource, Tombstone
from registry.catalogue.rebuilding import rebuild
from registry.sources.models import Node, Run, Source
from tests.factories import make_resource, make_source
from tests.federation.exchange_feed import LATER, PAST, ExchangeFeed

pytestmark = pytest.mark.django_db


class Peers:
    """Feeds of other nodes, and the sources that this node has of them."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server

    def source(self, feed: ExchangeFeed, name: str = "peer") -> Source:
        return make_source(
            name,
            kind="platform",
            url=feed.serve(self.server, f"/{name}"),
            settings={"metadata_prefix": "cbet"},
            licence="CC0-1.0",
            may_republish=True,
        )


@pytest.fixture
def peers(httpserver: HTTPServer, settings: Settings) -> Peers:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    return Peers(httpserver)


def take(source: Source) -> dict[str, int]:
    run = harvest(Source.objects.get(pk=source.pk), full=True)
    return {name: getattr(run, name) for name in COUNTS if getattr(run, name)}


def titles() -> set[str]:
    return set(Resource.objects.visible().values_list("title", flat=True))


UNSOUND: dict[str, dict[str, Any]] = {
    "no chain": {"chain": []},
    "a chain that begins elsewhere": {"chain": [str(uuid4())]},
    "a chain of no nodes": {"chain": ["the other node"]},
    "a chain that is no list": {"chain": "abc"},
    "an endless chain": {"chain": [str(uuid4()) for _ in range(5000)]},
    "no date": {"datestamp": "yesterday"},
    "a date without an offset": {"datestamp": "2026-11-01T09:00:00"},
    "a date to come": {"datestamp": "9999-01-01T00:00:00Z"},
    "an origin that is none": {"origin": {"node": "x", "source": "y", "identifier": "z"}},
    "an identifier that is no text": {
        "origin": {"node": str(uuid4()), "source": str(uuid4()), "identifier": 7}
    },
    "a description that is none": {"description": [1, 2]},
    "a title that is a number": {"description": {"title": 7}},
}


@pytest.mark.parametrize("stated", UNSOUND.values(), ids=UNSOUND.keys())
def test_an_unsound_record_is_rejected_and_the_rest_is_taken(peers: Peers, stated: dict[str, Any]) -> None:
    feed = ExchangeFeed()
    feed.give("bad", **stated)
    feed.give("good")
    source = peers.source(feed)
    assert take(source) == {"listed": 2, "rejected": 1, "added": 1}
    assert titles() == {"Customs course good"}
    assert Run.objects.get().errors.get().advice


@pytest.mark.parametrize(
    "value",
    [
        {"identifiers": [7], "subjects": {"a": 1}, "free": "yes", "level": ["x"], "occurrences": [1]},
        {"occurrences": [{"start": "2027-01-01", "seats": "many"}], "type": "weapon", "forms": ["astral"]},
        {"occurrences": [{"begin": "2027-01-01"}], "economies": ["Atlantis"], "price": "1e99999999"},
        {"recurrence": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY\n"
                       "END:VEVENT\nEND:VCALENDAR"},
        {"url": "javascript:alert(1)", "image": "data:text/html,x", "language": "<script>"},
        {"published": "9999-99-99", "modified": 3, "duration": "long", "currency": "gold", "certain": 0},
    ],
)  # fmt: skip
def test_values_of_another_kind_stay_unknown(peers: Peers, value: dict[str, Any]) -> None:
    feed = ExchangeFeed()
    feed.give("a", description={"title": "Customs course a"} | value)
    assert take(peers.source(feed)) == {"listed": 1, "added": 1}
    effective = Resource.objects.get().effective
    assert set(effective) <= {"title", "language", "language_by"}
    assert "<" not in effective.get("language", "")
    assert Run.objects.get().errors.exists()


def test_a_record_in_this_node_s_name_is_not_taken(peers: Peers) -> None:
    feed, own = ExchangeFeed(), make_resource("Own course")
    us, origin = str(Node.this().uuid), own.record
    name = {"node": us, "source": str(origin.source.uuid), "identifier": origin.identifier}
    feed.give("forged", origin=name, chain=[us, str(feed.node)])
    feed.give("written otherwise", origin=name | {"identifier": "x"}, chain=[us.upper(), str(feed.node)])
    feed.give("without us", origin=name | {"identifier": "y"}, chain=[str(feed.node)])
    assert take(peers.source(feed)) == {"listed": 3, "skipped": 2, "rejected": 1}
    assert titles() == {"Own course"}


def test_a_record_that_came_through_this_node_is_not_taken_wherever_it_stands(peers: Peers) -> None:
    feed = ExchangeFeed()
    third = str(uuid4())
    origin = {"node": third, "source": str(uuid4()), "identifier": "a"}
    feed.give("a", origin=origin, chain=[third, str(Node.this().uuid), str(feed.node)])
    assert take(peers.source(feed)) == {"listed": 1, "skipped": 1}


def test_a_record_under_another_s_identifier_is_rejected(peers: Peers) -> None:
    feed = ExchangeFeed()
    feed.give("a", identifier=f"cbet:{uuid4()}:{uuid4()}:a")
    assert take(peers.source(feed)) == {"listed": 1, "rejected": 1}


def test_a_node_does_not_become_another(peers: Peers) -> None:
    feed = ExchangeFeed()
    feed.give("a")
    source = peers.source(feed)
    take(source)
    other = ExchangeFeed()
    other.give("b")
    feed.entries |= other.entries
    assert take(source) == {"listed": 2, "unchanged": 1, "rejected": 1}


def test_nobody_else_deletes_what_is_this_node_s_own(peers: Peers) -> None:
    own = make_resource("Own course", source=make_source("Ministry", licence="CC0-1.0", may_republish=True))
    feed = ExchangeFeed()
    record = own.record
    feed.bury(f"cbet:{record.origin_node}:{record.origin_source}:{record.origin_identifier}", LATER)
    take(peers.source(feed))
    assert titles() == {"Own course"}
    assert not Tombstone.objects.exists()


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "zzzz", "x" * 100])
def test_a_tombstone_of_no_time_that_was_keeps_nothing_out(peers: Peers, moment: str) -> None:
    feed, third = ExchangeFeed(), ExchangeFeed()
    identifier = third.give("a")
    feed.bury(identifier, moment)
    take(peers.source(feed, "hostile"))
    take(peers.source(third, "honest"))
    assert titles() == {"Customs course a"}


def test_an_organisation_that_feeds_this_node_is_not_spoken_for(peers: Peers) -> None:
    ministry = make_source("Ministry").organisation
    feed = ExchangeFeed()
    feed.give("a", organisation={"uuid": str(ministry.uuid), "name": "Ministry", "kind": "platform"})
    take(peers.source(feed))
    assert Record.objects.get().organiser.name == "peer"
    ministry.refresh_from_db()
    assert ministry.kind == "government"


@pytest.mark.parametrize(
    "stated",
    [
        {"uuid": "none", "name": "X"},
        {"name": "X"},
        {"uuid": str(uuid4()), "name": "x" * 5000, "kind": "k" * 50, "economy": "ATLANTIS", "website": "javascript:x"},
        {"uuid": str(uuid4()), "name": 7},
        {},
    ],
)  # fmt: skip
def test_an_organisation_that_is_none_costs_no_record(peers: Peers, stated: dict[str, Any]) -> None:
    feed = ExchangeFeed()
    feed.give("a", organisation=stated)
    assert take(peers.source(feed)) == {"listed": 1, "added": 1}
    organiser = Record.objects.get().organiser
    organiser.full_clean()


def test_a_second_harvest_writes_nothing_also_of_deletions(peers: Peers) -> None:
    feed, third = ExchangeFeed(), ExchangeFeed()
    feed.give("a")
    feed.bury(third.give("deleted at its origin"), PAST)
    feed.bury(third.give("no longer shared"), None)
    source = peers.source(feed)
    take(source)
    before = list(Tombstone.objects.values()), list(Record.objects.values()), list(Resource.objects.values())
    assert take(source) == {"listed": 3, "unchanged": 3}
    after = list(Tombstone.objects.values()), list(Record.objects.values()), list(Resource.objects.values())
    assert after == before


def test_an_earlier_tombstone_does_not_replace_a_later_one(peers: Peers) -> None:
    third, slow, quick = ExchangeFeed(), ExchangeFeed(), ExchangeFeed()
    identifier = third.give("a")
    quick.bury(identifier, LATER)
    slow.bury(identifier, PAST)
    take(peers.source(quick, "quick"))
    take(peers.source(slow, "slow"))
    assert Tombstone.objects.get().datestamp == LATER


def through(feed: ExchangeFeed, origin: ExchangeFeed, name: str, datestamp: str) -> str:
    """Lists another node's record at `feed`, as it passes it on."""
    native = origin.record(name)
    return feed.give(name, **native | {"chain": [str(origin.node), str(feed.node)], "datestamp": datestamp})


def test_an_older_copy_stays_out_and_a_newer_one_comes_in(peers: Peers) -> None:
    origin, one, other = ExchangeFeed(), ExchangeFeed(), ExchangeFeed()
    one.bury(through(other, origin, "a", PAST), PAST)
    through(other, origin, "b", PAST)
    take(peers.source(one, "one"))
    source = peers.source(other, "other")
    assert take(source) == {"listed": 2, "added": 1, "skipped": 1}
    assert take(source) == {"listed": 2, "unchanged": 1, "skipped": 1}
    through(other, origin, "a", LATER)
    assert take(source) == {"listed": 2, "added": 1, "unchanged": 1}
    assert titles() == {"Customs course a", "Customs course b"}


def test_moments_are_compared_whatever_their_zone(peers: Peers) -> None:
    """Nine in the morning in Singapore is before nine in London."""
    origin, one, other = ExchangeFeed(), ExchangeFeed(), ExchangeFeed()
    one.bury(through(other, origin, "a", "2026-11-01T12:00:00+08:00"), "2026-11-01T09:00:00Z")
    take(peers.source(one, "one"))
    assert take(peers.source(other, "other")) == {"listed": 1, "skipped": 1}


def test_a_deletion_takes_away_the_copies_that_came_by_others(peers: Peers) -> None:
    origin, one, other = ExchangeFeed(), ExchangeFeed(), ExchangeFeed()
    through(one, origin, "a", PAST)
    identifier = through(other, origin, "a", PAST)
    first, second = peers.source(one, "one"), peers.source(other, "other")
    take(first)
    take(second)
    assert titles() == {"Customs course a"}
    other.bury(identifier, LATER)
    assert take(second) == {"listed": 1, "deleted": 1}
    assert titles() == set()
    assert take(first) == {"listed": 1, "skipped": 1}, "the copy that is still offered stays out"


def test_a_deletion_is_learnt_also_after_a_node_stopped_sharing(peers: Peers) -> None:
    origin, one, other = ExchangeFeed(), ExchangeFeed(), ExchangeFeed()
    through(one, origin, "a", PAST)
    identifier = through(other, origin, "a", PAST)
    first, second = peers.source(one, "one"), peers.source(other, "other")
    take(first)
    take(second)
    other.bury(identifier, None)
    assert take(second) == {"listed": 1, "deleted": 1}
    assert titles() == {"Customs course a"}, "the other way is still open"
    other.bury(identifier, LATER)
    take(second)
    assert titles() == set()


def test_its_origin_brings_back_what_others_call_deleted(peers: Peers) -> None:
    origin, hostile = ExchangeFeed(), ExchangeFeed()
    hostile.bury(origin.give("a"), LATER)
    source = peers.source(origin, "origin")
    take(source)
    take(peers.source(hostile, "hostile"))
    assert titles() == {"Customs course a"}
    changed = origin.record("a")["description"] | {"title": "Customs course a, revised"}
    origin.give("a", description=changed)
    take(source)
    assert titles() == {"Customs course a, revised"}


def test_an_ordinary_source_gives_no_native_records(peers: Peers) -> None:
    feed = ExchangeFeed()
    feed.give("a")
    source = peers.source(feed)
    source.settings = {}
    source.save()
    assert take(source) == {"listed": 1, "rejected": 1}


def test_a_peer_that_sends_something_else_is_told(peers: Peers) -> None:
    feed = ExchangeFeed()
    feed.give("a")
    for identifier, entry in feed.entries.items():
        dublin_core = (
            '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Customs</dc:title></oai_dc:dc>'
        )
        start, end = entry.index("<metadata>"), entry.index("</metadata>")
        feed.entries[identifier] = f"{entry[:start]}<metadata>{dublin_core}{entry[end:]}"
    assert take(peers.source(feed)) == {"listed": 1, "rejected": 1}
    assert "native" in Run.objects.get().errors.get().reason


def test_a_rebuild_rates_a_peer_s_record_by_its_organiser(peers: Peers) -> None:
    feed = ExchangeFeed()
    description = feed.record("a")["description"] | {"description": "Issued by the ministry. Customs forms."}
    organisation = {"uuid": str(uuid4()), "name": "Ministry", "kind": "government", "economy": "CL"}
    feed.give("a", description=description, organisation=organisation)
    take(peers.source(feed))
    before = Resource.objects.get().profile
    rebuild()
    assert Resource.objects.get().profile == before


def test_a_record_s_organiser_follows_its_origin(peers: Peers) -> None:
    feed = ExchangeFeed()
    feed.give("a")
    source = peers.source(feed)
    take(source)
    feed.give("a", organisation={"uuid": str(uuid4()), "name": "Port Authority", "kind": "government"})
    take(source)
    assert Record.objects.get().organiser.name == "Port Authority"


def test_a_hundred_thousand_nested_brackets_are_one_bad_record(peers: Peers) -> None:
    feed = ExchangeFeed()
    feed.give("good")
    bad = feed.give("bad")
    payload = json.dumps(feed.record("bad"))
    feed.entries[bad] = feed.entries[bad].replace(payload, "[" * 100_000)
    assert take(peers.source(feed)) == {"listed": 2, "added": 1, "rejected": 1}


@pytest.mark.parametrize("end", ["9999-12-31", "9999-12-31T23:59:59-12:00"])
def test_a_session_until_the_end_of_time_costs_nothing_but_its_end(peers: Peers, end: str) -> None:
    feed = ExchangeFeed()
    session = {"start": "2027-01-01", "end": end}
    feed.give("a", description={"title": "Open for ever", "occurrences": [session]})
    assert take(peers.source(feed)) == {"listed": 1, "added": 1}
    assert Resource.objects.get().occurrences.get().ends is None
