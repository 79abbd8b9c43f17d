"""Whatever a source sends, the run or the record says in plain words what to do, and the rest is taken."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from harvesters.fetch import Fetcher
from harvesters.trial import Trial, tried
from tests.harvesters import faults
from tests.harvesters.faults import Answer, Site, document, redirect, status
from tests.harvesters.providers import GOOD, LAST, PROVIDERS, Provider, settings_at

TODAY = datetime(2026, 3, 2, tzinfo=UTC)
HTML = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Sign in first</p></body></html>"
BOMB = '<!DOCTYPE bomb [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
XML_ONLY = [name for name, provider in PROVIDERS.items() if provider.is_xml]


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> Provider:
    return PROVIDERS[request.param]


def trial(
    site: Site, provider: Provider, seconds: float = 5.0, sleep: Callable[[float], None] = lambda _: None
) -> Trial:
    fetcher = Fetcher([site.address], robots=False, seconds=seconds, sleep=sleep)
    found = tried(
        fetcher,
        site.url(provider.path),
        today=TODAY,
        protocol=provider.protocol,
        settings=settings_at(site, provider.protocol, provider.settings),
    )
    parts = ("added", "changed", "unchanged", "deleted", "rejected", "skipped")
    assert found.counts["listed"] == sum(found.counts[name] for name in parts)
    for problem in found.errors:
        assert problem.reason
        assert "fault of the registry" not in problem.advice, problem.reason
    return found


def titles(found: Trial) -> list[str]:
    return [record["title"] for record in found.records]


def assert_failed(found: Trial) -> None:
    assert (found.outcome, found.records) == ("failed", [])
    assert found.counts["listed"] == found.counts["rejected"], "an address of a list counts, others do not"
    assert found.errors[-1].advice


def test_it_takes_the_good_source(site: Site, provider: Provider) -> None:
    provider.publish(site)
    found = trial(site, provider)
    assert (found.outcome, found.errors) == ("succeeded", [])
    assert titles(found) == provider.titles("Payment")


LISTINGS: dict[str, Answer] = {
    "404": status(404),
    "410": status(410),
    "500": status(500),
    "503": status(503),
    "a redirect loop": redirect("/source"),
    "a redirect to a private address": redirect("http://10.0.0.1/"),
    "a redirect to a file": redirect("file:///etc/passwd"),
    "a gzip bomb": faults.gzip_bomb(60),
    "broken compression": document(b"not compressed", Content_Encoding="gzip"),
    "an answer that breaks off": faults.cut_short(b"x" * 10_000, 5_000),
}


@pytest.mark.parametrize("fault", LISTINGS)
def test_it_fails_in_words_when_the_address_fails(site: Site, provider: Provider, fault: str) -> None:
    site.answers["/source"] = LISTINGS[fault]
    found = trial(site, provider)
    assert_failed(found)
    assert found.errors[-1].stage == "fetch"


@pytest.mark.parametrize("fault", ["silent", "dripping", "dripping_headers"])
def test_it_fails_in_words_when_the_address_is_slow(site: Site, provider: Provider, fault: str) -> None:
    site.answers["/source"] = getattr(site, fault)
    found = trial(site, provider, seconds=0.3)
    assert_failed(found)
    assert "Time-out" in found.errors[-1].reason


def in_seconds(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize("form", [str, in_seconds])
def test_it_waits_as_long_as_it_is_asked_to(
    site: Site, provider: Provider, code: int, form: Callable[[int], str]
) -> None:
    provider.publish(site)
    busy = status(code, Retry_After=form(30))
    site.answers["/source"] = faults.in_turn(busy, site.answers["/source"])
    slept: list[float] = []
    found = trial(site, provider, sleep=slept.append)
    assert (found.outcome, titles(found)) == ("succeeded", provider.titles("Payment"))
    assert [20 < seconds <= 30 for seconds in slept] == [True]


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize("asked", ["86400", in_seconds(86_400), "99999999999999999999"])
def test_it_does_not_wait_for_a_day(site: Site, provider: Provider, code: int, asked: str) -> None:
    site.answers["/source"] = status(code, Retry_After=asked)
    slept: list[float] = []
    assert_failed(trial(site, provider, sleep=slept.append))
    assert slept == []


@pytest.mark.parametrize("asked", ["7", "soon", ""])
def test_it_gives_up_a_site_that_is_always_busy(site: Site, provider: Provider, asked: str) -> None:
    site.answers["/source"] = status(503, Retry_After=asked)
    slept: list[float] = []
    assert_failed(trial(site, provider, sleep=slept.append))
    assert len(slept) <= 12, "a few times for each of the requests that it takes"


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_it_says_that_an_address_leads_to_a_page_for_people(
    site: Site, provider: Provider, code: int
) -> None:
    site.answers["/source"] = redirect("/signin", code)
    site.answers["/signin"] = document(HTML, "text/html")
    found = trial(site, provider)
    assert found.records == []
    assert found.errors[-1].advice or provider.protocol == "addresses"  # which skips it, as it may any page


@pytest.mark.parametrize("length", ["longer", "shorter", "-5", "many", "1e3", "9" * 30])
def test_it_takes_at_most_what_is_there_whatever_length_is_stated(
    site: Site, provider: Provider, length: str
) -> None:
    provider.publish(site)
    body = provider.write("Payment", "2026-09-01").encode()
    stated = {"longer": str(len(body) + 100), "shorter": str(len(body) * 2 // 3)}.get(length, length)
    site.answers["/source"] = faults.of_length(body, stated)
    found = trial(site, provider)
    assert {*titles(found)} <= {GOOD, "Payment", LAST} or provider.protocol == "table"
    assert found.errors or titles(found) == provider.titles("Payment") or provider.protocol == "table"


def test_it_fails_in_words_when_the_chunks_are_wrong(site: Site, provider: Provider) -> None:
    provider.publish(site)
    body = provider.write("Payment", "2026-09-01").encode()
    site.answers["/source"] = faults.in_bad_chunks(body)
    assert_failed(trial(site, provider))


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "bogus"])
def test_it_fails_in_words_when_the_body_is_said_to_be_packed_otherwise(
    site: Site, provider: Provider, encoding: str
) -> None:
    provider.publish(site)
    body = provider.write("Payment", "2026-09-01").encode()
    site.answers["/source"] = document(body, provider.content_type, Content_Encoding=encoding)
    found = trial(site, provider)
    assert_failed(found)
    assert found.errors[-1].stage == "fetch"


DEEP = {
    "XML": "<a>" * 200_000,
    "closed XML": "<a>" * 100_000 + "</a>" * 100_000,
    "pages": "<!DOCTYPE html><html><body>" + "<div>" * 100_000,
    "JSON lists": "[" * 200_000,
    "JSON objects": '{"a":' * 200_000,
    "closed JSON": '{"items":' * 50_000 + "1" + "}" * 50_000,
    "components": "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 20_000,
    "quotes": '"' * 200_001,
    "graphs": '<html><script type="application/ld+json">' + '{"@graph":[' * 50_000,
}


@pytest.mark.parametrize("kind", DEEP)
def test_it_fails_in_words_when_a_document_is_nested_without_end(
    site: Site, provider: Provider, kind: str
) -> None:
    site.answers["/source"] = document(DEEP[kind], provider.content_type)
    found = trial(site, provider)
    assert found.records == []
    assert found.errors


@pytest.mark.parametrize(
    "body",
    [
        HTML.encode(),
        b"Service temporarily unavailable",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"",
        b"  \n",
        b"<",
        b"{",
        b"<rss><channel><item><title>Half",
    ],
)
def test_it_fails_in_words_when_the_document_is_another_one(
    site: Site, provider: Provider, body: bytes
) -> None:
    site.answers["/source"] = document(body, provider.content_type)
    found = trial(site, provider)
    assert found.records == []
    assert found.errors
    assert all(problem.reason for problem in found.errors)


@pytest.mark.parametrize("name", XML_ONLY)
def test_it_does_not_expand_an_entity_bomb(site: Site, name: str) -> None:
    provider = PROVIDERS[name]
    provider.publish(site, title="TITLE")
    text = provider.write("TITLE", "2026-09-01").replace("TITLE", "&c;")
    head, mark, rest = text.partition("?>")
    site.answers["/source"] = document(f"{head}{mark}{BOMB}{rest}", provider.content_type)
    found = trial(site, provider)
    assert_failed(found)
    assert "entities" in found.errors[-1].reason


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_it_says_that_a_document_is_cut_off_and_takes_at_most_what_is_whole(
    site: Site, provider: Provider, share: float
) -> None:
    provider.publish(site)
    body = provider.encode(provider.write("Payment", "2026-09-01"))
    site.answers["/source"] = document(body[: int(len(body) * share)], provider.content_type)
    found = trial(site, provider)
    if provider.content_type == "text/csv":  # whose end nothing marks
        assert titles(found)[:-1] == [GOOD, "Payment", LAST][: len(found.records) - 1]
    else:
        assert set(titles(found)) <= {GOOD, "Payment", LAST}
        # An address of a list whose page cannot be read is rejected, and the list has been read.
        assert (
            provider.is_single or provider.protocol == "addresses" or found.outcome in ("failed", "partial")
        )
        assert found.errors


def test_it_cuts_an_endless_title_and_says_so(site: Site, provider: Provider) -> None:
    provider.publish(site, title="x" * 100_000)
    found = trial(site, provider)
    assert (found.outcome, found.counts["added"]) == ("succeeded", len(provider.titles("")))
    assert all(len(title) <= 500 for title in titles(found))
    assert [problem.field for problem in found.errors] == ["title"]


def test_it_takes_no_markup_from_a_title(site: Site, provider: Provider) -> None:
    provider.publish(site, title="<b>Payment</b> <script>alert(1)</script> R&amp;D")
    assert titles(trial(site, provider)) == provider.titles("Payment R&D")


def test_it_leaves_a_date_unknown_that_is_none_and_says_so(site: Site, provider: Provider) -> None:
    provider.publish(site, date="someday soon")
    found = trial(site, provider)
    assert found.outcome == "succeeded"
    assert {GOOD, LAST} <= set(titles(found)) or provider.is_single
    (problem,) = found.errors
    assert (problem.stage, problem.identifier is not None) == ("describe", True)
    assert problem.advice


def test_it_rejects_a_record_without_a_title_and_takes_the_rest(site: Site, provider: Provider) -> None:
    provider.publish(site, title="")
    found = trial(site, provider)
    assert (found.outcome, found.counts["rejected"], titles(found)) == (
        "succeeded",
        1,
        provider.titles("")[::2] if not provider.is_single else [],
    )
    assert [problem.field for problem in found.errors] == ["title"]


@pytest.mark.parametrize("stated", ["iso-8859-1", "gb2312", "utf-16", "x-bogus", ""])
def test_it_reads_utf_8_whatever_encoding_is_stated(site: Site, provider: Provider, stated: str) -> None:
    title = "跨境电商 Đào tạo, logística"
    provider.publish(site, title=title)
    body = provider.write(title, "2026-09-01").replace(
        'encoding="UTF-8"', f'encoding="{stated}"' if stated else ""
    )
    header = f"{provider.content_type}; charset={stated}" if stated else provider.content_type
    if provider.protocol != "sitemap":  # whose titles are on its pages
        site.answers["/source"] = document(provider.encode(body), header)
    assert titles(trial(site, provider)) == provider.titles(title)


@pytest.mark.parametrize("name", [name for name, provider in PROVIDERS.items() if provider.is_text])
def test_it_reads_the_encoding_that_is_stated(site: Site, name: str) -> None:
    provider = PROVIDERS[name]
    title = "跨境电商培训课程：国际物流与报关"
    provider.publish(site, title=title)
    body = provider.write(title, "2026-09-01").replace("UTF-8", "GB2312").encode("gb18030")
    if provider.protocol != "sitemap":
        site.answers["/source"] = document(body, f"{provider.content_type}; charset=GB2312")
    assert titles(trial(site, provider)) == provider.titles(title)


def test_it_unpacks_a_compressed_answer(site: Site, provider: Provider) -> None:
    provider.publish(site)
    body = gzip.compress(provider.encode(provider.write("Payment", "2026-09-01")))
    site.answers["/source"] = document(body, provider.content_type, Content_Encoding="gzip")
    assert titles(trial(site, provider)) == provider.titles("Payment")


@pytest.mark.parametrize(
    "fault", ["404", "500", "a gzip bomb", "a redirect loop", "an answer that breaks off"]
)
def test_a_page_that_fails_costs_one_record(site: Site, fault: str) -> None:
    provider = PROVIDERS["sitemap"]
    provider.publish(site)
    site.answers["/1"] = redirect("/1") if fault == "a redirect loop" else LISTINGS[fault]
    found = trial(site, provider)
    assert (found.outcome, titles(found)) == ("succeeded", [GOOD, LAST])
    assert (found.counts["listed"], found.counts["rejected"]) == (3, 1)
    assert (found.errors[0].stage, bool(found.errors[0].advice)) == ("fetch", True)
