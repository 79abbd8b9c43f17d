"""What modules add to the entries of feeds: events, media, podcasts, licences, Dublin Core."""

from __future__ import annotations

from typing import Any

import pytest

from harvesters.context import Context
from harvesters.fetch import Fetcher
from harvesters.formats import describe
from harvesters.listing import Request
from harvesters.protocols import harvester
from registry.catalogue.description import Description, Occurrence
from tests.harvesters.faults import Site, document
from tests.harvesters.trying import TODAY

NAMESPACES = """
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:ev="http://purl.org/rss/1.0/modules/event/" xmlns:xCal="urn:ietf:params:xml:ns:xcal"
  xmlns:gd="http://schemas.google.com/g/2005" xmlns:cal="http://www.w3.org/2002/12/cal/ical#"
  xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule"
  xmlns:cc="http://web.resource.org/cc/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:atom="http://www.w3.org/2005/Atom" """
ITEM = "<guid>urn:x:1</guid><title>Customs 1</title>"


def described(
    site: Site, inside: str, channel: str = "", warned_of: tuple[str, ...] = (), **settings: Any
) -> Description:
    """The description of an item of an RSS feed with these elements inside."""
    channel = f"<channel><title>Trade Academy</title>{channel}<item>{ITEM}{inside}</item></channel>"
    return described_feed(site, f'<rss version="2.0" {NAMESPACES}>{channel}</rss>', warned_of, **settings)


def described_feed(site: Site, feed: str, warned_of: tuple[str, ...] = (), **settings: Any) -> Description:
    site.answers["/feed"] = document(feed)
    with Fetcher([site.address]) as fetcher:
        reader = harvester("feed")(fetcher, Request(url=site.url("/feed"), settings={}, today=TODAY))
        [record] = [record for page in reader.pages() for record in page.records]
    context = Context(settings, "https://academy.example/feeds/all.xml", TODAY)
    found = describe(record.format, record.payload, context)
    assert tuple(problem.field for problem in context.warnings) == warned_of
    return found


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            "<ev:startdate>2026-12-02T09:00:00+08:00</ev:startdate><ev:enddate>2026-12-02T11:00:00+08:00</ev:enddate>",
            Occurrence(start="2026-12-02T01:00:00Z", end="2026-12-02T03:00:00Z", zone="+08:00"),
        ),
        (
            "<ev:startdate>2026-12-02</ev:startdate><ev:enddate>2026-12-04</ev:enddate>",
            Occurrence(start="2026-12-02", end="2026-12-04", all_day=True),
        ),
        (
            "<xCal:dtstart>2026-12-02T01:00:00Z</xCal:dtstart><xCal:dtend>2026-12-02T03:00:00Z</xCal:dtend>",
            Occurrence(start="2026-12-02T01:00:00Z", end="2026-12-02T03:00:00Z", zone="UTC"),
        ),
        (
            '<xCal:dtstart TZID="America/Lima">20261202T090000</xCal:dtstart>',
            Occurrence(start="2026-12-02T14:00:00Z", zone="America/Lima"),
        ),
        (
            "<xCal:dtstart><xCal:date>2026-12-02</xCal:date></xCal:dtstart><xCal:dtend>2026-12-05</xCal:dtend>",
            Occurrence(start="2026-12-02", end="2026-12-04", all_day=True),
        ),
        (
            "<cal:dtstart>2026-12-02T09:00:00</cal:dtstart>",
            Occurrence(start="2026-12-02T09:00:00"),
        ),
        (
            '<gd:when startTime="2026-12-02" endTime="2026-12-03"/><gd:where valueString="Hall 2, Lima, Peru"/>',
            Occurrence(
                start="2026-12-02", end="2026-12-02", all_day=True, place="Hall 2, Lima, Peru", economy="PE"
            ),
        ),
    ],
)
def test_it_reads_when_an_event_is_held(site: Site, stated: str, expected: Occurrence) -> None:
    assert described(site, stated).occurrences == (expected,)


def test_it_reads_all_that_the_event_module_says(site: Site) -> None:
    found = described(
        site,
        """<ev:startdate>2026-12-02T01:00:00Z</ev:startdate><ev:location>https://academy.example/room</ev:location>
        <ev:organizer>Chamber of Commerce</ev:organizer><ev:type>workshop</ev:type>""",
    )
    assert (found.type, found.publisher) == ("workshop", "Chamber of Commerce")
    assert found.occurrences[0].url == "https://academy.example/room"
    assert described(site, "<ev:organizer>mei@academy.example</ev:organizer>").publisher == "Trade Academy"


def test_it_reads_every_session_that_an_entry_states(site: Site) -> None:
    found = described(
        site, '<gd:when startTime="2026-12-02T01:00:00Z"/><gd:when startTime="2026-12-09T01:00:00Z"/>'
    )
    assert [one.start for one in found.occurrences] == ["2026-12-02T01:00:00Z", "2026-12-09T01:00:00Z"]


def test_it_warns_of_a_start_and_an_end_that_are_no_dates(site: Site) -> None:
    ends = "<ev:startdate>2026-12-02</ev:startdate><ev:enddate>late</ev:enddate>"
    assert described(site, ends, warned_of=("occurrences.end",)).occurrences[0].end is None
    found = described(site, "<ev:startdate>soon</ev:startdate>", warned_of=("occurrences.start",))
    assert found.occurrences == ()


def test_times_without_a_zone_are_in_the_one_of_the_settings(site: Site) -> None:
    [one] = described(site, "<ev:startdate>2026-12-02T09:00:00</ev:startdate>", zone="Asia/Tokyo").occurrences
    assert (one.start, one.zone) == ("2026-12-02T00:00:00Z", "Asia/Tokyo")


def test_it_reads_what_stands_inside_a_group_of_media(site: Site) -> None:
    found = described(
        site,
        """<media:group><media:title>Another title</media:title><media:description>All of it</media:description>
        <media:keywords>customs, duties</media:keywords><media:thumbnail url="/1.jpg"/>
        <media:license type="text/html" href="https://creativecommons.org/licenses/by/4.0/">CC BY</media:license>
        <media:content url="https://academy.example/1.mp4" type="video/mp4" duration="185"/></media:group>""",
    )
    assert found == Description(
        title="Customs 1",
        description="All of it",
        type="video",
        subjects=("customs", "duties"),
        publisher="Trade Academy",
        duration="PT3M5S",
        licence="https://creativecommons.org/licenses/by/4.0/",
        image="https://academy.example/1.jpg",
    )


def test_it_takes_a_picture_among_media_for_the_image(site: Site) -> None:
    found = described(
        site, '<media:content url="/1.png" medium="image"><media:title>x</media:title></media:content>'
    )
    assert (found.image, found.type) == ("https://academy.example/1.png", None)


def test_it_reads_an_episode_of_a_podcast(site: Site) -> None:
    found = described(
        site,
        """<itunes:summary>All of it</itunes:summary><itunes:episode>3</itunes:episode>
        <itunes:duration>3725</itunes:duration><itunes:keywords>customs,duties</itunes:keywords>""",
        channel="<itunes:author>Mei Lin</itunes:author>",
    )
    assert (found.type, found.duration, found.description) == ("podcast", "PT1H2M5S", "All of it")
    assert (found.subjects, found.creators) == (("customs", "duties"), ("Mei Lin",))


@pytest.mark.parametrize(
    ("inside", "channel"),
    [
        (
            "<creativeCommons:license>{}</creativeCommons:license>",
            "<copyright>All rights reserved</copyright>",
        ),
        ('<cc:license rdf:resource="{}"/>', ""),
        ('<atom:link rel="license" href="{}"/>', ""),
        ("<dcterms:license>{}</dcterms:license>", ""),
        ("<dc:rights>{}</dc:rights>", "<copyright>All rights reserved</copyright>"),
        ("", "<creativeCommons:license>{}</creativeCommons:license>"),
        ("", "<copyright>{}</copyright>"),
    ],
)
def test_it_reads_a_licence_of_the_entry_or_else_of_the_feed(site: Site, inside: str, channel: str) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert described(site, inside.format(licence), channel.format(licence)).licence == licence


def test_it_reads_dublin_core_for_whom_and_where(site: Site) -> None:
    found = described(
        site,
        """<dcterms:audience>SMMEs</dcterms:audience><dcterms:educationLevel>Beginner</dcterms:educationLevel>
        <dc:coverage>Peru</dc:coverage><dc:coverage>the 20th century</dc:coverage>""",
    )
    assert (found.audience, found.level, found.economies) == (("SMMEs",), "Beginner", ("PE",))


def test_an_entry_taken_over_from_another_feed_names_that_as_publisher(site: Site) -> None:
    assert (
        described(site, '<source url="https://b.example/feed">Port Authority</source>').publisher
        == "Port Authority"
    )
    found = described_feed(
        site,
        """<feed xmlns="http://www.w3.org/2005/Atom"><title>Planet</title><author><name>Editor</name></author><entry>
        <id>urn:x:1</id><title>A</title><source><title>Port Authority</title><author><name>Mei Lin</name></author>
        </source></entry></feed>""",
    )
    assert (found.publisher, found.creators) == ("Port Authority", ("Mei Lin",))


@pytest.mark.parametrize(
    "content",
    [
        '<content type="image/png">iVBORw0KGgo=</content>',
        '<content src="https://a.example/1.pdf" type="application/pdf"/>',
        '<content type="text/plain" mode="base64">SGVsbG8=</content>',
    ],
)
def test_a_file_in_an_entry_is_not_its_text(site: Site, content: str) -> None:
    entry = f"<entry><id>urn:x:1</id><title>A</title>{content}<summary>Short</summary></entry>"
    found = described_feed(site, f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>')
    assert found.description == "Short"
