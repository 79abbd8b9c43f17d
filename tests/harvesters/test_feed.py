"""Feeds of every version and in every state of repair."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from harvesters.context import Context
from harvesters.fetch import Fetcher
from harvesters.formats import describe
from harvesters.listing import Completeness, Request
from harvesters.protocols import harvester
from registry.catalogue.description import Description, Occurrence
from tests.harvesters.faults import Site, document
from tests.harvesters.trying import TODAY, counts, reasons, try_document, try_url

MODULES = """
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:ev="http://purl.org/rss/1.0/modules/event/"
  xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
  xmlns:atom="http://www.w3.org/2005/Atom" """


def rss(*items: str, channel: str = "<title>Trade Academy</title>") -> str:
    return f'<rss version="2.0" {MODULES}><channel>{channel}{"".join(items)}</channel></rss>'


def item(inside: str = "", number: int = 1) -> str:
    return f"<item><guid>urn:x:{number}</guid><title>Customs {number}</title>{inside}</item>"


def payloads(site: Site, body: str) -> list[bytes]:
    site.answers["/feed"] = document(body)
    with Fetcher([site.address]) as fetcher:
        reader = harvester("feed")(fetcher, Request(url=site.url("/feed"), settings={}, today=TODAY))
        return [record.payload for page in reader.pages() for record in page.records]


def described(site: Site, inside: str, settings: dict[str, Any] | None = None, **feed: str) -> Description:
    """The description of an item with these elements; warnings fail the test."""
    [payload] = payloads(site, rss(item(inside), **feed))
    context = Context(settings or {}, "https://academy.example/feeds/all.xml", TODAY)
    description = describe("feed_entry", payload, context)
    assert context.warnings == []
    return description


def test_its_listing_is_a_window(site: Site) -> None:
    site.answers["/feed"] = document(rss(item()))
    with Fetcher([site.address]) as fetcher:
        reader = harvester("feed")(fetcher, Request(url=site.url("/feed"), settings={}, today=TODAY))
        list(reader.pages())
    assert reader.outcome.completeness == Completeness.WINDOW


@pytest.mark.parametrize(
    "feed",
    [
        "<rss version='0.91'><channel>{}</channel></rss>",
        "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://my.netscape.com/publish/formats/rss-0.91.dtd'>"
        "<rss version='0.91'><channel>{}</channel></rss>",
        "<rss><channel/>{}</rss>",
        "<RSS><CHANNEL>{}</CHANNEL></RSS>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel/>{}</rdf:RDF>",
        "<rss version='2.0' xmlns='http://backend.userland.com/rss2'><channel>{}</channel></rss>",
    ],
)
def test_it_reads_every_version_of_rss(site: Site, feed: str) -> None:
    trial = try_document(
        site, feed.format("<item><title>A</title><link>https://a.example/1</link></item>"), "feed"
    )
    assert [(r["title"], r["url"], r["identifier"]) for r in trial.records] == [
        ("A", "https://a.example/1", "https://a.example/1")
    ]


@pytest.mark.parametrize("namespace", ["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"])
def test_it_reads_both_versions_of_atom(site: Site, namespace: str) -> None:
    feed = f"""<feed xmlns="{namespace}" xml:lang="es" xml:base="https://a.example/base/"><title>T</title><entry>
      <id>tag:a.example,2026:1</id><title type="html">Log&amp;iacute;stica &lt;b&gt;ya&lt;/b&gt;</title>
      <link rel="self" href="self"/><link href="uno"/>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Uno</p><p>Dos</p></div></content>
      </entry></feed>"""
    [record] = try_document(site, feed, "feed").records
    assert record["identifier"] == "tag:a.example,2026:1"
    assert record["title"] == "Logística ya"
    assert record["url"] == "https://a.example/base/uno"
    assert record["description"] == "Uno\n\nDos"
    assert record["language"] == "es"


def test_it_reads_the_modules(site: Site) -> None:
    found = described(
        site,
        """<link>https://academy.example/1</link><description>Short</description>
        <content:encoded><![CDATA[<p>Long &amp; whole</p>]]></content:encoded>
        <pubDate>Wed, 02 Dec 2026 09:00:00 +0800</pubDate><category>Customs</category><dc:subject>HS codes</dc:subject>
        <author>someone@academy.example (Mei Lin)</author><dc:publisher>Harbour Press</dc:publisher>
        <itunes:duration>62:05</itunes:duration><itunes:image href="/cover.png"/>
        <enclosure url="https://academy.example/1.mp4" type="video/mp4" length="1"/>""",
        channel="<title>Trade Academy</title><language>zh-tw</language>",
    )
    assert found == Description(
        title="Customs 1",
        description="Long & whole",
        url="https://academy.example/1",
        language="zh-TW",
        type="video",
        subjects=("Customs", "HS codes"),
        creators=("Mei Lin",),
        publisher="Harbour Press",
        duration="PT1H2M5S",
        image="https://academy.example/cover.png",
        published="2026-12-02T01:00:00Z",
    )


def test_it_takes_the_feeds_title_for_the_publisher_where_none_is_stated(site: Site) -> None:
    assert described(site, "").publisher == "Trade Academy"


def test_it_keeps_names_of_authors_and_drops_addresses(site: Site) -> None:
    assert described(site, "<author>someone@academy.example</author>").creators == ()
    assert described(site, "<dc:creator>Mei Lin</dc:creator><dc:creator>Ana Ruiz</dc:creator>").creators == (
        "Mei Lin",
        "Ana Ruiz",
    )


def test_it_reads_when_an_event_is_held_from_the_event_module_only(site: Site) -> None:
    assert described(site, "<pubDate>Wed, 02 Dec 2026 09:00:00 GMT</pubDate>").occurrences == ()
    found = described(
        site,
        """<ev:startdate>2026-12-02T09:00:00+08:00</ev:startdate><ev:enddate>2026-12-02T11:00:00+08:00</ev:enddate>
        <ev:location>Hall 2, Lima, Peru</ev:location>""",
    )
    assert found.occurrences == (
        Occurrence(
            start="2026-12-02T01:00:00Z",
            end="2026-12-02T03:00:00Z",
            zone="+08:00",
            place="Hall 2, Lima, Peru",
            economy="PE",
        ),
    )


def test_it_takes_a_guid_for_the_address_unless_it_says_that_it_is_none(site: Site) -> None:
    feed = rss(
        "<item><title>A</title><guid>https://a.example/1</guid></item>",
        '<item><title>B</title><guid isPermaLink="false">https://a.example/2</guid></item>',
        "<item><title>C</title><guid>4711</guid></item>",
        '<item><title>D</title><guid isPermaLink="true">/4</guid></item>',
    )
    assert [r["url"] for r in try_document(site, feed, "feed").records] == [
        *("https://a.example/1", None, None, site.url("/4"))
    ]


def test_it_warns_of_a_date_that_is_no_date_and_takes_the_entry(site: Site) -> None:
    trial = try_document(site, rss(item("<pubDate>the day after</pubDate>")), "feed")
    assert counts(trial) == {"listed": 1, "added": 1}
    assert [(p.stage, p.field, p.identifier) for p in trial.errors] == [("describe", "published", "urn:x:1")]


def test_an_unchanged_entry_is_the_same_whatever_else_the_feed_says(site: Site) -> None:
    before = payloads(site, rss(item("<slash:comments>3</slash:comments>"), item(number=2)))
    after = payloads(
        site,
        rss(
            item("<slash:comments>4</slash:comments>"),
            channel="<title>Trade Academy</title><lastBuildDate>Wed, 02 Dec 2026 09:00:00 GMT</lastBuildDate>\n",
        ),
    )
    assert before[0] == after[0]
    assert before[0] != before[1]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("gb2312", ""),
        ("gb18030", '<?xml version="1.0" encoding="gb2312"?>'),
        ("big5", ""),
        ("big5", '<?xml version="1.0" encoding="big5"?>'),
        ("euc-kr", ""),
        ("euc-jp", ""),
        ("shift_jis", ""),
        ("windows-1254", '<?xml version="1.0" encoding="windows-1254"?>'),
        ("utf-8", '<?xml version="1.0" encoding="iso-8859-1"?>'),
        ("utf-8-sig", ""),
        ("utf-16", '<?xml version="1.0" encoding="utf-16"?>'),
    ],
)
def test_it_reads_texts_in_any_encoding_declared_or_not(site: Site, encoding: str, declared: str) -> None:
    texts = {
        "gb": "跨境电子商务物流与海关申报实务课程，面向中小企业出口商",
        "big5": "跨境電子商務物流與海關申報實務課程，面向中小企業出口商",
        "euc-kr": "전자상거래 수출 입문 과정, 중소기업을 위한 통관 실무",
        "euc-jp": "越境電子商取引の物流と通関の実務、中小企業のための講座です",
        "shift_jis": "越境電子商取引の物流と通関の実務、中小企業のための講座です",
        "windows-1254": "Sınır ötesi e-ticaret eğitimi, küçük işletmeler için",
        "utf": "Logística y aduanas: 跨境电商, ภาษาไทย",
    }
    title = next(text for start, text in texts.items() if encoding.startswith(start))
    feed = f"{declared}<rss><channel><item><guid>1</guid><title>{title}</title></item></channel></rss>"
    [record] = try_document(site, feed.encode(encoding), "feed").records
    assert record["title"] == title


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("tis-620", "หลักสูตรการค้าข้ามพรมแดนสำหรับผู้ประกอบการขนาดย่อม"),
        ("windows-1251", "Курс по трансграничной торговле для малого бизнеса"),
        ("windows-1252", "Formación en logística – ¿cómo exportar?"),
        ("gb2312", "跨境电子商务物流与海关申报实务课程"),
        ("gbk", "跨境电子商务物流与海关申报实务课程"),
        ("big5", "跨境電子商務物流與海關申報實務課程"),
        ("euc-kr", "전자상거래 수출 입문 과정, 통관 실무"),
        ("euc-jp", "越境電子商取引の物流と通関の実務"),
        ("shift_jis", "越境電子商取引の物流と通関の実務"),
    ],
)
@pytest.mark.parametrize(
    ("declared", "header"),
    [("", ""), ("own", ""), ("", "own"), ("iso-8859-1", ""), ("own", "iso-8859-1"), ("utf-8", "utf-8")],
)
def test_it_reads_texts_whatever_header_and_declaration_state(
    site: Site, encoding: str, title: str, declared: str, header: str
) -> None:
    stated = declared.replace("own", encoding)
    head = f'<?xml version="1.0" encoding="{stated}"?>' if stated else ""
    feed = f"{head}<rss><channel><item><guid>1</guid><title>{title}</title></item></channel></rss>"
    kind = f"application/rss+xml; charset={header.replace('own', encoding)}" if header else ""
    site.answers["/feed"] = document(feed.encode(encoding), kind)
    assert [record["title"] for record in try_url(site, "/feed", "feed").records] == [title]


def test_it_reads_the_encoding_that_the_settings_state(site: Site) -> None:
    feed = rss("<item><guid>1</guid><title>電商</title></item>").encode("big5")
    [record] = try_document(site, feed, "feed", encoding="big5").records
    assert record["title"] == "電商"


def test_it_reads_the_names_of_characters_that_rss_0_91_declares(site: Site) -> None:
    feed = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
      "http://my.netscape.com/publish/formats/rss-0.91.dtd" [<!ENTITY nbsp "&#160;"><!ENTITY oacute "&#243;">]>
      <rss version="0.91"><channel><item><title>Exportaci&oacute;n&nbsp;&ntilde;</title>
      <link>https://a.example/1</link></item><item><title>Bad <b></title><link>/2</link></item></channel></rss>"""
    trial = try_document(site, feed, "feed")
    assert [record["title"] for record in trial.records] == ["Exportación ñ"]
    assert counts(trial) == {"listed": 2, "added": 1, "rejected": 1}


def test_it_unpacks_a_feed_that_is_a_compressed_file(site: Site) -> None:
    assert counts(try_document(site, gzip.compress(rss(item()).encode()), "feed")) == {
        "listed": 1,
        "added": 1,
    }


def test_it_rejects_an_entry_that_has_neither_an_identifier_nor_a_link(site: Site) -> None:
    trial = try_document(site, rss("<item><title>A</title><guid> </guid><link/></item>", item()), "feed")
    assert counts(trial) == {"listed": 2, "added": 1, "rejected": 1}
    assert [problem.field for problem in trial.errors] == ["identifier"]


def test_it_reads_on_after_a_blank_line_before_the_declaration(site: Site) -> None:
    assert counts(try_document(site, "\n\n<?xml version='1.0'?>" + rss(item()), "feed"))["added"] == 1


def test_one_bad_entry_costs_one_entry(site: Site) -> None:
    feed = rss(item(number=1), "<item><guid>urn:x:2</guid><title>Bad <b></title></item>", item(number=3))
    trial = try_document(site, feed, "feed")
    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 3, "added": 2, "rejected": 1}
    assert [r["identifier"] for r in trial.records] == ["urn:x:1", "urn:x:3"]
    assert all(problem.advice for problem in trial.errors)


def test_it_takes_what_came_before_a_feed_breaks_off(site: Site) -> None:
    trial = try_document(site, rss(item(number=1), item(number=2), item(number=3))[:-60], "feed")
    assert trial.outcome == "partial"
    assert [r["identifier"] for r in trial.records] == ["urn:x:1", "urn:x:2"]
    assert "breaks off" in reasons(trial)[-1]


def test_it_reads_a_feed_that_forgets_to_declare_a_prefix(site: Site) -> None:
    feed = "<rss><channel><item><guid>1</guid><title>A</title><dc:creator>Mei Lin</dc:creator></item></channel></rss>"
    [record] = try_document(site, feed, "feed").records
    assert record["creators"] == ["Mei Lin"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        ("<html><head><title>Sign in</title></head></html>", "HTML page"),
        ("ten bytes!", "not XML"),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "no feed"),
        (
            "<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss><channel><item><guid>1</guid>"
            "<title>&b;</title></item></channel></rss>",
            "entities",
        ),
    ],
)
def test_it_says_what_is_wrong_with_what_is_no_feed(site: Site, body: str, reason: str) -> None:
    trial = try_document(site, body, "feed")
    assert trial.outcome == "failed"
    assert reason in reasons(trial)[0]
    assert trial.errors[0].advice


def test_an_empty_feed_succeeds_with_a_warning(site: Site) -> None:
    trial = try_document(site, rss(), "feed")
    assert (trial.outcome, counts(trial)) == ("succeeded", {})
    assert len(trial.errors) == 1


def test_it_rejects_an_entry_without_a_title(site: Site) -> None:
    trial = try_document(site, rss("<item><guid>1</guid><description>Text</description></item>"), "feed")
    assert counts(trial) == {"listed": 1, "rejected": 1}
    assert trial.errors[0].field == "title"


def test_it_takes_note_of_what_a_feed_says_is_deleted(site: Site) -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
      <entry><id>tag:a.example,2026:1</id><title>A</title></entry>
      <at:deleted-entry ref="tag:a.example,2026:2" when="2026-11-01T00:00:00Z"/></feed>"""
    trial = try_document(site, feed, "feed")
    assert counts(trial) == {"listed": 2, "added": 1, "deleted": 1}
    assert [(r["identifier"], r["deleted"]) for r in trial.records] == [
        ("tag:a.example,2026:1", False),
        ("tag:a.example,2026:2", True),
    ]


def test_it_takes_an_identifier_once(site: Site) -> None:
    assert counts(try_document(site, rss(item(), item()), "feed")) == {"listed": 2, "added": 1, "skipped": 1}
