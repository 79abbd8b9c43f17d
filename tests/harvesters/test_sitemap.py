"""Pages are found by sitemaps and indexes, and read by their JSON-LD, however badly that is written."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from harvesters.fetch import Fetcher
from harvesters.listing import Completeness, Harvested, Request
from harvesters.protocols import sitemap, sitemap_addresses
from harvesters.trial import tried
from tests.harvesters.faults import Site, document, redirect, status
from tests.harvesters.trials import TODAY, counts, rejections, try_document, try_out

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def block(node: Any) -> str:
    written = node if isinstance(node, str) else json.dumps(node)
    return f'<script type="application/ld+json">{written}</script>'


def page(*nodes: Any, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}{''.join(map(block, nodes))}</head><body></body></html>"


def course(name: str, **more: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "Course", "name": name, **more}


def urlset(*addresses: str) -> str:
    entries = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f'<urlset xmlns="{NAMESPACE}">{entries}</urlset>'


def index(*addresses: str) -> str:
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f'<sitemapindex xmlns="{NAMESPACE}">{entries}</sitemapindex>'


def serve(site: Site, sitemap_of: list[str], **pages: str) -> None:
    site.answers["/sitemap.xml"] = document(urlset(*(site.url(path) for path in sitemap_of)), "text/xml")
    for name, content in pages.items():
        site.answers[f"/{name}"] = document(content, "text/html")


def listed(site: Site, path: str = "/sitemap.xml") -> tuple[list[Harvested], sitemap.Harvester]:
    request = Request(url=site.url(path), settings={}, today=TODAY)
    harvester = sitemap.Harvester(Fetcher([site.address]), request)
    return [one for part in harvester.pages() for one in part.records], harvester


def test_it_reads_every_page_and_vouches_for_those_that_fail(site: Site) -> None:
    serve(site, ["/a", "/gone", "/b"], a=page(course("A")), b=page(course("B")))

    records, harvester = listed(site)

    assert [one.identifier for one in records] == [site.url("/a#1"), site.url("/gone"), site.url("/b#1")]
    assert [one.listed_at for one in records] == [site.url("/a"), site.url("/gone"), site.url("/b")]
    assert records[1].rejected
    assert harvester.outcome.completeness == Completeness.COMPLETE


def test_it_reads_what_a_damaged_sitemap_lists_before_it_says_so(site: Site) -> None:
    serve(site, [], a=page(course("A")), b=page(course("B")))
    whole = urlset("/a", "<![CDATA[/b]]>", "/c").replace("<loc>/b", "<image:loc>/i.png</image:loc><loc>/b")
    site.answers["/sitemap.xml"] = document(whole.partition("/c")[0], "text/xml")

    trial = try_out(site, "/sitemap.xml", "sitemap")

    assert (trial.outcome, counts(trial)) == ("partial", {"listed": 2, "added": 2})
    assert "breaks off" in trial.errors[0].reason


def test_it_reads_a_plain_list_of_addresses(site: Site) -> None:
    serve(site, [], a=page(course("A")), b=page(course("B")))
    addresses = f"\ufeff{site.url('/a')}\r\n{site.url('/b')}\r\n\r\n{site.url('/a')}\r\n"

    trial = try_document(site, addresses, "sitemap", "text/plain")

    assert (trial.outcome, counts(trial)) == ("succeeded", {"listed": 2, "added": 2})


def test_it_reads_the_sitemaps_of_an_index(site: Site) -> None:
    serve(site, ["/a"], a=page(course("A")), b=page(course("B")))
    packed = gzip.compress(urlset(site.url("/b"), site.url("/a")).encode())
    site.answers["/more.xml.gz"] = document(packed, "application/gzip")
    whole = index(site.url("/sitemap.xml"), site.url("/more.xml.gz"), site.url("/index.xml"))
    site.answers["/index.xml"] = document(whole, "text/xml")

    trial = try_out(site, "/index.xml", "sitemap")

    assert trial.outcome == "succeeded"
    assert [one["title"] for one in trial.records] == ["A", "B"]


def test_an_index_with_a_sitemap_that_cannot_be_read_is_read_in_part(site: Site) -> None:
    serve(site, ["/a"], a=page(course("A")))
    site.answers["/index.xml"] = document(index(site.url("/gone.xml"), site.url("/sitemap.xml")), "text/xml")

    trial = try_out(site, "/index.xml", "sitemap")

    assert trial.outcome == "partial"
    assert counts(trial) == {"listed": 1, "added": 1}
    assert "404" in trial.errors[-1].reason


def test_the_root_of_a_site_stands_for_the_sitemaps_that_its_robots_txt_names(site: Site) -> None:
    serve(site, ["/a"], a=page(course("A")), b=page(course("B")))
    site.answers["/"] = document(page(course("Front")), "text/html")
    site.answers["/more.txt"] = document(site.url("/b"), "text/plain")
    named = (
        f"User-agent: *\nAllow: /\nSitemap: {site.url('/sitemap.xml')}\nSitemap: {site.url('/more.txt')}\n"
    )
    site.answers["/robots.txt"] = document(named, "text/plain")

    trial = try_out(site, "/", "sitemap")

    assert (trial.outcome, [one["title"] for one in trial.records]) == ("succeeded", ["A", "B"])


def test_indexes_that_name_each_other_without_end_end(site: Site) -> None:
    serve(site, ["/a"], a=page(course("A")))
    for number in range(6):
        inside = index(site.url(f"/{number + 1}.xml"), site.url("/sitemap.xml"))
        site.answers[f"/{number}.xml"] = document(inside, "text/xml")

    records, harvester = listed(site, "/0.xml")

    assert [one.identifier for one in records] == [site.url("/a#1")]
    assert "/4.xml" not in site.asked()
    assert harvester.outcome.completeness == Completeness.WINDOW
    assert ["deep" in one.reason for one in harvester.outcome.warnings] == [True]


def test_it_reads_no_more_addresses_and_sitemaps_than_it_says(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap_addresses, "MOST_ADDRESSES", 2)
    serve(site, ["/a", "/b", "/c"], a=page(course("A")), b=page(course("B")))

    records, harvester = listed(site)

    assert len(records) == 2
    assert harvester.outcome.completeness == Completeness.WINDOW
    assert "more than 2 addresses" in harvester.outcome.warnings[0].reason


def test_addresses_on_other_hosts_are_skipped(site: Site) -> None:
    addresses = urlset(site.url("/a"), "https://elsewhere.example/b")
    serve(site, [], a=page(course("A")))
    site.answers["/sitemap.xml"] = document(addresses, "text/xml")

    trial = try_out(site, "/sitemap.xml", "sitemap")

    assert counts(trial) == {"listed": 2, "added": 1, "skipped": 1}


def test_it_gives_up_a_site_that_stopped_answering(site: Site) -> None:
    serve(site, [f"/{n}" for n in range(30)])
    for n in range(30):
        site.answers[f"/{n}"] = status(500)

    trial = try_out(site, "/sitemap.xml", "sitemap")

    assert trial.outcome == "failed"
    assert len([path for path in site.asked() if path != "/sitemap.xml"]) == 10


def test_pages_that_no_time_is_left_for_are_not_listed(site: Site) -> None:
    serve(site, ["/a", "/slow", "/b", "/c"], a=page(course("A")), b=page(course("B")))
    site.answers["/slow"] = site.silent
    fetcher = Fetcher([site.address], deadline=0.7)

    trial = tried(fetcher, site.url("/sitemap.xml"), today=TODAY, protocol="sitemap")

    assert (trial.outcome, counts(trial)) == ("partial", {"listed": 1, "added": 1})
    assert ["used up" in problem.reason for problem in trial.errors] == [True]


def test_it_obeys_robots_txt(site: Site) -> None:
    serve(site, ["/open", "/closed"], open=page(course("A")), closed=page(course("B")))
    site.answers["/robots.txt"] = document("User-agent: *\nDisallow: /closed\n", "text/plain")

    trial = try_out(site, "/sitemap.xml", "sitemap")

    assert counts(trial) == {"listed": 2, "added": 1, "rejected": 1}
    assert "/closed" not in site.asked()


def test_a_bad_block_beside_a_good_one_costs_itself_only(site: Site) -> None:
    trial = try_document(site, page('{"@type": "Course", "name": ', course("Good")), "sitemap")

    assert counts(trial) == {"listed": 1, "added": 1}
    assert trial.records[0]["title"] == "Good"
    assert "cannot be read" in trial.errors[0].reason


def test_a_page_with_bad_blocks_only_is_rejected(site: Site) -> None:
    trial = try_document(site, page('{"@type": "Course", "name": '), "sitemap")

    assert counts(trial) == {"listed": 1, "rejected": 1}
    assert trial.errors[0].identifier == site.url("/document")


@pytest.mark.parametrize(
    "written",
    [
        '<!-- a course -->{"@type": "Course", "name": "Duty // free"}',
        '<!--\n{"@type": "Course", "name": "Duty // free"}\n-->',
        '//<![CDATA[\n{"@type": "Course", "name": "Duty // free"}\n//]]>',
        '{"@type": "Course", /* the name */ "name": "Duty // free", } // end',
        '{"@type": "Course", "name": "Duty\t// free"}',
        "{&quot;@type&quot;: &quot;Course&quot;, &quot;name&quot;: &quot;Duty // free&quot;}",
        '{"@type": "Course", "name": "Duty // free"};',
    ],
)
def test_it_reads_what_a_strict_parser_refuses(site: Site, written: str) -> None:
    trial = try_document(site, page(written), "sitemap")

    assert [one["title"] for one in trial.records] == ["Duty // free"]


def test_json_nested_without_end_is_one_rejected_page(site: Site) -> None:
    trial = try_document(site, page("[" * 100_000), "sitemap")

    assert counts(trial) == {"listed": 1, "rejected": 1}


def test_the_records_of_a_graph_share_its_other_nodes(site: Site) -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": "#org", "name": "Export School"},
            {"@type": "Course", "@id": "#course", "name": "Customs", "provider": {"@id": "#org"}},
            {"@type": "WebPage", "@id": "#page", "name": "Our courses"},
        ],
    }

    records, _ = served(site, page(graph))

    assert [one.identifier for one in records] == [site.url("/document#course")]
    assert json.loads(records[0].payload)["provider"]["name"] == "Export School"


def served(site: Site, content: str) -> tuple[list[Harvested], sitemap.Harvester]:
    site.answers["/document"] = document(content, "text/html")
    return listed(site, "/document")


def test_nested_nodes_are_no_records_of_their_own(site: Site) -> None:
    node = course(
        "Whole", hasPart=course("Part"), isPartOf=course("More"), video={"@type": "VideoObject", "name": "V"}
    )

    records, _ = served(site, page(node))

    assert len(records) == 1


def test_instances_that_a_course_names_are_its_sessions(site: Site) -> None:
    instance = {"@type": "CourseInstance", "@id": "#may", "startDate": "2027-05-03"}
    whole = [course("Customs", hasCourseInstance=[{"@id": "#may"}]), instance]

    trial = try_document(site, page({"@context": "https://schema.org", "@graph": whole}), "sitemap")

    assert counts(trial) == {"listed": 1, "added": 1}
    assert [one["start"] for one in trial.records[0]["occurrences"]] == ["2027-05-03"]


def test_it_takes_the_courses_of_a_list_that_says_more_than_addresses(site: Site) -> None:
    elements = [
        {"@type": "ListItem", "position": 1, "item": course("Customs", url="/customs")},
        {"@type": "ListItem", "position": 2, "item": {"@type": "Course", "url": "/described-elsewhere"}},
    ]

    trial = try_document(site, page({"@type": "ItemList", "itemListElement": elements}), "sitemap")

    assert [one["title"] for one in trial.records] == ["Customs"]
    assert trial.records[0]["url"] == site.url("/customs")


def test_a_page_about_one_training_is_where_to_find_it(site: Site) -> None:
    trial = try_document(site, page(course("Customs")), "sitemap")

    assert trial.records[0]["url"] == site.url("/document")


def test_relative_addresses_are_resolved_where_the_page_was_found(site: Site) -> None:
    site.answers["/old/page"] = redirect("/new/page")
    site.answers["/new/page"] = document(page(course("Customs", url="customs")), "text/html")

    trial = try_out(site, "/old/page", "sitemap")

    assert trial.records[0]["url"] == site.url("/new/customs")
    assert trial.records[0]["identifier"] == site.url("/old/page#1")


def test_no_text_of_a_page_holds_half_a_character(site: Site) -> None:
    written = '{"@type": "Course", "@id": "https://x.example/\\ud800", "name": "Cus\\udc00toms \\ud83d"}'

    trial = try_document(site, page(written), "sitemap")

    assert [(one["identifier"], one["url"], one["title"]) for one in trial.records] == [
        ("https://x.example/", "https://x.example/", "Customs")
    ]


def test_a_course_without_a_name_is_rejected(site: Site) -> None:
    trial = try_document(site, page({"@type": "Course", "@id": "#a"}, course("B")), "sitemap")

    assert counts(trial) == {"listed": 2, "added": 1, "rejected": 1}
    assert rejections(trial) == {"The record has no title.": 1}


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        ("", "text/xml", "empty"),
        ("<rss/>", "text/xml", "neither a sitemap nor a page"),
        ("just words", "text/plain", "not XML"),
        ('<urlset xmlns="x"><url><loc>/a', "text/xml", "breaks off"),
        ("", "text/html", "empty"),
        ("\ufeff \n", "", "empty"),
        (
            '<!DOCTYPE a [<!ENTITY b SYSTEM "x">]><urlset><url><loc>/a</loc></url></urlset>',
            "text/xml",
            "entities",
        ),
        (b"\x1f\x8b broken", "application/gzip", "compressed sitemap is broken"),
    ],
)
def test_it_fails_in_words(site: Site, body: str | bytes, content_type: str, reason: str) -> None:
    trial = try_document(site, body, "sitemap", content_type)

    assert trial.outcome == "failed"
    assert reason in trial.errors[0].reason
    assert trial.errors[0].advice


@pytest.mark.parametrize("kind", ["Course", "Organization"])
def test_a_page_of_nodes_that_all_name_each_other_stays_small(site: Site, kind: str) -> None:
    names = [{"@id": f"#{n}"} for n in range(30)]
    nodes = [{"@type": kind, "@id": f"#{n}", "name": "N" * 1000, "about": names} for n in range(30)]
    first = {"@type": "Course", "@id": "#course", "name": "Customs", "about": names}

    records, _ = served(site, page({"@context": "https://schema.org", "@graph": [first, *nodes]}))

    assert records[0].identifier == site.url("/document#course")
    assert sum(len(one.payload) for one in records) < 5_000_000
