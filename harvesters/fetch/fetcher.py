"""Fetches an address as an honest guest: within caps on time and size, by robots.txt, at the site's pace."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
import urllib3

from harvesters.fetch import problems
from harvesters.fetch.addresses import Allowed, by_http
from harvesters.fetch.connections import Gate, GatedAdapter, TimeLimit
from harvesters.fetch.inflating import Inflater
from harvesters.fetch.problems import FetchProblem
from harvesters.fetch.robots import MOST_BYTES as ROBOTS_MOST_BYTES
from harvesters.fetch.robots import PRODUCT, Robots, site
from harvesters.fetch.secret import Secret

VERSION = "0.1"
MOST_BYTES = 50_000_000
MOST_REDIRECTS = 5
MOST_RETRIES = 3
LONGEST_WAIT = 300.0  # seconds; a site that asks for more is left alone until another run
_CHUNK = 65536
_ROBOTS_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What an earlier answer said of its version, to ask whether that still holds (RFC 9110, section 13)."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer with status 2xx, or 304 to a conditional request (`not_modified`, the body empty)."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # looked up without regard to case
    body: bytes  # decompressed
    content_type: str = ""  # lower case, without parameters; empty when not stated
    charset: str | None = None  # as stated in the Content-Type header

    @property
    def not_modified(self) -> bool:
        return self.status == 304

    @property
    def etag(self) -> str | None:
        return self.headers.get("ETag")

    @property
    def last_modified(self) -> str | None:
        return self.headers.get("Last-Modified")

    @property
    def validators(self) -> Validators:
        return Validators(etag=self.etag, last_modified=self.last_modified)


class Fetcher:
    """Fetches for one run; keeps connections and the sites' rules. Not to be shared by threads.

    `allowed`: addresses beside the public ones (see `Allowed`). `contact`: how sites can reach the operator.
    `secret`: what the source wants to see.
    `seconds`: for one answer, each redirect being one. `deadline`: seconds from now for everything together,
    waiting included; None for no such limit. `sleep` and `clock` let tests move the time.
    """

    def __init__(
        self,
        allowed: Sequence[str] = (),
        contact: str = "",
        *,
        robots: bool = True,
        secret: Secret | None = None,
        seconds: float = 120.0,
        deadline: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._secret = secret
        self._seconds = seconds
        self._sleep = sleep
        self._clock = clock
        self._limit = TimeLimit(deadline, clock)
        self._robots = Robots(self._robots_txt) if robots else None
        self._last: dict[str, float] = {}
        self._session = _session(Gate(Allowed(allowed), self._limit), contact)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        accept: str | None = None,
        conditional: Validators | None = None,
        max_bytes: int = MOST_BYTES,
    ) -> Fetched:
        """The document at an address. Raises FetchProblem for everything but a whole answer of 2xx or 304."""
        asked = dict(headers or {}) | (conditional.headers() if conditional else {})
        if accept:
            asked["Accept"] = accept

        def follow(url: str, headers: dict[str, str]) -> Fetched:
            return self._follow(url, headers, self._seconds, lambda response: _read(response, max_bytes))

        return self._secret.used(url, asked, follow) if self._secret else follow(url, asked)

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Fetched:
        """Sends a document to an address, once: no redirect is followed, and nothing is sent again. Raises
        FetchProblem for everything but an answer of 2xx."""
        url = _checked(url)
        self._limit.seconds = self._seconds
        try:
            with self._once(url, headers, "POST", body) as response:
                return self._fetched(response, url, _beginning, asked_about=frozenset())
        except _Dropped:
            raise problems.broken_off(url) from None

    def look(self, url: str, method: str = "HEAD") -> Fetched:
        """Whether there is a document at an address: as `get`, and nothing of the document is read."""
        return self._follow(url, {}, self._seconds, lambda _response: b"", method=method)

    def delay(self, url: str) -> float:
        """Seconds that the site asks for between two requests, as far as its robots.txt has been read."""
        return self._robots.delay(url) if self._robots else 0.0

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of an address's site names; none when robots.txt is not asked."""
        return self._robots.sitemaps(_checked(url)) if self._robots else []

    def pause(self, url: str) -> float:
        """Seconds for which the site of an address wants to be left alone after a request."""
        return self._robots.delay(url) if self._robots else 0.0

    def _follow(
        self,
        url: str,
        headers: dict[str, str],
        seconds: float,
        read: Callable[[requests.Response], bytes],
        *,
        by_robots: bool = True,
        method: str = "GET",
    ) -> Fetched:
        seen: set[str] = set()
        for _ in range(MOST_REDIRECTS + 1):
            url = _checked(url)
            if url in seen:
                raise problems.redirect_loop(url)
            seen.add(url)
            if by_robots and self._robots:
                self._robots.check(url)
            self._limit.seconds = seconds
            with self._answer(url, headers, method) as response:
                target = _redirect(response, url)
                if target is None:
                    return self._fetched(response, url, read, asked_about=_CONDITIONS.intersection(headers))
            if site(target) != site(url):
                headers = {name: value for name, value in headers.items() if name.lower() in _HARMLESS}
                target = self._secret.hidden(target) if self._secret else target
            url = target
        raise problems.too_many_redirects(url, MOST_REDIRECTS)

    def _answer(self, url: str, headers: Mapping[str, str], method: str) -> requests.Response:
        """The answer of one address, waited for as often and as long as the site asks (429, 503)."""
        for retries_left in reversed(range(MOST_RETRIES + 1)):
            self._pace(url)
            response = self._sent(url, headers, method)
            asked = _retry_after(response)
            if asked is None or not retries_left:
                return response
            response.close()
            self._wait(url, asked, response.status_code)
        raise AssertionError("unreachable: the last round returns")

    def _sent(self, url: str, headers: Mapping[str, str], method: str) -> requests.Response:
        try:
            return self._once(url, headers, method)
        except _Dropped:
            pass  # a kept connection that the server closed just then
        try:
            return self._once(url, headers, method)
        except _Dropped:
            raise problems.broken_off(url) from None

    def _once(
        self, url: str, headers: Mapping[str, str], method: str, body: bytes | None = None
    ) -> requests.Response:
        host = urlsplit(url).hostname or url
        self._limit.restart()
        try:
            asked = requests.Request(method, url, headers=dict(headers), data=body)
            request = self._session.prepare_request(asked)
            return self._session.send(request, stream=True, allow_redirects=False)
        except requests.exceptions.SSLError:
            raise problems.bad_certificate(host) from None
        except requests.exceptions.Timeout:
            raise self._timed_out(url) from None
        except requests.exceptions.ConnectionError:
            if self._limit.left() <= 0:
                raise self._timed_out(url) from None
            raise _Dropped from None
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError):
            raise problems.no_address(url) from None

    def _fetched(
        self,
        response: requests.Response,
        url: str,
        read: Callable[[requests.Response], bytes],
        *,
        asked_about: Set[str],
    ) -> Fetched:
        status = response.status_code
        if not (200 <= status < 300 or (status == 304 and asked_about)):
            raise problems.bad_status(url, status, _error_page(response))
        try:
            body = read(response)
        except urllib3.exceptions.TimeoutError:
            raise self._timed_out(url) from None
        except urllib3.exceptions.HTTPError:
            raise problems.broken_off(url) from None
        kind, charset = _content_type(response.headers.get("Content-Type", ""))
        return Fetched(
            url=url, status=status, headers=response.headers, body=body, content_type=kind, charset=charset
        )

    def _timed_out(self, url: str) -> FetchProblem:
        if self._limit.left_of_all() <= 0:
            return problems.out_of_time(url)
        return problems.timed_out(url, self._limit.seconds)

    def _robots_txt(self, address: str) -> bytes:
        return self._follow(
            address, {}, min(self._seconds, _ROBOTS_SECONDS), _beginning, by_robots=False
        ).body

    def _pace(self, url: str) -> None:
        if delay := self.pause(url):
            since = self._clock() - self._last.get(site(url), float("-inf"))
            if since < delay:
                self._wait(url, delay - since, None)
            self._last[site(url)] = self._clock()

    def _wait(self, url: str, seconds: float, status: int | None) -> None:
        if seconds >= min(self._limit.left_of_all(), LONGEST_WAIT):
            raise problems.asked_to_wait(url, seconds, status)
        self._sleep(seconds)


class _Dropped(Exception):
    """The connection ended before anything was answered."""


_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
_HARMLESS = frozenset({"accept", "accept-language"})  # the only headers that another host gets to see


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: the fetcher follows by itself, and a target that is no address must not raise in here."""
        return None


def _session(gate: Gate, contact: str) -> requests.Session:
    session = _Session()
    session.trust_env = False  # no proxy, no .netrc and no bundle of certificates from the environment
    session.headers = requests.structures.CaseInsensitiveDict(
        {
            "User-Agent": f"{PRODUCT}/{VERSION} (+{contact})" if contact else f"{PRODUCT}/{VERSION}",
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
        }
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, GatedAdapter(gate))
    return session


def _checked(url: str) -> str:
    """The address without its fragment; FetchProblem for anything but http and https with a host."""
    url = by_http(url.strip())
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        sound = parts.scheme in ("http", "https") and bool(host) and host.isprintable() and " " not in host
        # A backslash ends the host for requests, as for browsers, and not for urlsplit.
        sound = sound and parts.port != 0 and "\\" not in parts.netloc
    except ValueError:
        sound = False
    if not sound:
        raise problems.no_address(url)
    return urldefrag(url).url


def _redirect(response: requests.Response, url: str) -> str | None:
    location = response.headers.get("Location")
    if response.status_code not in (301, 302, 303, 307, 308) or not location:
        return None
    try:
        # Header fields come as Latin-1; many servers put UTF-8 into this one.
        return urljoin(url, location.encode("latin-1").decode("utf-8", "replace").strip())
    except ValueError:
        raise problems.no_address(location) from None


def _retry_after(response: requests.Response) -> float | None:
    """Seconds that a busy site asks us to wait (RFC 9110, section 10.2.3); None when it asks nothing."""
    value = response.headers.get("Retry-After", "").strip()
    if response.status_code not in (429, 503) or not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value)
    until = _http_date(value)
    if until is None:
        return None
    now = _http_date(response.headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read(response: requests.Response, most: int) -> bytes:
    """The whole body, decompressed; at most `most` bytes on the wire and after."""
    url = response.url
    if response.status_code == 304:
        return b""
    if (response.raw.length_remaining or 0) > most:
        raise problems.too_large(url, most)
    body = bytearray()
    try:
        for piece in _pieces(response, most):
            body += piece
    except OverflowError:
        raise problems.too_large(url, most) from None
    except ValueError:
        raise problems.unreadable_encoding(url, response.headers.get("Content-Encoding", "")) from None
    return bytes(body)


def _beginning(response: requests.Response) -> bytes:
    """As much as has to be read of a robots.txt or of an error's page; the rest, however long, is left."""
    body = bytearray()
    try:
        for piece in _pieces(response, ROBOTS_MOST_BYTES):
            body += piece
    except (OverflowError, ValueError):
        pass  # what was read so far holds
    return bytes(body[:ROBOTS_MOST_BYTES])


def _error_page(response: requests.Response) -> bytes:
    """How it begins; nothing where it breaks off, since the status has said enough."""
    try:
        return _beginning(response)
    except (urllib3.exceptions.HTTPError, TimeoutError):
        return b""


def _pieces(response: requests.Response, most: int) -> Iterator[bytes]:
    """The body as it comes, decompressed. OverflowError past `most` bytes, ValueError if undecodable."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise ValueError(encoding)
    inflater = None if encoding in ("", "identity") else Inflater(most)
    on_the_wire = 0
    for chunk in response.raw.stream(_CHUNK, decode_content=False):
        on_the_wire += len(chunk)
        if on_the_wire > most:
            raise OverflowError
        yield inflater.feed(chunk) if inflater else chunk
    if inflater:
        inflater.finish()


def _content_type(value: str) -> tuple[str, str | None]:
    if not value:
        return "", None
    header = Message()
    header["Content-Type"] = value
    return header.get_content_type(), header.get_content_charset()
