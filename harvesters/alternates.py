"""The feeds that an HTML page names as alternates of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from harvesters.fetch.addresses import by_http
from harvesters.values.identifiers import web_address

# JSON Feed 1.0 is also named as application/json, as are the interfaces of half the web: not told apart, not taken.
FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
CALENDAR_TYPES = frozenset({"text/calendar"})

_OF_COMMENTS = re.compile(
    r"comment|kommentar|comentario|comentário|commentaire|bình luận|komentar|评论|評論|留言|コメント|댓글|ความคิดเห็น",
    re.IGNORECASE,
)
_OF_TRAINING = re.compile(
    r"course|training|event|webinar|workshop|seminar|learn|academy|curso|capacita|evento|formaci|đào tạo|khóa học"
    r"|pelatihan|kursus|课程|課程|培训|培訓|活动|活動|講座|セミナー|研修|교육|강좌|หลักสูตร|อบรม",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Alternate:
    url: str
    title: str = ""


def alternates(page: str, address: str, media_types: frozenset[str]) -> list[Alternate]:
    """The `<link rel="alternate">` elements of these media types, the one to be read first.

    In the page's order, but those about training before, and those of comments behind the others.
    """
    return sorted(_links(page, address, media_types), key=_rank)


def _rank(alternate: Alternate) -> int:
    said = f"{alternate.title} {alternate.url}"
    if _OF_COMMENTS.search(said):
        return 2
    return 0 if _OF_TRAINING.search(alternate.title) else 1


def _links(page: str, address: str, media_types: frozenset[str]) -> Iterator[Alternate]:
    try:
        root = html.document_fromstring(page.encode(), html.HTMLParser(encoding="utf-8", no_network=True))
    except etree.ParserError:
        return  # a tag and nothing else
    bases = [element.get("href", "") for element in root.iter("base")]
    base = (web_address(bases[0], address) if bases else None) or address
    for link in root.iter("link"):
        found = web_address(by_http(link.get("href", "").strip()), base)
        stated = (link.get("type") or "").partition(";")[0].strip().lower()
        if found and stated in media_types and "alternate" in (link.get("rel") or "").lower().split():
            yield Alternate(found, " ".join((link.get("title") or "").split()))
