"""A list in several parts for each protocol that has such, with one record in each part."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.harvesters.faults import Answer, Site, document
from tests.harvesters.oai_repository import envelope, identify, listing, record


@dataclass(frozen=True, slots=True)
class PagedList:
    """`write` gives a part by its number and the number of the next one, None for the last.

    `address`: of a part. `cap`: module and name of the number of parts that are read at most.
    """

    protocol: str
    write: Callable[[int, int | None], str]
    address: Callable[[int], str] = lambda number: f"/part{number}"
    settings: dict[str, Any] = field(default_factory=dict)
    cap: tuple[str, str] = ("", "")
    serve: Callable[[Site, int], None] = lambda site, number: None
    start: str = "/part0"

    def part(self, site: Site, number: int, following: int | None) -> None:
        """Publishes a part and what it refers to."""
        site.answers[self.address(number)] = self.answer(number, following)
        self.serve(site, number)

    def answer(self, number: int, following: int | None) -> Answer:
        return document(self.write(number, following))


def _feed(number: int, following: int | None) -> str:
    link = f'<link rel="next" href="/part{following}"/>' if following is not None else ""
    entry = f"<entry><id>urn:x:{number}</id><title>Course {number}</title></entry>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{link}{entry}</feed>'


def _json_feed(number: int, following: int | None) -> str:
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": "T"}
    feed["items"] = [{"id": f"urn:x:{number}", "title": f"Course {number}"}]
    return json.dumps(feed | ({} if following is None else {"next_url": f"/part{following}"}))


def _mapped(number: int, following: int | None) -> str:
    next_one = None if following is None else f"/part{following}"
    return json.dumps({"items": [{"id": number, "title": f"Course {number}"}], "next": next_one})


def _oai(number: int, following: int | None) -> str:
    return listing(record(str(number)), token=None if following is None else f"t{following}")


def _oai_address(number: int) -> str:
    asked = f"resumptionToken=t{number}" if number else "metadataPrefix=oai_dc"
    return f"/oai?verb=ListRecords&{asked}"


def _oai_verbs(site: Site, number: int) -> None:
    site.answers["/oai?verb=Identify"] = document(identify())
    site.answers["/oai?verb=ListMetadataFormats"] = document(
        envelope(
            "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix></metadataFormat>"
            "</ListMetadataFormats>"
        )
    )


def _index(number: int, following: int | None) -> str:
    parts = [f"/urls{number}", *([] if following is None else [f"/part{following}"])]
    inside = "".join(f"<sitemap><loc>{part}</loc></sitemap>" for part in parts)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</sitemapindex>'


def _urls(site: Site, number: int) -> None:
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    urls = f'<urlset xmlns="{namespace}"><url><loc>/page{number}</loc></url></urlset>'
    block = json.dumps({"@context": "https://schema.org", "@type": "Course", "name": f"Course {number}"})
    site.answers[f"/urls{number}"] = document(urls)
    page = f'<html><script type="application/ld+json">{block}</script></html>'
    site.answers[f"/page{number}"] = document(page, "text/html")


PAGED = {
    "feed": PagedList("feed", _feed, cap=("harvesters.feed_paging", "MOST_DOCUMENTS")),
    "JSON Feed": PagedList("feed", _json_feed, cap=("harvesters.feed_paging", "MOST_DOCUMENTS")),
    "mapped": PagedList(
        "mapped",
        _mapped,
        settings={
            "records": "items",
            "identifier": "id",
            "fields": {"title": "title"},
            "paging": {"by": "next", "path": "next", "most": 4},
        },
    ),
    "oai_pmh": PagedList(
        "oai_pmh",
        _oai,
        address=_oai_address,
        serve=_oai_verbs,
        start="/oai",
        cap=("harvesters.protocols.oai_continuing", "MOST_PAGES"),
    ),
    "sitemap": PagedList(
        "sitemap", _index, serve=_urls, cap=("harvesters.protocols.sitemap_addresses", "MOST_SITEMAPS")
    ),
}
# Their listing is one document, or the addresses that the settings hold.
IN_ONE_PART = {"addresses", "by_hand", "calendar", "document", "table"}
