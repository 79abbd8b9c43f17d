"""How the fetcher behaves as a guest: who it says it is, what robots.txt asks, how long it waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from harvesters.fetch import Fetcher, FetchProblem, Validators
from tests.harvesters.faults import Site, document, in_turn, redirect, status


class Hours:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def hours() -> Hours:
    return Hours()


def fetcher(site: Site, hours: Hours, deadline: float | None = None) -> Fetcher:
    return Fetcher(
        [site.address], "https://registry.example/", deadline=deadline, sleep=hours.sleep, clock=hours.clock
    )


def test_it_says_who_asks_and_how_to_reach_them(site: Site, hours: Hours) -> None:
    site.answers["/"] = document("hello")
    fetcher(site, hours).get(site.url())
    agents = {headers["User-Agent"] for headers in site.headers}
    assert len(agents) == 1
    assert agents.pop().startswith("CBET-Registry/")
    assert all("https://registry.example/" in headers["User-Agent"] for headers in site.headers)


def test_it_asks_for_what_is_wanted(site: Site, hours: Hours) -> None:
    site.answers["/"] = document("hello")
    fetcher(site, hours).get(site.url(), accept="text/calendar", headers={"X-Key": "1"})
    assert (site.headers[-1]["Accept"], site.headers[-1]["X-Key"]) == ("text/calendar", "1")


def test_it_reads_what_the_answer_says_of_itself(site: Site, hours: Hours) -> None:
    site.answers["/"] = document("x", 'Text/XML; charset="GB2312"', ETag='"1"', Last_Modified="yesterday")
    fetched = fetcher(site, hours).get(site.url())
    assert (fetched.content_type, fetched.charset) == ("text/xml", "gb2312")
    assert (fetched.etag, fetched.last_modified, fetched.not_modified) == ('"1"', "yesterday", False)


def test_it_does_not_guess_what_the_answer_does_not_say(site: Site, hours: Hours) -> None:
    site.answers["/"] = document("x")
    fetched = fetcher(site, hours).get(site.url())
    assert (fetched.content_type, fetched.charset, fetched.etag) == ("", None, None)


def test_it_asks_whether_anything_changed(site: Site, hours: Hours) -> None:
    site.answers["/"] = status(304)
    known = Validators(etag='"1"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    fetched = fetcher(site, hours).get(site.url(), conditional=known)
    assert (fetched.not_modified, fetched.body) == (True, b"")
    assert site.headers[-1]["If-None-Match"] == '"1"'
    assert site.headers[-1]["If-Modified-Since"] == "Mon, 02 Mar 2026 10:00:00 GMT"


def test_not_modified_is_no_answer_to_who_did_not_ask(site: Site, hours: Hours) -> None:
    site.answers["/"] = status(304)
    with pytest.raises(FetchProblem, match="answered 304"):
        fetcher(site, hours).get(site.url())


def test_it_reads_what_robots_txt_allows_only(site: Site, hours: Hours) -> None:
    site.answers["/robots.txt"] = document("User-agent: *\nDisallow: /private\n")
    site.answers["/private/feed"] = site.answers["/feed"] = document("x")
    reader = fetcher(site, hours)
    assert reader.get(site.url("/feed")).body == b"x"
    with pytest.raises(FetchProblem, match="does not let us read") as refused:
        reader.get(site.url("/private/feed"))
    assert refused.value.permanent
    assert site.requests == ["/robots.txt", "/feed"]


def test_it_heeds_what_robots_txt_says_to_it_by_name(site: Site, hours: Hours) -> None:
    site.answers["/robots.txt"] = document(
        "User-agent: *\nDisallow: /\n\nUser-agent: cbet-registry\nAllow: /\n"
    )
    site.answers["/feed"] = document("x")
    assert fetcher(site, hours).get(site.url("/feed")).body == b"x"


def test_it_asks_robots_txt_before_it_follows_a_redirect(site: Site, hours: Hours) -> None:
    site.answers["/robots.txt"] = document("User-agent: *\nDisallow: /private\n")
    site.answers["/feed"] = redirect("/private/feed")
    with pytest.raises(FetchProblem, match="does not let us read"):
        fetcher(site, hours).get(site.url("/feed"))
    assert site.asked() == ["/feed"]


@pytest.mark.parametrize("code", [401, 403, 404, 410, 429])
def test_it_reads_everything_where_there_is_no_robots_txt(site: Site, hours: Hours, code: int) -> None:
    site.answers["/robots.txt"] = status(code)
    site.answers["/feed"] = document("x")
    assert fetcher(site, hours).get(site.url("/feed")).body == b"x"


@pytest.mark.parametrize("code", [500, 501, 502, 503, 504])
def test_it_reads_what_answers_while_robots_txt_fails(site: Site, hours: Hours, code: int) -> None:
    site.answers["/robots.txt"] = status(code)
    site.answers["/feed"] = document("x")
    assert fetcher(site, hours).get(site.url("/feed")).body == b"x"


def test_it_reads_nothing_while_robots_txt_cannot_be_reached(site: Site) -> None:
    site.answers["/robots.txt"] = site.silent
    site.answers["/feed"] = document("x")
    with pytest.raises(FetchProblem, match="Time-out"):
        Fetcher([site.address], seconds=0.3).get(site.url("/feed"))
    assert site.asked() == []


def test_it_reads_the_beginning_of_an_endless_robots_txt(site: Site, hours: Hours) -> None:
    rules = "User-agent: *\nDisallow: /private\n" + "# nothing\n" * 100_000
    site.answers["/robots.txt"] = document(rules)
    site.answers["/feed"] = document("x")
    reader = fetcher(site, hours)
    assert reader.get(site.url("/feed")).body == b"x"
    with pytest.raises(FetchProblem, match="does not let us read"):
        reader.get(site.url("/private"))


def test_it_pauses_for_nobody_who_does_not_ask(site: Site, hours: Hours) -> None:
    site.answers["/"] = document("x")
    reader = fetcher(site, hours)
    for _ in range(5):
        reader.get(site.url())
    assert hours.slept == []


def test_it_keeps_the_pace_that_robots_txt_asks_for(site: Site, hours: Hours) -> None:
    site.answers["/robots.txt"] = document("User-agent: *\nCrawl-delay: 7\n")
    site.answers["/"] = document("x")
    reader = fetcher(site, hours)
    for _ in range(3):
        reader.get(site.url())
    assert hours.slept == [7, 7]


@pytest.mark.parametrize("code", [429, 503])
def test_it_comes_back_when_it_is_asked_to(site: Site, hours: Hours, code: int) -> None:
    site.answers["/"] = in_turn(status(code, Retry_After="20"), document("now"))
    assert fetcher(site, hours).get(site.url()).body == b"now"
    assert hours.slept == [20]


def test_it_reads_the_date_from_which_it_may_come_back(site: Site, hours: Hours) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    site.answers["/"] = in_turn(status(503, Retry_After=later), document("now"))
    assert fetcher(site, hours).get(site.url()).body == b"now"
    assert hours.slept == [pytest.approx(90, abs=5)]


@pytest.mark.parametrize("value", ["soon", "-5", "Mon, 99 Mar 2026"])
def test_it_does_not_wait_for_what_it_cannot_understand(site: Site, hours: Hours, value: str) -> None:
    site.answers["/"] = status(503, Retry_After=value)
    with pytest.raises(FetchProblem, match="503"):
        fetcher(site, hours).get(site.url())
    assert hours.slept == []


def test_it_gives_up_after_three_more_tries(site: Site, hours: Hours) -> None:
    site.answers["/"] = status(503, Retry_After="1")
    with pytest.raises(FetchProblem, match="503"):
        fetcher(site, hours).get(site.url())
    assert site.asked() == ["/"] * 4


def test_it_does_not_wait_beyond_its_deadline(site: Site, hours: Hours) -> None:
    site.answers["/"] = status(503, Retry_After="3600")
    with pytest.raises(FetchProblem, match="asks us to wait 3600 seconds") as refused:
        fetcher(site, hours, deadline=60).get(site.url())
    assert (refused.value.status, refused.value.retry_after) == (503, 3600)
    assert hours.slept == []


def test_it_does_not_wait_where_nothing_is_asked(site: Site, hours: Hours) -> None:
    site.answers["/"] = status(503)
    with pytest.raises(FetchProblem, match="503"):
        fetcher(site, hours).get(site.url())
    assert (hours.slept, site.asked()) == ([], ["/"])


def test_it_tells_no_other_site_a_secret(site: Site, hours: Hours) -> None:
    with Site() as other:
        site.answers["/"] = redirect(other.url())
        other.answers["/"] = document("x")
        reader = Fetcher([site.address, other.address])
        reader.get(site.url(), headers={"Authorization": "Bearer secret"}, accept="text/xml")
        assert site.headers[-1]["Authorization"] == "Bearer secret"
        assert "Authorization" not in other.headers[-1]
        assert other.headers[-1]["Accept"] == "text/xml"
