"""Pages without markup: what is read of them, how certain it is, and which are left out."""

from __future__ import annotations

import pytest

from harvesters.problems import Problem
from tests.harvesters.declared_sources import described
from tests.harvesters.faults import Site, document
from tests.harvesters.trials import counts, try_document, try_out

TEXT = "".join(
    f"<p>Step {n}: write down the value of the goods, their origin and their number in the tariff, and keep it.</p>"
    for n in range(8)
)
HEAD = """<title>Declare goods | Trade School</title>
<meta property="og:title" content="How to declare goods | Trade School">
<meta property="og:site_name" content="Trade School"><meta property="og:type" content="article">
<meta property="og:image" content="/declare.png"><meta name="description" content="From value to tariff number.">
<meta name="keywords" content="customs, tariff；origin"><meta name="author" content="Ana Soto">
<meta property="article:published_time" content="2026-01-02T09:00:00+08:00">
<meta property="article:modified_time" content="2026-02-03"><link rel="canonical" href="/declare">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">"""


def page(text: str = TEXT, head: str = HEAD, lang: str = "en") -> str:
    return f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body><main>{text}</main></body></html>'


def why(site: Site, content: str, **settings: str) -> str:
    site.answers["/document"] = document(content, "text/html")
    trial = try_out(site, "/document", "sitemap", **settings)
    assert counts(trial) == {"listed": 1, "skipped": 1}
    assert all(isinstance(one, Problem) for one in trial.errors)
    return trial.errors[0].reason


def test_it_is_described_from_its_head_and_text(site: Site) -> None:
    (found,) = described(site, page(), "sitemap")

    assert found.title == "How to declare goods"
    assert found.description is not None
    assert found.description.startswith("From value to tariff number.\n\nStep 0: write down")
    assert (found.url, found.language, found.type) == (site.url("/declare"), "en", "article")
    assert (found.subjects, found.creators) == (("customs", "tariff", "origin"), ("Ana Soto",))
    assert (found.publisher, found.image) == ("Trade School", site.url("/declare.png"))
    assert (found.published, found.modified) == ("2026-01-02T01:00:00Z", "2026-02-03")
    assert found.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_it_is_less_certain(site: Site) -> None:
    (found,) = described(site, page(), "sitemap")
    assert found.certain is False


def test_its_identity_is_that_of_its_first_record_once_it_has_markup(site: Site) -> None:
    course = '<script type="application/ld+json">{"@type": "Course", "name": "Declaring"}</script>'

    plain = try_document(site, page(), "sitemap", "text/html")
    marked = try_document(site, page(head=course), "sitemap", "text/html")

    assert [one["identifier"] for one in (*plain.records, *marked.records)] == [site.url("/document#1")] * 2


def test_citation_and_dublin_core_say_more_exactly(site: Site) -> None:
    head = """<meta name="DC.title" content="Export rules"><meta name="citation_title" content="Rules of export">
    <meta name="citation_author" content="B"><meta name="citation_author" content="A"><meta name="author" content="web">
    <meta name="citation_doi" content="10.5555/Rules"><meta name="DC.type" content="policy">
    <meta name="citation_publication_date" content="2025/11/03"><meta name="DC.language" content="fr">"""

    (found,) = described(site, page(head=head, lang=""), "sitemap")

    assert (found.title, found.creators) == ("Rules of export", ("B", "A"))
    assert (found.identifiers, found.type) == (("doi:10.5555/rules",), "policy-document")
    assert (found.published, found.language) == ("2025-11-03", "fr")


@pytest.mark.parametrize("canonical", ["https://elsewhere.example/declare", "/", "http://[::"])
def test_a_canonical_address_that_leads_elsewhere_is_a_slip(site: Site, canonical: str) -> None:
    head = f'<title>Declaring</title><link rel="canonical" href="{canonical}">'
    (found,) = described(site, page(head=head), "sitemap")
    assert found.url == site.url("/list")


def test_a_date_that_is_none_stays_unknown_and_is_told(site: Site) -> None:
    head = '<title>Declaring</title><meta name="DC.date" content="lately">'
    trial = try_document(site, page(head=head), "sitemap", "text/html")
    assert [(one.field, "lately" in one.reason) for one in trial.errors] == [("published", True)]


def test_short_text_in_chinese_says_enough(site: Site) -> None:
    text = (
        "<p>本课程介绍跨境电商的通关流程、关税计算、原产地证明以及国际物流的选择，帮助中小企业顺利出口。</p>"
        * 5
    )
    (found,) = described(site, page(text, "<title>通关课程</title>", "zh-CN"), "sitemap")
    assert (found.title, found.language) == ("通关课程", "zh-CN")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (page("<p>Sign in to see the course.</p>"), "too little main text"),
        (page(TEXT, ""), "no title"),
        (
            page(TEXT + "<ul>" + '<li><a href="/x">Another course that you may like</a></li>' * 40 + "</ul>"),
            "mostly links",
        ),
        (page(TEXT, HEAD + '<meta name="robots" content="noindex, follow">'), "not to be indexed"),
        (
            page(TEXT, HEAD + '<script type="application/ld+json">{"@type": "ContactPage"}</script>'),
            "ContactPage",
        ),
        (page(TEXT + "x" * 1_000_000), "1,000,000 characters"),
    ],
)
def test_it_leaves_out(site: Site, content: str, reason: str) -> None:
    assert reason in why(site, content)


def test_a_provider_can_have_them_left_out(site: Site) -> None:
    assert "no markup of a training" in why(site, page(), pages_without_markup="skip")


@pytest.mark.shared
def test_a_real_index_page_is_described_by_its_own_text(site: Site, shared: object) -> None:
    """It has a title, a language and 14 lines of text of its own; its events are listed elsewhere."""
    text = (shared / "real/pages/test_ol_events_index_page.html").read_text(encoding="utf-8")  # type: ignore[operator]
    assert "ld+json" not in text
    assert "itemscope" not in text

    (found,) = described(site, text, "sitemap")

    assert found.title == "Attend an event hosted by MIT Open Learning | Open Learning"
    assert (found.language, found.certain) == ("en", False)
    assert "Open Learning hosts a wide range of events for learners" in (found.description or "")
