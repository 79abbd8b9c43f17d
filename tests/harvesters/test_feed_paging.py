"""Feeds in several documents (RFC 5005, JSON Feed's next_url), and feeds that say they are complete."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harvesters import feed_paging
from harvesters.fetch import Fetcher
from harvesters.listing import Completeness, NotModified, Page, Request
from harvesters.protocols import Protocol, harvester
from tests.harvesters.faults import Site, document, in_turn, status
from tests.harvesters.trying import TODAY, counts, reasons, try_url

HEAD = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"><title>T</title>'
COMPLETE = "<fh:complete/>"


def link(relation: str, target: str) -> str:
    return f'<link rel="{relation}" href="{target}"/>'


def atom(*numbers: int, head: str = "") -> str:
    entries = "".join(f"<entry><id>urn:x:{n}</id><title>Course {n}</title></entry>" for n in numbers)
    return f"{HEAD}{head}{entries}</feed>"


def json_feed(*numbers: int, following: str | None) -> str:
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": "T"}
    feed["items"] = [{"id": f"urn:x:{n}", "title": f"Course {n}"} for n in numbers]
    return json.dumps(feed | ({"next_url": following} if following else {}))


def read(site: Site, **request: Any) -> tuple[Protocol, list[Page]]:
    with Fetcher([site.address]) as fetcher:
        reader = harvester("feed")(fetcher, Request(url=site.url("/1"), settings={}, today=TODAY, **request))
        return reader, list(reader.pages())


def identifiers(pages: list[Page]) -> list[str | None]:
    return [record.identifier for page in pages for record in page.records]


@pytest.mark.parametrize("relation", ["next", "prev-archive"])
def test_it_reads_a_paged_and_an_archived_feed_to_its_end(site: Site, relation: str) -> None:
    site.answers["/1"] = document(atom(5, 6, head=link(relation, "2")))
    site.answers["/2"] = document(atom(3, 4, head=link(relation, "/3?x")))
    site.answers["/3?x"] = document(atom(1, 2, head="<fh:archive/>"))
    trial = try_url(site, "/1", "feed")
    assert [record["identifier"][-1] for record in trial.records] == list("563412")
    assert (trial.outcome, trial.errors, site.asked()) == ("succeeded", [], ["/1", "/2", "/3?x"])


def test_it_reads_the_pages_of_rss_by_atoms_link(site: Site) -> None:
    rss = '<rss xmlns:a="http://www.w3.org/2005/Atom"><channel>{}<item><title>A</title><guid>{}</guid></item></channel></rss>'
    site.answers["/1"] = document(rss.format('<a:link rel="next" href="/2"/>', "a"))
    site.answers["/2"] = document(rss.format("", "b"))
    assert [record["identifier"] for record in try_url(site, "/1", "feed").records] == ["a", "b"]


def test_it_reads_the_pages_of_a_json_feed(site: Site) -> None:
    site.answers["/1"] = document(json_feed(1, 2, following=site.url("/2")))
    site.answers["/2"] = document(json_feed(3, following=None))
    assert counts(try_url(site, "/1", "feed")) == {"listed": 3, "added": 3}


def test_what_an_archive_repeats_counts_as_the_newest_document_has_it(site: Site) -> None:
    site.answers["/1"] = document(atom(2, head=link("prev-archive", "/2")))
    site.answers["/2"] = document(atom(1, 2).replace("Course 2", "Course 2, an older version"))
    trial = try_url(site, "/1", "feed")
    assert [record["title"] for record in trial.records] == ["Course 2", "Course 1"]
    assert counts(trial) == {"listed": 3, "added": 2, "skipped": 1}


def test_it_says_after_each_page_where_to_go_on(site: Site) -> None:
    site.answers["/1"] = document(atom(1, head=link("next", "/2")))
    site.answers["/2"] = document(atom(2, head=link("next", "/3")))
    site.answers["/3"] = document(atom(3))
    _, pages = read(site)
    assert [page.checkpoint for page in pages][:2] == [{"url": site.url("/2")}, {"url": site.url("/3")}]
    _, rest = read(site, checkpoint=pages[0].checkpoint)
    assert identifiers(rest) == ["urn:x:2", "urn:x:3"]


def test_a_part_that_fails_for_now_leaves_the_listing_partial(site: Site) -> None:
    site.answers["/1"] = document(atom(1, head=link("next", "/2")))
    site.answers["/2"] = status(500)
    trial = try_url(site, "/1", "feed")
    assert (trial.outcome, counts(trial)) == ("partial", {"listed": 1, "added": 1})


def test_a_next_part_that_does_not_exist_is_the_end_with_a_warning(site: Site) -> None:
    site.answers["/1"] = document(atom(1, head=link("next", "/2")))
    trial = try_url(site, "/1", "feed")
    assert (trial.outcome, counts(trial)) == ("succeeded", {"listed": 1, "added": 1})
    assert "next part" in reasons(trial)[0]
    assert trial.errors[0].advice


@pytest.mark.parametrize("target", ["/1", "#top", "/2#again"])
def test_it_does_not_go_in_circles(site: Site, target: str) -> None:
    site.answers["/1"] = document(atom(1, head=link("next", "/2")))
    site.answers["/2"] = document(atom(2, head=link("next", target)))
    trial = try_url(site, "/1", "feed")
    assert (trial.outcome, site.asked()) == ("succeeded", ["/1", "/2"])
    assert "leads back" in reasons(trial)[0]


def test_it_ends_where_ever_new_parts_bring_nothing_new(site: Site) -> None:
    site.answers["/1"] = document(atom(1, head=link("next", "/more?a")))
    site.answers["/more?a"] = document(atom(1, head=link("next", "/more?b")))
    trial = try_url(site, "/1", "feed")
    assert site.asked() == ["/1", "/more?a"]
    assert "listed before" in " ".join(reasons(trial))


def test_it_does_not_read_without_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_paging, "MOST_DOCUMENTS", 3)
    pages = (document(atom(n, head=link("next", f"/1?page={n + 1}"))) for n in range(100))
    site.answers["/1"] = in_turn(*pages)
    trial = try_url(site, "/1", "feed")
    assert counts(trial) == {"listed": 3, "added": 3}
    assert "more than 3 parts" in reasons(trial)[0]


def test_it_does_not_follow_a_feed_to_another_host(site: Site) -> None:
    site.answers["/1"] = document(atom(1, head=link("next", "https://other.example/2")))
    assert "another host" in reasons(try_url(site, "/1", "feed"))[0]


def test_a_feed_that_says_it_is_complete_proves_absence(site: Site) -> None:
    site.answers["/1"] = document(atom(1, head=COMPLETE))
    reader, _ = read(site)
    assert reader.outcome.completeness == Completeness.COMPLETE


def test_one_of_several_parts_is_not_believed_to_be_complete(site: Site) -> None:
    site.answers["/1"] = document(atom(1, head=COMPLETE + link("next", "/2")))
    site.answers["/2"] = document(atom(2, head=COMPLETE))
    reader, pages = read(site)
    assert reader.outcome.completeness == Completeness.WINDOW
    told = [problem.reason for page in pages for problem in page.warnings]
    assert len(told) == 2
    assert all("complete" in reason for reason in told)


def test_an_unchanged_feed_of_several_parts_costs_one_request(site: Site) -> None:
    site.answers["/1"] = document(atom(2, head=link("next", "/2")))
    site.answers["/2"] = document(atom(1))
    reader, _ = read(site)
    with pytest.raises(NotModified):
        read(site, version=reader.outcome.version)
    assert site.asked() == ["/1", "/2", "/1"]
