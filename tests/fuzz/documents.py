"""The documents that are mutated: every real one of ../shared, and the project's own for every protocol."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from harvesters.formats.native import PREFIX
from registry.alliance.atom_feed import atom_feed
from registry.alliance.calendar_feed import calendar_feed
from registry.alliance.content import entries
from registry.alliance.members import MEMBERS, Member
from registry.alliance.pages import page
from registry.alliance.table_feed import table_feed
from tests.federation.exchange_feed import ExchangeFeed
from tests.harvesters.faults import Site, document
from tests.harvesters.providers import DATE, PROVIDERS
from tests.harvesters.test_page_markup import MICRODATA, RDFA
from tests.harvesters.test_plain_pages import page as plain_page
from tests.harvesters.trials import cassette_body
from tests.harvesters.written_documents import word

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real"
_MOST_BYTES = 60_000  # of a list, of which the first records are taken
_DAY = date(2026, 11, 23)
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>'
    "2026-11-23T12:00:00Z</responseDate><ListRecords><record><header><identifier>oai:x.example:1</identifier>"
    "<datestamp>2026-11-01</datestamp></header><metadata>{}</metadata></record></ListRecords></OAI-PMH>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A document as a source of a protocol. `serve` publishes what it refers to."""

    name: str
    protocol: str
    body: bytes
    settings: Mapping[str, Any] = field(default_factory=dict)
    content_type: str = ""
    path: str = "/source"
    serve: Callable[[Site], None] = lambda site: None


def seeds() -> list[Seed]:
    """The real documents where they are at hand, and the project's own."""
    return [
        *(_real() if REAL.is_dir() else ()),
        *_of_the_alliance(),
        *_of_providers(),
        _native(),
        Seed(name="microdata", protocol="sitemap", body=MICRODATA.format(host="https://schema.org").encode()),
        Seed(name="RDFa", protocol="sitemap", body=RDFA.format(host="http://schema.org").encode()),
        Seed(name="a page without markup", protocol="sitemap", body=plain_page().encode()),
        Seed(name="a text document", protocol="document", body=word("Customs", "How goods are cleared.")),
    ]


def _example(name: str) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(
        (ROOT / "docs" / "examples" / f"{name}.json").read_text(encoding="utf-8")
    )
    return settings


def _plain(path: Path) -> bytes:
    return path.read_bytes()


def _lines(path: Path) -> bytes:
    """Whole lines from the beginning."""
    body = path.read_bytes()
    return body if len(body) <= _MOST_BYTES else body[: body.rindex(b"\n", 0, _MOST_BYTES) + 1]


def _events(path: Path) -> bytes:
    """Whole events from the beginning, and the end of the document."""
    body = path.read_bytes()
    end = body.rindex(b"</EVENTINFO>", 0, _MOST_BYTES) + len(b"</EVENTINFO>")
    return body[:end] + body[body.rindex(b"</EVENTINFO>") + len(b"</EVENTINFO>") :]


def _first_objects(path: Path) -> bytes:
    return json.dumps(json.loads(path.read_bytes())[:5], indent=1, ensure_ascii=False).encode()


def _wrapped(path: Path) -> bytes:
    """As the metadata of an OAI-PMH record."""
    return _ENVELOPE.format(re.sub(r"<\?xml.*?\?>", "", path.read_text(encoding="utf-8"))).encode()


Read = Callable[[Path], bytes]
# The first pattern that fits a file says how it is read: protocol, an example's settings or some, excerpt.
_AS: tuple[tuple[str, str, str | dict[str, Any], Read], ...] = (
    ("feeds/*", "feed", {}, _plain),
    ("ical/*.ics", "calendar", {}, _plain),
    ("csv/*.csv", "table", "materials-table", _plain),
    ("catalogue/coursera*.csv", "table", "multilingual-course-table", _lines),
    ("catalogue/ita-trade-events.xml", "mapped", "events-with-stops", _events),
    ("catalogue/great*.jsonl", "mapped", "tasks-ndjson", _plain),
    ("catalogue/trade*.jsonl", "mapped", "lessons-two-languages-ndjson", _plain),
    ("catalogue/export*.jsonl", "mapped", "programmes-without-identifier-ndjson", _plain),
    ("pages/ol_events.json", "mapped", {"records": "data", "fields": {"title": "attributes.title"}}, _plain),
    ("pages/mitpe_events.json", "mapped", {}, _plain),
    ("pages/test_sloan_courses.json", "mapped", {}, _first_objects),
    ("pages/*.html", "sitemap", {}, _plain),
    ("oai/*.yml", "oai_pmh", {}, cassette_body),
    ("oai/*.xml", "oai_pmh", {}, _plain),
    ("xml/*.xml", "oai_pmh", {"metadata_prefix": "lom"}, _wrapped),
    ("jsonld/gtn/*", "sitemap", {}, _plain),
    ("jsonld/*", "sitemap", {}, _plain),
    ("labelled/*.jsonl", "mapped", {}, _lines),
    ("relevance/*.ndjson", "mapped", {}, _lines),
    ("relevance/*.jsonl", "mapped", {}, _lines),
    ("relevance/*.tsv", "table", {}, _lines),
)


def _real() -> Iterator[Seed]:
    for path in sorted(REAL.rglob("*")):
        name = path.relative_to(REAL)
        for pattern, protocol, settings, read in _AS:
            if path.is_file() and name.match(pattern):
                yield Seed(
                    name=str(name),
                    protocol=protocol,
                    body=read(path),
                    settings=_example(settings) if isinstance(settings, str) else settings,
                    serve=_pages_of_gtn if name.name == "sitemap.xml" else _nothing,
                )
                break


def _nothing(site: Site) -> None:
    """It refers to nothing."""


def _pages_of_gtn(site: Site) -> None:
    """Its pages are at another host, which nobody asks here; one is at this one."""
    site.answers["/page-with-no-bioschemas"] = document(
        (REAL / "jsonld/gtn/faq.html").read_bytes(), "text/html"
    )


def _of_the_alliance() -> Iterator[Seed]:
    for member in MEMBERS:
        for feed in member.feeds:
            if body := _sample(member, feed.protocol):
                yield Seed(
                    name=f"sample {feed.name}", protocol=feed.protocol, body=body, settings=feed.settings
                )


def _sample(member: Member, protocol: str) -> bytes | None:
    """A sample organisation's document without the server that makes up its addresses; None for one of verbs."""
    listed = entries(member.key, protocol, _DAY)
    if protocol == "feed":
        return _bytes(atom_feed(member.host, member.name, listed, f"{member.website}feed"))
    if protocol == "calendar":
        return _bytes(calendar_feed(member.host, member.name, listed, _DAY))
    if protocol == "table":
        return _bytes(table_feed(listed))
    if protocol == "sitemap":
        return _bytes(page(listed[0], member.name, member.website))
    return None


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _of_providers() -> Iterator[Seed]:
    for name, provider in PROVIDERS.items():
        yield Seed(
            name=f"three records: {name}",
            protocol=provider.protocol,
            body=provider.encode(provider.write("Payment", DATE)),
            settings=provider.settings,
            content_type=provider.content_type,
            path=provider.path,
            serve=lambda site, provider=provider: provider.pages(site, "Payment", DATE),  # type: ignore[misc]
        )


def _native() -> Seed:
    """What another node hands on."""
    feed = ExchangeFeed(node=UUID(int=1), source=UUID(int=2))
    for number in range(3):
        feed.give(f"course {number}")
    body = _ENVELOPE.partition("<ListRecords>")[0] + "<ListRecords>" + "".join(feed.entries.values())
    return Seed(
        name="another node",
        protocol="oai_pmh",
        body=f"{body}</ListRecords></OAI-PMH>".encode(),
        settings={"metadata_prefix": PREFIX},
    )
