"""Every real feed: how many entries are listed, taken and rejected, and what is read out of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harvesters.fetch import Fetcher
from harvesters.listing import Request
from harvesters.protocols import harvester
from tests.harvesters.faults import Site, document
from tests.harvesters.trying import TODAY, counts, reasons, try_document, try_url

pytestmark = pytest.mark.shared

ATOM_AND_DUBLIN_CORE = "event_rss__reads-atom-items-from-dublin-core-and-native-atom-fields__1.xml"
PAGE = "event_rss__reads-feed-from-html-alternate-meta-link__1.html"
NAMED_BY_PAGE = "event_rss__reads-feed-from-html-alternate-meta-link__2.xml"
RELATIVE_LINK = "event_rss__resolves-relative-rss-item-links-against-the-feed-url__1.xml"
RSS_1 = "material_rss__reads-rss-1-0-feed__1.xml"


@pytest.fixture
def feeds(shared: Path) -> Path:
    return shared / "real" / "feeds"


def entries_in(body: bytes) -> int:
    return len(re.findall(rb"<(?:item|entry)[ >]", body))


@pytest.mark.parametrize(
    "name",
    [ATOM_AND_DUBLIN_CORE, NAMED_BY_PAGE, RELATIVE_LINK, RSS_1, "mit-medium_news.rss", "mit-podcast.rss"],
)
@pytest.mark.parametrize("protocol", ["feed", None])
def test_it_takes_every_entry(feeds: Path, site: Site, name: str, protocol: str | None) -> None:
    body = (feeds / name).read_bytes()
    trial = try_document(site, body, protocol)
    assert trial.outcome == "succeeded"
    assert entries_in(body) > 0
    assert counts(trial) == {"listed": entries_in(body), "added": entries_in(body)}
    led_elsewhere = body.count(b'rel="next"')  # to a host that is not the test's
    assert len(trial.errors) == led_elsewhere
    assert all("another host" in reason for reason in reasons(trial))


def test_it_reads_the_further_part_that_a_podcast_names(feeds: Path, site: Site) -> None:
    """Its host rewritten to the test's; the part before is the same file, with other identifiers and no next part."""
    body = (feeds / "mit-podcast.rss").read_text().replace("http://feeds.soundcloud.com/", site.url("/"))
    path = "/users/soundcloud:users:something/sounds.rss"
    site.answers[path] = document(body)
    older = re.sub("<atom:link [^>]*next[^>]*>", "", body).replace("numbers", "older")
    site.answers[f"{path}?before=111"] = document(older)
    trial = try_url(site, path, "feed")
    assert site.asked() == [path, f"{path}?before=111"]
    assert counts(trial) == {"listed": 2 * body.count("<item>"), "added": 2 * body.count("<item>")}
    assert trial.errors == []


@pytest.mark.parametrize("name", ["feedparser-chardet-gb2312.xml", "feedparser-chardet-shiftjis.xml"])
def test_it_rejects_an_entry_that_nothing_identifies(feeds: Path, site: Site, name: str) -> None:
    body = (feeds / name).read_bytes()
    trial = try_document(site, body, "feed")
    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 1, "rejected": 1}
    assert entries_in(body) == 1
    assert [problem.field for problem in trial.errors] == ["identifier"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("feedparser-chardet-gb2312.xml", "gb2312"), ("feedparser-chardet-shiftjis.xml", "shift_jis")],
)
def test_it_reads_chinese_and_japanese_whose_encoding_is_not_declared(
    feeds: Path, site: Site, name: str, encoding: str
) -> None:
    body = (feeds / name).read_bytes()
    title = re.search("<title>(.*?)</title>", body.decode(encoding, "replace"))
    assert title
    assert any(character > "\u3000" for character in title[1])
    site.answers["/feed"] = document(body)
    with Fetcher([site.address]) as fetcher:
        reader = harvester("feed")(fetcher, Request(url=site.url("/feed"), settings={}, today=TODAY))
        [record] = [record for page in reader.pages() for record in page.records]
    assert title[1] in record.payload.decode()


def test_it_reads_an_empty_feed_with_an_encoding_that_does_not_exist(feeds: Path, site: Site) -> None:
    body = (feeds / "feedparser-bozo_bogus_encoding.xml").read_bytes()
    trial = try_document(site, body, "feed")
    assert trial.outcome == "succeeded"
    assert counts(trial) == {}
    assert entries_in(body) == 0
    assert reasons(trial) == ["The list is empty."]


@pytest.mark.parametrize("protocol", ["feed", None])
def test_it_follows_a_page_to_the_feed_that_it_names(feeds: Path, site: Site, protocol: str | None) -> None:
    page = (feeds / PAGE).read_text().replace("https://www.youtube.com", site.url("").rstrip("/"))
    site.answers["/channel"] = document(page, "text/html")
    site.answers["/feeds/videos.xml?channel_id=UCevent123"] = document((feeds / NAMED_BY_PAGE).read_bytes())
    trial = try_url(site, "/channel", protocol)
    assert counts(trial) == {"listed": 1, "added": 1}
    assert trial.records[0]["title"] == "Alternate feed event"


def test_it_prefers_atoms_own_elements_to_dublin_core(feeds: Path, site: Site) -> None:
    native, fallback = try_document(site, (feeds / ATOM_AND_DUBLIN_CORE).read_bytes(), "feed").records
    assert native["title"] == "Native Atom event title"
    assert native["description"] == "Native Atom event summary"
    assert native["url"] == "https://example.org/atom-events/native"
    assert native["creators"] == ["Native Atom Author"]
    assert native["type"] == "seminar"
    assert native["subjects"] == ["native-atom-event-category", "atom-event-topic"]
    assert native["identifiers"] == ["https://example.org/atom-events/dc-url"]
    assert native["occurrences"] == []  # dc:date says nothing of when it is held
    assert fallback["description"] == "Fallback Atom event content"


def test_it_resolves_a_relative_link_and_keeps_it_as_identifier(feeds: Path, site: Site) -> None:
    [record] = try_document(site, (feeds / RELATIVE_LINK).read_bytes(), "feed").records
    assert record["url"] == site.url("/community-calls/april-2026/")
    assert record["identifier"] == "/community-calls/april-2026/"


def test_it_reads_the_dublin_core_of_rss_1(feeds: Path, site: Site) -> None:
    [record] = try_document(site, (feeds / RSS_1).read_bytes(), "feed").records
    assert record["identifier"] == "https://example.org/rss10/item"
    assert record["identifiers"] == ["doi:10.1111/rss10doi"]
    assert record["creators"] == ["RSS 1.0 Creator"]
    assert record["subjects"] == ["rss10-subject"]


def test_it_reads_a_podcast(feeds: Path, site: Site) -> None:
    first, second = try_document(site, (feeds / "mit-podcast.rss").read_bytes(), "feed").records
    assert (first["title"], second["title"]) == ("Episode1", "Episode2")
    assert first["type"] == "podcast"
    assert first["language"] == "en"
    assert first["creators"] == ["Author"]
