"""What came from another node is described again as carefully as it was taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command

from harvesters.context import Context
from harvesters.formats import native
from registry.catalogue.description import Description
from registry.catalogue.models import Record, RecordKey
from registry.sources.models import KeptPayload, Node
from tests.federation.exchange_feed import ExchangeFeed
from tests.federation.test_unsound_peers import Peers, take
from tests.federation.test_unsound_peers import peers as peers  # a fixture

pytestmark = pytest.mark.django_db


def understand_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if this program had been taught to read titles that are numbers, and to mark all of them."""
    before = native.describe

    def describe(payload: bytes, context: Context) -> Description:
        described = before(payload.replace(b'"title": 7', b'"title": "Seven"'), context)
        return replace(described, title=f"{described.title} (read anew)")

    monkeypatch.setattr(native, "describe", describe)


def test_a_peers_record_stays_its_origins(peers: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = ExchangeFeed()
    feed.give("a")
    source = peers.source(feed)
    take(source)
    before, keys = Record.objects.get(), set(RecordKey.objects.values_list("digest", flat=True))
    understand_more(monkeypatch)
    call_command("redescribe")
    after = Record.objects.get()
    assert after.description["title"] == "Customs course a (read anew)"
    kept: tuple[Any, ...] = (
        "chain",
        "origin_node",
        "origin_source",
        "origin_identifier",
        "datestamp",
        "organisation",
    )
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert set(RecordKey.objects.values_list("digest", flat=True)) == keys
    assert take(source) == {"listed": 1, "unchanged": 1}


def test_what_came_through_this_node_is_not_taken_in_later_either(
    peers: Peers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed, origin = ExchangeFeed(), ExchangeFeed()
    stated = origin.record("b") | {"description": {"title": 7}}
    feed.give("a", description={"title": 7})
    feed.give("b", **stated | {"chain": [str(origin.node), str(Node.this().uuid), str(feed.node)]})
    assert take(peers.source(feed)) == {"listed": 2, "rejected": 2}
    assert KeptPayload.objects.count() == 2
    understand_more(monkeypatch)
    call_command("redescribe")
    assert "1 added" in capsys.readouterr().out
    assert [r.description["title"] for r in Record.objects.all()] == ["Seven (read anew)"]
    assert Record.objects.get().chain == [str(feed.node)]
