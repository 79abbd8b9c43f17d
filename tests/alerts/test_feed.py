"""Any search as an Atom feed: an entry for each resource, and another one only for a date after its last."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import etree

from search.index import drain
from tests.alerts.conftest import HERE, day, describe
from tests.factories import make_resource

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def read(client: Client, search: str = "q=customs") -> etree._Element:
    drain()
    answer = client.get(f"/alerts/feed.atom?{search}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml"
    return etree.fromstring(answer.content)


def ids(feed: etree._Element) -> list[str]:
    return feed.xpath("a:entry/a:id/text()", namespaces=ATOM)  # type: ignore[return-value]


def test_it_holds_what_the_search_finds(client: Client) -> None:
    made = make_resource("Customs forms & papers", language="es")
    make_resource("Payment by letter of credit")
    feed = read(client)
    assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM) == ["Customs forms & papers"]
    assert feed.xpath("a:entry/a:link/@href", namespaces=ATOM) == [f"{HERE}/resources/{made.public_id}/"]
    assert (
        feed.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM)
        == f"{HERE}/alerts/feed.atom?q=customs"
    )
    assert feed.xpath("a:entry/@xml:lang", namespaces=ATOM) == ["es"]


def test_an_entry_keeps_its_id_until_there_is_a_later_date(client: Client) -> None:
    made = make_resource("Customs workshop", occurrences=[day(-3, "a"), day(5, "b")])
    first = ids(read(client))
    describe(made, description="edited")
    assert ids(read(client)) == first
    describe(made, occurrences=[day(-3, "a"), day(5, "b"), day(9, "c")])
    second = ids(read(client))
    assert len(second) == 1
    assert second != first


def test_it_is_not_sent_again_when_nothing_has_changed(client: Client) -> None:
    make_resource("Customs forms")
    drain()
    stamp = client.get("/alerts/feed.atom?q=customs")["Last-Modified"]
    assert client.get("/alerts/feed.atom?q=customs", headers={"If-Modified-Since": stamp}).status_code == 304


def test_an_empty_search_and_senseless_parameters_are_a_feed(client: Client) -> None:
    assert ids(read(client, "q=nothinglikethis&date=yesterday&cursor=x&from=2026-99-99")) == []


def test_a_cache_keeps_it_apart_by_the_chosen_language(client: Client) -> None:
    answer = client.get("/alerts/feed.atom?q=customs")
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))
