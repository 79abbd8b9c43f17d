"""JSON Feed, versions 1.0 and 1.1, in every state of repair."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harvesters.context import Context
from harvesters.fetch import Fetcher
from harvesters.formats import describe
from harvesters.listing import Harvested, Request
from harvesters.protocols import harvester
from registry.catalogue.description import Description
from tests.harvesters.faults import Site, document
from tests.harvesters.trying import TODAY, counts, reasons, try_document

ITEM = {"id": "urn:x:1", "title": "Customs 1"}


def feed(*items: Any, version: str = "1.1", **about: Any) -> str:
    whole = {"version": f"https://jsonfeed.org/version/{version}", "title": "Trade Academy", **about}
    return json.dumps(whole | {"items": list(items)}, ensure_ascii=False)


def harvested(site: Site, body: str) -> list[Harvested]:
    site.answers["/feed.json"] = document(body)
    with Fetcher([site.address]) as fetcher:
        reader = harvester("feed")(fetcher, Request(url=site.url("/feed.json"), settings={}, today=TODAY))
        return [record for page in reader.pages() for record in page.records]


def described(site: Site, item: dict[str, Any], warned_of: tuple[str, ...] = (), **about: Any) -> Description:
    [record] = harvested(site, feed(ITEM | item, **about))
    context = Context({}, "https://academy.example/feeds/all.json", TODAY)
    found = describe(record.format, record.payload, context)
    assert tuple(problem.field for problem in context.warnings) == warned_of
    return found


@pytest.mark.parametrize("version", ["1", "1.1"])
@pytest.mark.parametrize("protocol", ["feed", None])
def test_it_reads_both_versions(site: Site, version: str, protocol: str | None) -> None:
    trial = try_document(site, feed(ITEM, ITEM | {"id": "2"}, version=version), protocol)
    assert trial.errors == []
    assert [record["identifier"] for record in trial.records] == ["urn:x:1", "2"]


def test_it_reads_all_that_an_item_says(site: Site) -> None:
    found = described(
        site,
        {
            "url": "/courses/1",
            "content_html": "<p>First</p><p>Second</p>",
            "content_text": "First",
            "summary": "Short",
            "image": "/1.png",
            "tags": ["Customs", "HS codes"],
            "authors": [
                {"name": "Mei Lin"},
                {"name": "someone@academy.example"},
                {"url": "https://x.example"},
            ],
            "date_published": "2026-12-02T09:00:00+08:00",
            "date_modified": "2026-12-03T01:00:00Z",
            "attachments": [
                {"url": "/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1, "duration_in_seconds": 3725}
            ],
        },
        language="es-PE",
    )
    assert found == Description(
        title="Customs 1",
        description="First\n\nSecond",
        url="https://academy.example/courses/1",
        language="es-PE",
        type="podcast",
        subjects=("Customs", "HS codes"),
        creators=("Mei Lin",),
        publisher="Trade Academy",
        duration="PT1H2M5S",
        image="https://academy.example/1.png",
        published="2026-12-02T01:00:00Z",
        modified="2026-12-03T01:00:00Z",
    )


def test_an_item_says_more_than_its_feed(site: Site) -> None:
    about = {"language": "en", "author": {"name": "Ana Ruiz"}}
    own = {"language": "zh-Hant", "author": {"name": "Mei Lin"}}
    assert described(site, {}, **about).language == "en"
    assert described(site, {}, **about).creators == ("Ana Ruiz",)
    assert described(site, own, **about).language == "zh-Hant"
    assert described(site, own, **about).creators == ("Mei Lin",)


def test_it_takes_another_address_where_an_item_has_none_of_its_own(site: Site) -> None:
    assert described(site, {"external_url": "https://b.example/1"}).url == "https://b.example/1"
    assert described(site, {"id": "https://c.example/1"}).url == "https://c.example/1"
    assert described(site, {"id": "number-1"}).url is None


def test_it_takes_a_number_and_a_link_for_an_identifier(site: Site) -> None:
    items = [
        ITEM | {"id": 7},
        {"url": "https://a.example/1", "title": "A"},
        {"title": "Nothing"},
        "no object",
    ]
    trial = try_document(site, feed(*items), "feed")
    assert [record["identifier"] for record in trial.records] == ["7", "https://a.example/1"]
    assert counts(trial) == {"listed": 4, "added": 2, "rejected": 2}
    assert all(problem.advice for problem in trial.errors)


def test_members_of_another_kind_are_unknown(site: Site) -> None:
    wrong = {
        "tags": {"a": 1},
        "authors": "Mei Lin",
        "attachments": [None, {"duration_in_seconds": "x"}],
        "url": [],
    }
    found = described(site, {**wrong, "date_published": "soon"}, warned_of=("published",))
    assert found == Description(title="Customs 1", publisher="Trade Academy")


def test_an_unchanged_item_is_the_same_whatever_else_the_feed_says(site: Site) -> None:
    [before] = harvested(site, feed(ITEM | {"_replies": {"count": 3}}))
    [after, _] = harvested(site, feed(dict(reversed(ITEM.items())), ITEM | {"id": "2"}, description="New"))
    assert before.payload == after.payload


@pytest.mark.parametrize("protocol", ["feed", None])
def test_it_takes_what_came_before_a_feed_breaks_off(site: Site, protocol: str | None) -> None:
    whole = feed(ITEM, ITEM | {"id": "2"}, ITEM | {"id": "3"})
    trial = try_document(site, whole[:-20], protocol)
    assert trial.outcome == "partial"
    assert [record["identifier"] for record in trial.records] == ["urn:x:1", "2"]
    assert "cannot be read further" in reasons(trial)[-1]
    assert harvested(site, whole)[0].payload.count(b"Trade Academy") == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"items": []}', "no JSON Feed"),
        ("{", "cannot be read further"),
        ('{"a":' * 9_000, "nested too deeply"),
    ],
)
def test_it_says_what_is_wrong_with_what_is_no_feed(site: Site, body: str, reason: str) -> None:
    trial = try_document(site, body, "feed")
    assert trial.outcome == "failed"
    assert reason in reasons(trial)[0]
    assert trial.errors[0].advice


def test_an_empty_feed_succeeds_with_a_warning(site: Site) -> None:
    trial = try_document(site, feed(), "feed")
    assert (trial.outcome, counts(trial), len(trial.errors)) == ("succeeded", {}, 1)
