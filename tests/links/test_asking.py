"""How one address is asked: HEAD, then GET, by robots.txt, and what each answer means."""

from __future__ import annotations

import pytest
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from registry.links.asking import ask
from registry.links.judging import Answer


@pytest.fixture(autouse=True)
def allowed(httpserver: HTTPServer, settings: Settings) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)


def answered(httpserver: HTTPServer, head: int, get: int | None = None, **headers: str) -> Answer:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    for method, status in (("HEAD", head), ("GET", get)):
        if status is not None:
            httpserver.expect_request("/a", method=method).respond_with_data("x", status, headers=fields)
    return ask(httpserver.url_for("/a"))


def methods(httpserver: HTTPServer) -> list[str]:
    return [request.method for request, _answer in httpserver.log if request.path == "/a"]


def test_what_answers_to_head_is_asked_no_more(httpserver: HTTPServer) -> None:
    assert answered(httpserver, 200).outcome == "works"
    assert methods(httpserver) == ["HEAD"]


@pytest.mark.parametrize("head", [403, 404, 405, 500, 501])
def test_what_does_not_answer_well_to_head_is_asked_by_get(httpserver: HTTPServer, head: int) -> None:
    answer = answered(httpserver, head, 200)
    assert answer.outcome == "works"
    assert answer.by_get
    assert methods(httpserver) == ["HEAD", "GET"]


def test_who_needs_get_is_asked_by_it_at_once(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a", method="GET").respond_with_data("x")
    assert ask(httpserver.url_for("/a"), by_get=True).outcome == "works"
    assert methods(httpserver) == ["GET"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, "failed"), (410, "failed"), (500, "failed"), (401, "unknown"), (403, "unknown"), (451, "unknown")],
)
def test_what_a_status_means(httpserver: HTTPServer, status: int, outcome: str) -> None:
    answer = answered(httpserver, status, status)
    assert (answer.outcome, answer.status) == (outcome, status)


def test_a_busy_site_is_not_asked_twice_and_says_nothing(httpserver: HTTPServer) -> None:
    answer = answered(httpserver, 429, 200)
    assert answer.outcome == "unknown"
    assert methods(httpserver) == ["HEAD"]


def test_a_site_that_asks_for_an_hour_gets_it(httpserver: HTTPServer) -> None:
    answer = answered(httpserver, 503, 200, Retry_After="3600")
    assert (answer.outcome, answer.retry_after) == ("unknown", 3600)
    assert methods(httpserver) == ["HEAD"]


def test_what_robots_may_not_read_is_not_asked(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /a")
    answer = answered(httpserver, 200, 200)
    assert answer.outcome == "unknown"
    assert "robots.txt" in answer.reason
    assert methods(httpserver) == []


def test_the_pace_that_a_site_wants_is_told(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nCrawl-delay: 40")
    assert answered(httpserver, 200).delay == 40


def test_where_it_has_moved_is_told(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/b").respond_with_data("x")
    answer = answered(httpserver, 301, Location="/b")
    assert (answer.outcome, answer.moved_to) == ("works", httpserver.url_for("/b"))


def test_a_slash_more_is_no_move(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a/").respond_with_data("x")
    assert answered(httpserver, 301, Location="/a/").moved_to == ""


def test_a_server_that_is_gone_fails(httpserver: HTTPServer, settings: Settings) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = ("127.0.0.1:9",)  # nothing listens on the port of "discard"
    answer = ask("http://127.0.0.1:9/")
    assert (answer.outcome, answer.status) == ("failed", None)


def test_an_address_of_an_inner_network_is_not_contacted(settings: Settings) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = ()
    assert ask("http://127.0.0.1:9/").outcome == "unknown"
