"""Which feed is read where a page names several, and addresses that stand for others."""

from __future__ import annotations

import pytest

from tests.harvesters.faults import Site, document
from tests.harvesters.trying import counts, reasons, try_url

RSS = "<rss><channel><item><title>{0}</title><guid>{0}</guid></item></channel></rss>"
JSON = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "json", "title": "json"}]}'
CALENDAR = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:calendar\nSUMMARY:calendar\nEND:VEVENT\nEND:VCALENDAR\n"


def link(target: str, title: str = "", media_type: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{media_type}" title="{title}" href="{target}">'


def publish(site: Site, *links: str) -> None:
    site.answers["/page"] = document(
        f"<!DOCTYPE html><html><head>{''.join(links)}</head></html>", "text/html"
    )
    for name in ("posts", "courses", "comments"):
        site.answers[f"/{name}"] = document(RSS.format(name))
    site.answers["/json"] = document(JSON)
    site.answers["/calendar"] = document(CALENDAR)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([link("/comments", "Comments on this post"), link("/posts", "All posts")], "posts"),
        ([link("/posts", "All posts"), link("/courses", "Upcoming courses")], "courses"),
        ([link("/posts"), link("/courses")], "posts"),
        ([link("/comments", "评论")], "comments"),
        ([link("/json", media_type="application/feed+json"), link("/posts", "Posts")], "json"),
        ([link("/wp-json", media_type="application/json"), link("/posts")], "posts"),
    ],
)
@pytest.mark.parametrize("protocol", ["feed", None])
def test_it_chooses_the_feed_of_what_is_offered(
    site: Site, links: list[str], expected: str, protocol: str | None
) -> None:
    publish(site, *links)
    assert [record["title"] for record in try_url(site, "/page", protocol).records] == [expected]


def test_it_says_which_feed_was_read_and_which_were_not(site: Site) -> None:
    publish(site, link("/posts", "Posts"), link("/courses", "Courses"))
    [reason] = reasons(try_url(site, "/page", "feed"))
    assert f"Read was {site.url('/courses')}, not {site.url('/posts')}" in reason


@pytest.mark.parametrize("protocol", ["calendar", None])
def test_it_follows_a_page_to_the_calendar_that_it_names(site: Site, protocol: str | None) -> None:
    webcal = site.url("/calendar").replace("http:", "webcal:")
    publish(site, link(webcal, media_type="text/calendar"))
    assert counts(try_url(site, "/page", protocol)) == {"listed": 1, "added": 1}
