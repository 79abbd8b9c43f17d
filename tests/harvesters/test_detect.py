"""Which protocol reads an address is found out from what it answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvesters.detect import Detected, detect
from harvesters.fetch import Fetcher, FetchProblem
from harvesters.problems import SourceProblem
from tests.harvesters.faults import Site, document, gzip_bomb, redirect, status

OAI = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{}</OAI-PMH>'
IDENTIFY = OAI.format("<Identify/>")
BAD_VERB = OAI.format('<error code="badVerb"/>')
COURSE = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Course"}</script>'
SHOP = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Organization"}</script>'
)
NAMED_FEED = '<link rel="alternate" type="application/atom+xml" href="/news.atom">'
PAGE = "<!DOCTYPE html><html><head>{}</head><body><p>Hello</p></body></html>"


def found(site: Site, path: str = "/") -> Detected:
    return detect(Fetcher([site.address]), site.url(path))


def refusal(site: Site, path: str = "/") -> SourceProblem:
    with pytest.raises(SourceProblem) as refused:
        found(site, path)
    assert refused.value.problem.advice
    return refused.value


@pytest.mark.parametrize(
    ("protocol", "body", "content_type"),
    [
        ("sitemap", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "text/xml"),
        ("sitemap", '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "text/xml"),
        ("sitemap", "<urlset><url><loc>x</loc></url></urlset>", ""),
        ("sitemap", '<urlset xmlns="http://www.google.com/schemas/sitemap/0.84"/>', "text/xml"),
        ("sitemap", "https://x.example/1\nhttps://x.example/2\n", "text/plain"),
        ("sitemap", PAGE.format(COURSE), "text/html"),
        ("sitemap", PAGE.format(SHOP), "text/html"),
        ("sitemap", PAGE.format(COURSE + NAMED_FEED), "text/html"),
        ("sitemap", '{"@context": "https://schema.org", "@graph": []}', "application/ld+json"),
        ("sitemap", '[{"@type": "Event", "name": "Fair"}]', "application/json"),
        ("feed", '<rss version="2.0"><channel/></rss>', "application/rss+xml"),
        ("feed", '<feed xmlns="http://www.w3.org/2005/Atom"/>', "text/plain"),
        ("feed", '\n<?xml version="1.0" encoding="bogus"?><rss/>', ""),
        (
            "feed",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<channel xmlns="http://purl.org/rss/1.0/"/></rdf:RDF>',
            "",
        ),
        ("feed", '<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel/></rss>', ""),
        ("feed", "<RSS><channel/></RSS>", ""),
        ("mapped", '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Bag/></r:RDF>', ""),
        ("calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar"),
        ("calendar", "\ufeff\nbegin:vcalendar\nEND:VCALENDAR\n", "text/plain"),
        ("table", "title,url\nCustoms,https://x.example/\n", "text/plain"),
        ("table", "课程\t语言\n报关\t中文\n", ""),
        ("table", "title;price\nCustoms;3,5\n", "application/octet-stream"),
        ("table", "title\n", "text/csv"),
        ("mapped", '{"courses": [{"name": "Customs"}]}', "application/json"),
        ("mapped", '{"name": "Customs"}\n{"name": "Payment"}\n', ""),
        ("mapped", "<EVENTLIST><EVENT/></EVENTLIST>", "text/xml"),
        ("oai_pmh", BAD_VERB, "text/xml"),
    ],
)
def test_it_recognises(site: Site, protocol: str, body: str, content_type: str) -> None:
    site.answers["/"] = document(body, content_type)
    assert found(site) == Detected(protocol=protocol, url=site.url())


@pytest.mark.parametrize(
    ("protocol", "body"),
    [
        ("oai_pmh", OAI.format("<ListRecords><record>").removesuffix("</OAI-PMH>")),
        (
            "oai_pmh",
            '<?xml version="1.0"?><o:OAI-PMH xmlns:o="x"><o:ListRecords><b></o:ListRecords></o:OAI-PMH>',
        ),
        ("sitemap", "<urlset><url><loc>https://x.example/1</loc></url><url><loc>http"),
        ("sitemap", '[{"@context": "https://schema.org", "@type": "Course", "name": '),
        ("feed", '<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"><channel><title>Cut'),
        ("feed", "<rss><channel><media:title>no such prefix</media:title></channel></rss>"),
        ("feed", '<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel><title>no such prefix'),
        ("mapped", '{"courses": ['),
        ("mapped", "<events><event><name>Fair</nam></event></events>"),
        ("mapped", '{"name": "Customs"}\n{"name": "Pay'),
    ],
)
def test_it_recognises_what_is_damaged(site: Site, protocol: str, body: str) -> None:
    site.answers["/"] = document(body)
    assert found(site).protocol == protocol


def test_it_asks_a_plain_address_whether_it_is_oai_pmh(site: Site) -> None:
    site.answers["/"] = document(PAGE.format(""), "text/html")
    site.answers["/?verb=Identify"] = document(IDENTIFY, "text/xml")
    assert found(site) == Detected(protocol="oai_pmh", url=site.url())


def test_it_asks_an_address_that_refuses_a_request_without_a_verb_too(site: Site) -> None:
    site.answers["/"] = status(400)
    site.answers["/?verb=Identify"] = document(IDENTIFY, "text/xml")
    assert found(site).protocol == "oai_pmh"


def test_it_takes_what_an_oai_pmh_request_states(site: Site) -> None:
    site.answers["/oai"] = document(IDENTIFY, "text/xml")
    assert found(site, "/oai?repo=2&verb=ListRecords&metadataPrefix=oai_dc&set=trade:sme") == Detected(
        protocol="oai_pmh",
        url=site.url("/oai?repo=2"),
        settings={"metadata_prefix": "oai_dc", "set": "trade:sme"},
    )


def test_it_goes_to_the_feed_that_a_page_names(site: Site) -> None:
    site.answers["/about/"] = document(PAGE.format(SHOP + NAMED_FEED), "text/html")
    assert found(site, "/about/") == Detected(protocol="feed", url=site.url("/news.atom"))


def test_it_goes_to_the_calendar_that_a_page_names(site: Site) -> None:
    link = '<link rel="stylesheet" href="x"><link type="text/calendar" rel="ALTERNATE home" href="dates.ics">'
    site.answers["/about/"] = document(PAGE.format(link), "text/html")
    assert found(site, "/about/") == Detected(protocol="calendar", url=site.url("/about/dates.ics"))


TEXT = (
    "<p>Write down the value of the goods, their origin and their number in the tariff, and keep it.</p>" * 9
)
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'


@pytest.mark.parametrize("head", ["", SHOP, COURSE])
def test_it_takes_the_root_of_a_site_for_the_sitemaps_that_its_robots_txt_names(
    site: Site, head: str
) -> None:
    site.answers["/robots.txt"] = document(f"Sitemap: {site.url('/all.xml')}\n", "text/plain")
    site.answers["/"] = document(PAGE.format(head), "text/html")
    assert found(site) == Detected(protocol="sitemap", url=site.url("/"))
    assert site.asked() == ["/"]


def test_a_feed_that_the_front_page_names_goes_before_the_sitemaps(site: Site) -> None:
    site.answers["/robots.txt"] = document(f"Sitemap: {site.url('/all.xml')}\n", "text/plain")
    site.answers["/"] = document(PAGE.format(NAMED_FEED), "text/html")
    assert found(site).protocol == "feed"


def test_it_finds_the_sitemap_of_a_site_where_most_have_it(site: Site) -> None:
    site.answers["/"] = document(PAGE.format(""), "text/html")
    site.answers["/sitemap.xml"] = document(SITEMAP, "text/xml")
    assert found(site) == Detected(protocol="sitemap", url=site.url("/sitemap.xml"))


def test_a_page_that_answers_for_a_sitemap_is_none(site: Site) -> None:
    site.answers["/"] = document(PAGE.format(""), "text/html")
    site.answers["/sitemap.xml"] = document(PAGE.format(SHOP), "text/html")
    assert "page that carries no structured data" in refusal(site).problem.reason


def test_it_takes_a_page_without_markup_that_has_a_title_and_a_text(site: Site) -> None:
    site.answers["/guide"] = document(PAGE.format("<title>Declaring goods</title>" + TEXT), "text/html")
    assert found(site, "/guide") == Detected(protocol="sitemap", url=site.url("/guide"))


@pytest.mark.parametrize(
    "markup",
    [
        '<div itemscope itemtype="http://schema.org/Course">',
        '<div vocab="https://schema.org/" typeof="Course">',
        '<div typeof="schema:EducationEvent">',
    ],
)
def test_it_takes_a_page_that_describes_training_in_its_elements(site: Site, markup: str) -> None:
    site.answers["/a"] = document(PAGE.format(NAMED_FEED + markup), "text/html")
    assert found(site, "/a") == Detected(protocol="sitemap", url=site.url("/a"))


def test_it_states_where_a_redirect_led(site: Site) -> None:
    site.answers["/"] = redirect("/feed.xml")
    site.answers["/feed.xml"] = document("<rss/>")
    assert found(site).url == site.url("/feed.xml")


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        ("", "text/xml", "empty"),
        (PAGE.format(""), "text/html", "page that carries no structured data"),
        ("Service unavailable.\nTry later.\n", "text/plain", "of no kind that is known here (text/plain)"),
        ("\x00\x01\x02", "", "no type stated"),
        ("[" * 100_000, "application/json", "JSON"),
        ("<html", "text/html", "page that carries no structured data"),
    ],
)
def test_it_says_that_nothing_is_known_here(site: Site, body: str, content_type: str, words: str) -> None:
    site.answers["/"] = document(body, content_type)
    refused = refusal(site)
    assert words in refused.problem.reason
    assert refused.problem.stage == "detect"


def test_it_passes_on_why_an_address_cannot_be_fetched(site: Site) -> None:
    refused = refusal(site, "/nothing")
    assert isinstance(refused, FetchProblem)
    assert refused.status == 404


def test_it_refuses_what_is_no_address() -> None:
    with pytest.raises(FetchProblem, match="not an address"):
        detect(Fetcher(), "http://[::1")


@pytest.mark.parametrize(
    ("body", "words"),
    [("<!-- nothing", "not well-formed"), ('<!DOCTYPE a [<!ENTITY b "&c;">]><a>&b;</a>', "entities")],
)
def test_it_passes_on_what_is_wrong_with_a_document(site: Site, body: str, words: str) -> None:
    site.answers["/"] = document(body)
    refused = refusal(site)
    assert (refused.problem.stage, words in refused.problem.reason) == ("read", True)


def test_it_does_not_take_an_error_page_for_the_answer_to_an_oai_pmh_request(site: Site) -> None:
    site.answers["/oai"] = document(PAGE.format(""), "text/html")
    assert "not OAI-PMH" in refusal(site, "/oai?verb=Identify").problem.reason


def test_it_heeds_robots_txt(site: Site) -> None:
    site.answers["/robots.txt"] = document("User-agent: *\nDisallow: /\n")
    site.answers["/"] = document("<rss/>")
    refusal(site)
    assert site.asked() == []


def test_it_does_not_unpack_a_bomb(site: Site) -> None:
    site.answers["/"] = gzip_bomb(60)
    assert "too large" in refusal(site).problem.reason


def test_it_does_not_take_a_piece_of_a_page_for_a_list_of_records(site: Site) -> None:
    site.answers["/"] = document("<p>Our courses have moved.</p>", "text/html")
    assert "page" in refusal(site).problem.reason


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "protocol"),
    [
        ("oai/dpla-oai-page.xml", "oai_pmh"),
        ("jsonld/gtn/sitemap.xml", "sitemap"),
        ("jsonld/nbis-course-instances.json", "sitemap"),
        ("jsonld/extruct-JSONLD_with_JS_comment.html", "sitemap"),
        ("jsonld/extruct-null_ld_mock.html", "sitemap"),
        ("feeds/mit-podcast.rss", "feed"),
        ("feeds/material_rss__reads-rss-1-0-feed__1.xml", "feed"),
        ("feeds/feedparser-chardet-gb2312.xml", "feed"),
        ("feeds/feedparser-bozo_bogus_encoding.xml", "feed"),
        ("csv/tess-materials.csv", "table"),
        ("catalogue/coursera-multilingual.csv", "table"),
        ("catalogue/ita-trade-events.xml", "mapped"),
        ("catalogue/great-gov-uk-tasks.jsonl", "mapped"),
    ],
)
def test_it_recognises_real_documents_without_their_type(
    site: Site, shared: Path, name: str, protocol: str
) -> None:
    site.answers["/document"] = document((shared / "real" / name).read_bytes())
    assert found(site, "/document").protocol == protocol
