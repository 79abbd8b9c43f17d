"""Reads the pages that a sitemap lists, or a single page or JSON document, by the markup that they carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from harvesters.encoding import text_of
from harvesters.fetch import Fetched
from harvesters.listing import Harvested, Page
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import Protocol
from harvesters.protocols.last_reading import LastReading
from harvesters.protocols.page_records import PageRecords, warning_without_markup
from harvesters.protocols.page_walk import PageWalk, parts
from harvesters.protocols.sitemap_addresses import Listed, SitemapAddresses, is_sitemap, unpacked
from harvesters.words import counted_words, words
from harvesters.xml import parsed


class Harvester(Protocol):
    """Reads the pages of the sitemap's host; its records are complete with the last page.

    A page whose lastmod says that it has not changed since the last complete run is not read again: the records
    that it carried then are still there. The root of a site stands for the sitemaps that its robots.txt names.
    """

    def pages(self) -> Iterator[Page]:
        records = PageRecords(self.fetcher, self.request.settings, self.outcome)
        fetched = self.listing_document(self.request.url)
        listing = SitemapAddresses(self.fetcher, self.outcome, fetched.url)
        if is_sitemap(text_of(unpacked(fetched), fetched.charset)):
            listed = listing.of_document(fetched)
        elif named := self._sitemaps_of_site(fetched.url):
            listed = listing.of_named(named)
        else:
            yield from self._single(records.of(fetched, self.request.url), fetched)
            return
        self.outcome.version = None  # the pages may have changed all the same
        yield from self._listed(listing, listed, records)

    def _listed(
        self, listing: SitemapAddresses, listed: Iterable[Listed], records: PageRecords
    ) -> Iterator[Page]:
        last, unchanged = LastReading(self.request), 0

        def to_read() -> Iterator[str | Harvested]:
            nonlocal unchanged
            for one in listed:
                if not listing.is_own(one.address):
                    yield _elsewhere(one.address)
                elif last.makes_needless(one):
                    unchanged += 1
                    yield _unchanged(one.address)
                else:
                    yield one.address

        walk = PageWalk(records.at)
        yield from walk.pages(to_read())
        if listing.problem:
            raise listing.problem
        if unchanged:
            self.outcome.warnings.append(_not_read_again(unchanged))
        missed = any(self.request.carries(address) for address in walk.failed)
        self.outcome.since = self.request.since if missed else last.left_by_this_run()

    def _sitemaps_of_site(self, url: str) -> list[str]:
        parts = urlsplit(url)
        return self.fetcher.sitemaps(url) if parts.path in ("", "/") and not parts.query else []

    def _single(self, found: list[Harvested], fetched: Fetched) -> Iterator[Page]:
        """A page or document that is the whole listing."""
        if not found:
            parsed(fetched.body, what=words("a sitemap or a web page"), charset=fetched.charset)
            raise _neither()
        if found[0].skipped:
            self.outcome.warnings.append(warning_without_markup(found[0]))
        yield from parts(found)


def _elsewhere(address: str) -> Harvested:
    return Harvested(identifier=address, skipped=words("The address is on another host than the sitemap."))


def _unchanged(address: str) -> Harvested:
    return Harvested(identifier=address, listed_at=address, skipped=words("lastmod unchanged"), told=True)


def _not_read_again(count: int) -> Problem:
    return Problem(
        stage="read",
        reason=counted_words(
            "lastmod unchanged: %(number)s page was not read again, because the sitemap says that it has"
            " not changed since the last complete run.",
            "lastmod unchanged: %(number)s pages were not read again, because the sitemap says that they have"
            " not changed since the last complete run.",
            count,
        ),
        advice=words("Nothing needs to be done. A full run reads them all the same."),
    )


def _neither() -> SourceProblem:
    return SourceProblem(
        Problem(
            stage="read",
            reason=words("The document is neither a sitemap nor a page or document with JSON-LD."),
            advice=words(
                "Give the address of the sitemap, or of a page that describes the trainings with schema.org."
            ),
        )
    )
