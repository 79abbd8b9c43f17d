"""What the fetcher does not put up with: slowness, size, circles, broken answers."""

from __future__ import annotations

import gzip
import time
import zlib

import pytest

from harvesters.fetch import Fetcher, FetchProblem
from tests.harvesters import faults
from tests.harvesters.faults import Site, document, redirect


def fetcher(site: Site, **limits: float) -> Fetcher:
    return Fetcher([site.address], robots=False, **limits)


def problem(site: Site, path: str = "/", **limits: float) -> FetchProblem:
    with pytest.raises(FetchProblem) as raised:
        fetcher(site, **limits).get(site.url(path))
    assert raised.value.problem.stage == "fetch"
    assert raised.value.problem.advice
    return raised.value


@pytest.mark.parametrize("fault", ["silent", "dripping", "dripping_headers", "always_continuing"])
@pytest.mark.parametrize("limit", ["seconds", "deadline"])
def test_it_ends_in_time_however_slowly_it_is_answered(site: Site, fault: str, limit: str) -> None:
    site.answers["/"] = getattr(site, fault)
    before = time.monotonic()
    slow = problem(site, **{limit: 0.4})
    assert time.monotonic() - before < 2
    assert not slow.permanent
    assert "Time-out" in str(slow) or "was used up" in str(slow)


def test_it_starts_nothing_after_the_deadline(site: Site) -> None:
    site.answers["/"] = document("late")
    assert "was used up" in str(problem(site, deadline=0.0))
    assert site.requests == []


def test_it_takes_no_more_bytes_than_agreed(site: Site) -> None:
    site.answers["/stated"] = document(b"x" * 1001)
    site.answers["/chunked"] = faults.without_length(b"x" * 100_000)
    site.answers["/fits"] = faults.without_length(b"x" * 1000)
    for path in ("/stated", "/chunked"):
        with pytest.raises(FetchProblem, match="too large: more than 1000 bytes") as large:
            fetcher(site).get(site.url(path), max_bytes=1000)
        assert large.value.permanent
    assert len(fetcher(site).get(site.url("/fits"), max_bytes=1000).body) == 1000


def test_it_counts_bytes_before_they_are_unpacked(site: Site) -> None:
    """Two thousand empty gzip members come to nothing, and are no shorter for that."""
    site.answers["/"] = faults.without_length(gzip.compress(b"") * 2000)
    headers = {"Content_Encoding": "gzip"}
    site.answers["/stated"] = document(gzip.compress(b"") * 2000, **headers)
    for path in ("/", "/stated"):
        with pytest.raises(FetchProblem, match="too large: more than 1000 bytes"):
            fetcher(site).get(site.url(path), max_bytes=1000)


@pytest.mark.parametrize("headers", [{f"X-{n}": "x" for n in range(200)}, {"X": "x" * 70_000}])
def test_it_takes_no_end_of_headers(site: Site, headers: dict[str, str]) -> None:
    site.answers["/"] = lambda handler: handler.answer(b"", 200, headers)
    assert "broke off" in str(problem(site))


def test_it_stops_unpacking_a_bomb(site: Site) -> None:
    site.answers["/"] = faults.gzip_bomb(60)
    assert "too large: more than 50 MB" in str(problem(site))


def packed(kind: str, body: bytes) -> bytes:
    raw = zlib.compressobj(wbits=-15)
    return {
        "gzip": gzip.compress(body),
        "gzip in two members": gzip.compress(body[:10]) + gzip.compress(body[10:]),
        "deflate": zlib.compress(body),
        "deflate without header": raw.compress(body) + raw.flush(),
    }[kind]


@pytest.mark.parametrize("kind", ["gzip", "gzip in two members", "deflate", "deflate without header"])
def test_it_unpacks(site: Site, kind: str) -> None:
    body = b"Letters of credit, step by step. " * 10_000
    site.answers["/"] = document(packed(kind, body), Content_Encoding=kind.split()[0])
    assert fetcher(site).get(site.url()).body == body


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"plain text", "gzip"), (gzip.compress(b"x" * 9999)[:-20], "gzip"), (b"x", "br"), (b"x", "gzip, gzip")],
)
def test_it_says_that_an_answer_cannot_be_unpacked(site: Site, body: bytes, encoding: str) -> None:
    site.answers["/"] = document(body, Content_Encoding=encoding)
    assert f"({encoding})" in str(problem(site))


def test_it_follows_redirects(site: Site) -> None:
    site.answers["/a"] = redirect("b", 301)
    site.answers["/b"] = redirect(site.url("/c?x=1#part"), 308)
    site.answers["/c"] = document("there")
    fetched = fetcher(site).get(site.url("/a"))
    assert (fetched.body, fetched.url) == (b"there", site.url("/c?x=1"))


def test_it_does_not_go_round_in_circles(site: Site) -> None:
    site.answers["/a"], site.answers["/b"] = redirect("/b"), redirect("/a")
    assert "redirects in a circle" in str(problem(site, "/a"))
    assert site.requests == ["/a", "/b"]


def test_it_follows_five_redirects_and_no_more(site: Site) -> None:
    for number in range(7):
        site.answers[f"/{number}"] = redirect(f"/{number + 1}")
    site.answers["/7"] = document("far away")
    assert fetcher(site).get(site.url("/2")).body == b"far away"
    assert "more than 5 times" in str(problem(site, "/1"))


@pytest.mark.parametrize(
    ("code", "permanent", "words"),
    [
        (404, True, "Not Found"),
        (410, True, "Gone"),
        (403, True, "without signing in"),
        (429, False, "more often"),
        (500, False, "The server failed"),
        (503, False, "The server failed"),
        (799, False, "HTTP does not define"),
        (300, False, "status 200"),
    ],
)
def test_it_says_what_a_status_means(site: Site, code: int, permanent: bool, words: str) -> None:
    site.answers["/"] = faults.status(code)
    told = problem(site)
    assert (told.status, told.permanent) == (code, permanent)
    assert words in f"{told.problem.reason} {told.problem.advice}"


def test_it_notices_an_answer_that_breaks_off(site: Site) -> None:
    site.answers["/"] = faults.cut_short(b"x" * 5000, 1000)
    assert "broke off" in str(problem(site))


def test_it_says_that_nobody_listens() -> None:
    with Site() as gone:
        url, address = gone.url(), gone.address
    with pytest.raises(FetchProblem, match="does not accept connections"):
        Fetcher([address], robots=False).get(url)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 70 + ".example"])
def test_it_says_that_a_name_is_not_found(host: str) -> None:
    with pytest.raises(FetchProblem, match="was not found"):
        Fetcher(robots=False).get(f"http://{host}/")


def test_it_does_not_mistake_plain_http_for_a_secure_connection(site: Site) -> None:
    with pytest.raises(FetchProblem, match="No secure connection"):
        fetcher(site).get(site.url().replace("http:", "https:"))
