"""Finds out which protocol reads an address, by what it answers."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree

from harvesters import plain_page
from harvesters.alternates import CALENDAR_TYPES, FEED_TYPES, alternates
from harvesters.documents import kind_of
from harvesters.encoding import text_of
from harvesters.fetch import Fetched, Fetcher, FetchProblem
from harvesters.fetch.inflating import inflated
from harvesters.fetch.problems import no_address
from harvesters.google_sheets import export_address
from harvesters.json_feeds import is_json_feed, names_json_feed
from harvesters.json_text import loaded
from harvesters.page_signs import describes_training, is_structured
from harvesters.presets import expanded, recognised
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols.oai_answers import is_static
from harvesters.protocols.sitemap_addresses import is_sitemap
from harvesters.web_page import WebPage
from harvesters.words import words
from harvesters.workbook import is_workbook
from harvesters.xml import is_html, parsed

_MOST_UNPACKED = 50_000_000
# By local name: many are written without their namespace, or with one of an older or a private version.
_ROOTS = {"oai-pmh": "oai_pmh", "urlset": "sitemap", "sitemapindex": "sitemap", "rss": "feed", "feed": "feed"}
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[^>]*>")
_RSS_1 = re.compile(r"<(?:[\w.-]+:)?(?:channel|item)\b")
# What a page begins with that leaves out the elements which HTML lets it leave out.
_PAGE_FRAGMENT = re.compile(r"<(?:script|meta|title|link|style|base|main|article|div)\b", re.IGNORECASE)
_ADDRESS_LINE = re.compile(r"https?://\S+", re.IGNORECASE)
_ALTERNATES = {"feed": FEED_TYPES, "calendar": CALENDAR_TYPES}
_TABLE_TYPES = ("text/csv", "text/tab-separated-values", "application/csv")
_TABLE_ENDINGS = (".csv", ".tsv")
_LINKED = re.compile(r'"@(?:context|type|graph)"\s*:')
_OAI_ARGUMENTS = ("verb", "metadataPrefix", "set", "from", "until", "resumptionToken", "identifier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """`url`: where the protocol starts, maybe not the address given. `settings`: what that address said."""

    protocol: str
    url: str
    settings: dict[str, Any] = field(default_factory=dict)


def detect(fetcher: Fetcher, url: str) -> Detected:
    """The protocol of an address.

    Raises SourceProblem: stage "fetch" when it cannot be fetched, "read" when the document is broken,
    "detect" when no protocol reads what it is.
    """
    try:
        arguments = dict(parse_qsl(urlsplit(url).query))
    except ValueError:
        raise no_address(url) from None
    if "verb" in arguments:
        return _oai_pmh(fetcher, url, arguments)
    if export_address(url) != url:
        return _google_sheet(fetcher, url)
    try:
        fetched = fetcher.get(url)
    except FetchProblem as problem:
        found = _identified(fetcher, url) if problem.status else None
        if found is None:
            raise
        return found
    found = _site(fetcher, fetched) or _found(fetched) or _identified(fetcher, url)
    found = found or _usual_sitemap(fetcher, fetched) or _plain_page(fetched)
    if found is None:
        raise _nothing(fetched)
    return found


def _site(fetcher: Fetcher, fetched: Fetched) -> Detected | None:
    """The root of a site whose robots.txt names sitemaps, unless its front page names a feed."""
    if not _is_front_page(fetched) or not fetcher.sitemaps(fetched.url):
        return None
    found = _found(fetched)
    return (
        Detected(protocol="sitemap", url=fetched.url)
        if found is None or found.protocol == "sitemap"
        else None
    )


def _usual_sitemap(fetcher: Fetcher, fetched: Fetched) -> Detected | None:
    """The sitemap of a site that is where most have it, and is named nowhere."""
    if not _is_front_page(fetched):
        return None
    try:
        answer = fetcher.get(urljoin(fetched.url, "/sitemap.xml"))
    except SourceProblem:
        return None
    # Many sites answer with a page to whatever is asked for.
    found = is_sitemap(text_of(answer.body, answer.charset).lstrip("\ufeff"))
    return Detected(protocol="sitemap", url=answer.url) if found else None


def _is_front_page(fetched: Fetched) -> bool:
    parts = urlsplit(fetched.url)
    is_root = parts.path in ("", "/") and not parts.query
    return is_root and is_html(text_of(fetched.body, fetched.charset).lstrip("\ufeff \t\r\n"))


def _plain_page(fetched: Fetched) -> Detected | None:
    """A page without markup that can be described all the same."""
    text = text_of(fetched.body, fetched.charset)
    if not is_html(text.lstrip("\ufeff \t\r\n")) or plain_page.read(WebPage(text, fetched.url)).missing:
        return None
    return Detected(protocol="sitemap", url=fetched.url)


def _google_sheet(fetcher: Fetcher, url: str) -> Detected:
    """The address stays as it was given: the export leads on to one that soon ends."""
    found = _found(fetcher.get(export_address(url)))
    if found is None or found.protocol != "table":
        raise _problem(
            words("The sheet cannot be read without signing in."),
            words("Share it with everyone who has the link, or publish it to the web."),
        )
    return Detected(protocol="table", url=url)


def _oai_pmh(fetcher: Fetcher, url: str, arguments: dict[str, str]) -> Detected:
    """For an address that is an OAI-PMH request: its base URL, and the prefix and set that it asks for."""
    found = _found(fetcher.get(url))
    if found is None or found.protocol != "oai_pmh":
        raise _problem(
            words("The answer is not OAI-PMH, though the address asks for it."), words("Give the base URL.")
        )
    stated = {"metadata_prefix": arguments.get("metadataPrefix"), "set": arguments.get("set")}
    return Detected(
        protocol="oai_pmh",
        url=_without_arguments(url),
        settings={name: value for name, value in stated.items() if value},
    )


def _identified(fetcher: Fetcher, url: str) -> Detected | None:
    """A plain address may be an OAI-PMH base URL, which answers anything when no verb is asked."""
    if urlsplit(url).query:
        return None
    try:
        answer = fetcher.get(f"{url.partition('#')[0]}?verb=Identify")
        found = _found(answer)
    except SourceProblem:
        return None  # what the address itself answered is said instead
    if found is None or found.protocol != "oai_pmh":
        return None
    return Detected(protocol="oai_pmh", url=_without_arguments(answer.url))


def _found(fetched: Fetched) -> Detected | None:
    """What the document itself is, or the feed that it names."""
    body = _unpacked(fetched)
    if is_workbook(body):
        return Detected(protocol="table", url=fetched.url)
    if kind_of(body):
        return Detected(protocol="document", url=fetched.url)
    text = text_of(body, fetched.charset).lstrip("\ufeff \t\r\n")
    if is_html(text) or _PAGE_FRAGMENT.match(text):
        return _page(fetched, text)
    protocol = _protocol(fetched, body, text)
    if protocol == "mapped" and text.startswith("<") and fetched.content_type == "text/html":
        return _page(fetched, text)
    settings = _preset(text) if protocol == "mapped" and text.startswith("{") else {}
    return Detected(protocol=protocol, url=fetched.url, settings=settings) if protocol else None


def _preset(text: str) -> dict[str, Any]:
    """The settings for a program whose answers are known."""
    try:
        name = recognised(loaded(text))
    except ValueError:
        return {}
    return expanded({"preset": name}) if name else {}


def _protocol(fetched: Fetched, body: bytes, text: str) -> str | None:
    if text[:15].upper() == "BEGIN:VCALENDAR":
        return "calendar"
    if "<" in text[:100] and (text.startswith("<") or "<?xml" in text[:100]):
        return _of_xml(fetched, body, text)
    if text.startswith(("{", "[")):
        return _of_json(text)
    if all(_ADDRESS_LINE.fullmatch(line.strip()) for line in _some_lines(text) or [""]):
        return "sitemap"
    return "table" if _is_table(fetched, text) else None


def _of_xml(fetched: Fetched, body: bytes, text: str) -> str:
    try:
        root = parsed(body, what=words("a feed, a sitemap or another XML document"), charset=fetched.charset)
    except SourceProblem:
        if "<!ENTITY" in text[:20_000]:
            raise
        found = _of_damaged_xml(text)
        if found is None:
            raise
        return found
    name = etree.QName(root).localname.lower()
    if is_static(root):
        return "oai_pmh"
    if name == "rdf":
        inside = {etree.QName(child).localname for child in root.iterchildren(etree.Element)}
        return "feed" if inside & {"channel", "item"} else "mapped"
    return _ROOTS.get(name, "mapped")


def _of_damaged_xml(text: str) -> str | None:
    """By its first tag alone: the protocol takes what is whole, and says what is not."""
    root = _ROOT.search(text[:20_000])
    if root is None:
        return None
    name = root[1].lower()
    if name == "repository" and "/OAI/2.0/static-repository" in root[0]:
        return "oai_pmh"
    return "feed" if name == "rdf" and _RSS_1.search(text) else _ROOTS.get(name, "mapped")


def _of_json(text: str) -> str | None:
    try:
        document = json.loads(text)
    except RecursionError:
        raise _problem(words("The JSON is nested too deeply."), words("Offer a flatter document.")) from None
    except ValueError:
        if names_json_feed(text):
            return "feed"
        # Lines of JSON, or a damaged document: the protocol takes what is whole, and says what is not.
        return (
            "sitemap"
            if _LINKED.search(text[:2_000]) and not _is_object(text.partition("\n")[0])
            else "mapped"
        )
    if is_json_feed(document):
        return "feed"
    first = document[0] if isinstance(document, list) and document else document
    return (
        "sitemap" if isinstance(first, dict) and {"@context", "@type", "@graph"} & first.keys() else "mapped"
    )


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _page(fetched: Fetched, text: str) -> Detected | None:
    """A page of training, else the feed that a page names, else a page with any structured data."""
    of_training = describes_training(text)
    if not of_training:
        for protocol, media_types in _ALTERNATES.items():
            for alternate in alternates(text, fetched.url, media_types):
                return Detected(protocol=protocol, url=alternate.url)
    return Detected(protocol="sitemap", url=fetched.url) if of_training or is_structured(text) else None


def _is_table(fetched: Fetched, text: str) -> bool:
    """By what the server or the name says, else when the first lines have the same number of cells."""
    if fetched.content_type in _TABLE_TYPES or urlsplit(fetched.url).path.lower().endswith(_TABLE_ENDINGS):
        return bool(text)
    lines = _some_lines(text)
    return any(_are_rows(lines, delimiter) for delimiter in ",\t;|")


def _are_rows(lines: list[str], delimiter: str) -> bool:
    try:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
    except csv.Error:
        return False
    return len(lines) > 1 and len(widths) == 1 and widths.pop() > 1


def _some_lines(text: str) -> list[str]:
    """The first lines, without the one that is cut in two."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()]
    return lines[:-1] if len(text) > 20_000 else lines


def _unpacked(fetched: Fetched) -> bytes:
    if not fetched.body.startswith(b"\x1f\x8b"):
        return fetched.body
    try:
        return inflated(fetched.body, _MOST_UNPACKED)
    except (ValueError, OverflowError):
        raise _problem(
            words("The compressed file is broken, or becomes too large."),
            words("Offer the file uncompressed, or in parts."),
        ) from None


def _without_arguments(url: str) -> str:
    """An OAI-PMH request's base URL; arguments that are not the protocol's own belong to it."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _OAI_ARGUMENTS]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def _nothing(fetched: Fetched) -> SourceProblem:
    if not fetched.body.strip():
        return _problem(words("The answer is empty."), words("Let the address answer with the feed."))
    if (
        fetched.content_type in ("text/html", "application/xhtml+xml")
        or b"<html" in fetched.body[:2000].lower()
    ):
        return _problem(
            words(
                "The address is a page that carries no structured data, hardly any text, and names no feed."
            ),
            words(
                "Give the address of the feed or sitemap, or describe the page with schema.org in JSON-LD."
            ),
        )
    return _problem(
        words(
            "The answer is of no kind that is known here (%(type)s).",
            type=fetched.content_type or words("no type stated"),
        ),
        words(
            "Give the address of OAI-PMH, a sitemap, RSS, Atom, iCalendar, CSV, JSON or XML, or say which it is."
        ),
    )


def _problem(reason: str, advice: str) -> SourceProblem:
    return SourceProblem(Problem(stage="detect", reason=reason, advice=advice))
