"""Lists that an API gives page by page are read to their end, and no further than they lead."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from harvesters.fetch import Fetcher
from harvesters.listing import Completeness, Page, Request
from harvesters.problems import SourceProblem
from harvesters.protocols import harvester
from harvesters.settings import checked
from harvesters.trial import Trial, tried
from tests.harvesters.faults import Handler, Site, document, status
from tests.harvesters.trying import TODAY, counts, reasons

COURSES = [{"id": number, "title": f"Course {number}"} for number in range(7)]
MAPPED = {"records": "items", "identifier": "id", "fields": {"title": "title"}}


def serve(site: Site, answer: Callable[[dict[str, str]], dict[str, Any]], **headers: str) -> None:
    """Answers /list by what the parameters of its address ask for."""

    def respond(handler: Handler) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        handler.answer(
            json.dumps(answer(asked)).encode(), 200, {"Content-Type": "application/json", **headers}
        )

    site.answers["/list"] = respond


def try_list(site: Site, paging: dict[str, Any], **settings: Any) -> Trial:
    stated = checked({**MAPPED, "paging": paging, **settings}, "mapped")
    with Fetcher([site.address], robots=False) as fetcher:
        return tried(fetcher, site.url("/list"), today=TODAY, protocol="mapped", settings=stated)


def read(site: Site, settings: dict[str, Any], path: str = "/list", **request: Any) -> tuple[list[Page], Any]:
    """The pages of a listing and its outcome."""
    asked = Request(
        url=site.url(path), settings=checked({**MAPPED, **settings}, "mapped"), today=TODAY, **request
    )
    with Fetcher([site.address], robots=False) as fetcher:
        reader = harvester("mapped")(fetcher, asked)
        return list(reader.pages()), reader.outcome


def assert_whole(found: Trial) -> None:
    assert (found.outcome, found.errors, counts(found)) == ("succeeded", [], {"listed": 7, "added": 7})
    assert [record["title"] for record in found.records] == [course["title"] for course in COURSES]


def test_it_counts_pages(site: Site) -> None:
    def page(asked: dict[str, str]) -> dict[str, Any]:
        number, size = int(asked["p"]), int(asked["per_page"])
        return {"items": COURSES[(number - 1) * size : number * size]}

    serve(site, page)
    assert_whole(try_list(site, {"by": "page", "parameter": "p", "size": 3, "size_parameter": "per_page"}))
    assert len(site.requests) == 4  # the fourth is empty


def test_it_stops_at_the_stated_total_without_asking_for_an_empty_page(site: Site) -> None:
    def page(asked: dict[str, str]) -> dict[str, Any]:
        start = int(asked["page"]) * 4
        return {"items": COURSES[start : start + 4], "meta": {"total": "7"}}

    serve(site, page)
    assert_whole(try_list(site, {"by": "page", "first": 0, "total": "meta.total"}))
    assert site.requests == ["/list?page=0", "/list?page=1"]


def test_it_counts_records_also_where_a_server_gives_fewer_than_asked_for(site: Site) -> None:
    def page(asked: dict[str, str]) -> dict[str, Any]:
        start = int(asked["start"])
        return {"items": COURSES[start : start + 2]}

    serve(site, page)
    paging = {"by": "offset", "parameter": "start", "size": 100, "size_parameter": "rows"}
    assert_whole(try_list(site, paging))
    assert site.requests[1] == "/list?rows=100&start=2"


def test_it_follows_cursors(site: Site) -> None:
    following = {"": "b c", "b c": "d&e=1", "d&e=1": None}

    def page(asked: dict[str, str]) -> dict[str, Any]:
        cursor = asked.get("cursor", "")
        start = list(following).index(cursor) * 3
        return {"items": COURSES[start : start + 3], "meta": {"next": following[cursor]}}

    serve(site, page)
    assert_whole(try_list(site, {"by": "cursor", "parameter": "cursor", "path": "meta.next"}))


@pytest.mark.parametrize("absolute", [True, False])
def test_it_follows_addresses_in_the_answer(site: Site, absolute: bool) -> None:
    def page(asked: dict[str, str]) -> dict[str, Any]:
        start = int(asked.get("from", 0))
        leads_to = f"/list?from={start + 4}" if start < 4 else None
        links = {"next": {"href": site.url(leads_to) if absolute and leads_to else leads_to}}
        return {"items": COURSES[start : start + 4], "links": links}

    serve(site, page)
    assert_whole(try_list(site, {"by": "next", "path": "links.next.href"}))


def test_it_follows_the_link_header(site: Site) -> None:
    first, last = ({"items": COURSES[:4]}, {"items": COURSES[4:]})
    link = '</list?page=1>; rel="first", </list?page=2>; title="a, b"; rel="nofollow next", </list?page=9>; rel=last'
    site.answers["/list"] = document(json.dumps(first), Link=link)
    site.answers["/list?page=2"] = document(json.dumps(last), Link='</list>; rel="prev nextish"')
    assert_whole(try_list(site, {"by": "link"}))


def test_it_pages_through_xml(site: Site) -> None:
    def xml(numbers: range, following: str) -> str:
        events = "".join(f"<e id='{n}'><t>Course {n}</t></e>" for n in numbers)
        return f"<l><n>7</n>{events}<next href='{following}'/></l>"

    site.answers["/list"] = document(xml(range(4), "/list?page=2"))
    site.answers["/list?page=2"] = document(xml(range(4, 7), ""))
    settings = {"records": "//e", "identifier": "@id", "fields": {"title": "t"}}
    assert_whole(try_list(site, {"by": "next", "path": "/l/next/@href", "total": "/l/n"}, **settings))


def test_it_tells_the_total_for_the_progress(site: Site) -> None:
    serve(site, lambda asked: {"items": COURSES, "n": 7})
    pages, _ = read(site, {"paging": {"by": "page", "total": "n"}})
    assert [page.total for page in pages] == [7]


def test_it_goes_on_from_the_checkpoint_of_a_page(site: Site) -> None:
    def page(asked: dict[str, str]) -> dict[str, Any]:
        start = int(asked["offset"])
        return {"items": COURSES[start : start + 3]}

    serve(site, page)
    settings = {"paging": {"by": "offset"}}
    pages, _ = read(site, settings)
    assert [page.checkpoint is None for page in pages] == [False, False, False, True]
    site.requests.clear()
    rest, _ = read(site, settings, checkpoint=json.loads(json.dumps(pages[0].checkpoint)))
    assert site.requests[0] == "/list?offset=3"
    assert [record.identifier for page in rest for record in page.records] == ["3", "4", "5", "6"]


# What goes wrong


def test_it_takes_what_came_before_a_page_that_fails(site: Site) -> None:
    site.answers["/list?page=1"] = document(json.dumps({"items": COURSES[:3]}))
    site.answers["/list?page=2"] = status(500)
    found = try_list(site, {"by": "page"})
    assert (found.outcome, counts(found)) == ("partial", {"listed": 3, "added": 3})
    assert found.errors[-1].stage == "fetch"


def test_it_takes_what_came_before_a_page_that_breaks_off(site: Site) -> None:
    site.answers["/list?page=1"] = document(json.dumps({"items": COURSES[:3]}))
    site.answers["/list?page=2"] = document(json.dumps({"items": COURSES[3:]})[:-10])
    found = try_list(site, {"by": "page"})
    assert found.outcome == "partial"
    assert counts(found) == {"listed": 6, "added": 6}
    assert "cannot be read further" in reasons(found)[-1]


def test_it_calls_a_list_broken_off_that_ends_before_its_total(site: Site) -> None:
    serve(site, lambda asked: {"items": COURSES if asked["page"] == "1" else [], "n": 9})
    found = try_list(site, {"by": "page", "total": "n"})
    assert (found.outcome, counts(found)["added"]) == ("partial", 7)
    assert "7 of the 9 records" in reasons(found)[-1]


@pytest.mark.parametrize("paging", [{"by": "page"}, {"by": "next", "path": "next"}, {"by": "link"}])
def test_it_notices_a_list_that_leads_in_a_circle(site: Site, paging: dict[str, str]) -> None:
    serve(site, lambda asked: {"items": COURSES, "next": "/list?x=1"}, Link="</list?x=1>; rel=next")
    found = try_list(site, paging)
    assert found.outcome == "partial"
    assert counts(found) == {"listed": 14, "added": 7, "skipped": 7}
    assert "in a circle" in reasons(found)[-1]


def test_it_reads_no_more_pages_than_are_stated(site: Site) -> None:
    serve(site, lambda asked: {"items": [{"id": asked["page"], "title": "More"}]})
    found = try_list(site, {"by": "page", "most": 5})
    assert (found.outcome, counts(found)["added"]) == ("partial", 5)
    assert "over 5 pages" in reasons(found)[-1]


@pytest.mark.parametrize(
    "following", ["http://[broken", "file:///etc/passwd", "http://10.0.0.1/", {"a": 1}, 7]
)
def test_it_follows_no_address_that_is_none(site: Site, following: Any) -> None:
    serve(site, lambda asked: {"items": COURSES, "next": following})
    found = try_list(site, {"by": "next", "path": "next"})
    assert counts(found)["added"] == 7
    assert found.outcome == ("succeeded" if isinstance(following, dict) else "partial")


def test_it_concludes_nothing_from_a_list_that_broke_off(site: Site) -> None:
    site.answers["/list?page=1"] = document(json.dumps({"items": COURSES[:3]}))
    with pytest.raises(SourceProblem):
        read(site, {"paging": {"by": "page"}})


# Since the last run


def test_it_asks_for_everything_first_and_then_for_what_has_changed(site: Site) -> None:
    def dated(handler: Handler) -> None:
        body = json.dumps({"items": COURSES}).encode()
        handler.send_response_only(200)
        handler.send_header("Date", "Wed, 02 Dec 2026 10:00:00 GMT")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    site.answers["/list"] = dated
    settings = {"since": {"parameter": "changed"}}
    _, first = read(site, settings)
    assert (first.completeness, site.requests) == (Completeness.COMPLETE, ["/list"])
    _, second = read(site, settings, since=first.since)
    assert site.requests[1] == "/list?changed=2026-12-02T09%3A00%3A00Z"  # an hour before, for what came late
    assert second.completeness is Completeness.INCREMENTAL


@pytest.mark.parametrize(
    ("stated", "asked"),
    [
        ({"format": "date"}, "2026-11-19"),
        ({"format": "timestamp"}, "1795167000"),
        ({"value": "metadata_modified:[{since} TO *]"}, "metadata_modified:[2026-11-20T09:30:00Z TO *]"),
    ],
)
def test_it_states_the_time_in_the_form_of_the_source(site: Site, stated: dict[str, str], asked: str) -> None:
    site.answers["/list"] = document(json.dumps({"items": COURSES}))
    settings = {"since": {"parameter": "fq", **stated}}
    left = "2026-11-20T10:30:00Z/2026-11-20T10:30:00Z"
    read(site, settings, since=left)
    assert parse_qs(urlsplit(site.requests[0]).query) == {"fq": [asked]}


def test_it_asks_for_everything_again_after_a_while(site: Site) -> None:
    site.answers["/list"] = document(json.dumps({"items": COURSES}))
    settings = {"since": {"parameter": "changed"}, "full_every_days": 7}
    _, outcome = read(site, settings, since="2026-11-22T10:00:00Z/2026-11-16T09:00:00Z")
    assert (outcome.completeness, site.requests) == (Completeness.COMPLETE, ["/list"])
    assert outcome.since is not None
    began, full = outcome.since.split("/")
    assert began == full
    _, outcome = read(site, settings, since="2026-11-22T10:00:00Z/2026-11-16T09:00:01Z")
    assert outcome.completeness is Completeness.INCREMENTAL
    assert outcome.since.endswith("/2026-11-16T09:00:01Z")


@pytest.mark.parametrize("left", ["", "2026-11-22", "a/b", "2026-11-22T10:00:00/2026-11-22T10:00:00"])
def test_it_asks_for_everything_when_it_cannot_tell_what_was_left(site: Site, left: str) -> None:
    site.answers["/list"] = document(json.dumps({"items": COURSES}))
    _, outcome = read(site, {"since": {"parameter": "changed"}}, since=left)
    assert outcome.completeness is Completeness.COMPLETE


def test_it_pages_through_what_has_changed_and_remembers_it_when_interrupted(site: Site) -> None:
    def page(asked: dict[str, str]) -> dict[str, Any]:
        start = int(asked["offset"]) if asked.get("changed") else 100
        return {"items": COURSES[start : start + 4]}

    serve(site, page)
    settings = {"since": {"parameter": "changed", "format": "date"}, "paging": {"by": "offset"}}
    left = "2026-11-22T10:00:00Z/2026-11-20T10:00:00Z"
    pages, outcome = read(site, settings, since=left)
    assert sum(len(page.records) for page in pages) == 7
    assert outcome.completeness is Completeness.INCREMENTAL
    _, again = read(site, settings, since=left, checkpoint=pages[0].checkpoint)
    assert again.completeness is Completeness.INCREMENTAL


# The settings


@pytest.mark.parametrize(
    ("paging", "words"),
    [
        ({"by": "cursor", "parameter": "c"}, "'path' is missing"),
        ({"by": "cursor", "path": "next"}, "'parameter' is missing"),
        ({"by": "next"}, "'path' is missing"),
        ({"by": "pages"}, "not one of page, offset"),
        ({"by": "page", "size": 5}, "size_parameter"),
        ({"by": "next", "path": "a["}, "is no JMESPath"),
    ],
)
def test_it_refuses_paging_that_leads_nowhere(paging: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match="paging") as refused:
        checked({**MAPPED, "paging": paging}, "mapped")
    assert words in str(refused.value)
