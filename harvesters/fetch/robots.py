"""What the robots.txt of each site says to us (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from harvesters.fetch import problems
from harvesters.fetch.problems import FetchProblem

PRODUCT = "CBET-Registry"  # the token that robots.txt addresses us by
MOST_BYTES = 500 * 1024  # RFC 9309, section 2.5: at least this much is read


class Robots:
    """The rules by site, each fetched once by `fetch` (address -> body; raises FetchProblem)."""

    def __init__(self, fetch: Callable[[str], bytes]) -> None:
        self._fetch = fetch
        self._rules: dict[str, Protego | FetchProblem] = {}

    def check(self, url: str) -> None:
        """Raises FetchProblem when the site does not want the address to be read."""
        rules = self._of(url)
        if isinstance(rules, FetchProblem):
            raise rules
        if not rules.can_fetch(url, PRODUCT):
            raise problems.disallowed(url)

    def delay(self, url: str) -> float:
        """Seconds that the site asks for between two requests."""
        rules = self._rules.get(site(url))
        return (rules.crawl_delay(PRODUCT) or 0.0) if isinstance(rules, Protego) else 0.0

    def sitemaps(self, url: str) -> list[str]:
        """The addresses of sitemaps that the site names, as far as its robots.txt can be read."""
        rules = self._of(url)
        return list(rules.sitemaps) if isinstance(rules, Protego) else []

    def _of(self, url: str) -> Protego | FetchProblem:
        where = site(url)
        if where not in self._rules:
            self._rules[where] = self._fetched(f"{where}/robots.txt")
        return self._rules[where]

    def _fetched(self, address: str) -> Protego | FetchProblem:
        try:
            return Protego.parse(self._fetch(address).decode("utf-8-sig", "replace"))
        except FetchProblem as problem:
            if problem.status is None:
                return problem  # the site itself cannot be reached: say so, not that it has no robots.txt
            # Section 2.3.1.3 for 4xx; 5xx states no rules either: docs/decisions/robots-that-fail.md
            return Protego.parse("")


def site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
