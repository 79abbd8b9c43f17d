"""An organisation's entries as an OAI-PMH repository, in Dublin Core and schema.org."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from lxml import etree

from registry.alliance.content import Entry
from registry.alliance.members import Member
from registry.alliance.schema_org import RDF, rdf_xml
from registry.federation.oai_provider import Format, Page, Record, Selection, Set, UnknownCursor, legal

PAGE_SIZE = 8  # small, so that harvesting the samples uses resumption tokens

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XML = "http://www.w3.org/XML/1998/namespace"

SETS = {"events": "Events", "courses": "Courses", "publications": "Publications"}
EVENTS = ("event", "webinar", "workshop", "seminar", "visit", "internship")


@dataclass(frozen=True, slots=True)
class EntryRepository:
    """A Repository of registry.federation.oai_provider over entries."""

    member: Member
    base_url: str
    entries: Sequence[Entry]

    formats = (
        Format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
        Format("rdf", "http://www.openarchives.org/OAI/2.0/rdf.xsd", RDF),
    )
    sets = tuple(Set(spec, name) for spec, name in SETS.items())

    @property
    def name(self) -> str:
        return self.member.name

    @property
    def admin_email(self) -> str:
        return f"repository@{self.member.host}"

    @property
    def earliest(self) -> datetime:
        return min(_midnight(entry.modified) for entry in self.entries)

    def page(self, selection: Selection, cursor: str | None) -> Page:
        """The cursor is the number of records before it: the entries never change while the server runs."""
        if cursor is not None and not (cursor.isascii() and cursor.isdecimal()):
            raise UnknownCursor(cursor)
        found = [record for record in self._records() if _selected(record, selection)]
        start = int(cursor or 0)
        end = start + PAGE_SIZE
        return Page(found[start:end], str(end) if end < len(found) else None, len(found))

    def get(self, identifier: str) -> Record | None:
        return next((record for record in self._records() if record.identifier == identifier), None)

    def _records(self) -> list[Record]:
        records = (self._record(entry) for entry in self.entries)
        return sorted(records, key=lambda record: (record.datestamp, record.identifier))

    def _record(self, entry: Entry) -> Record:
        return Record(
            identifier=f"oai:{self.member.host}:{entry.key}",
            datestamp=_midnight(entry.modified),
            prefixes=("oai_dc", "rdf"),
            metadata=lambda prefix: self._metadata(entry, prefix),
            sets=(_set(entry),),
            deleted=entry.deleted,
        )

    def _metadata(self, entry: Entry, prefix: str) -> etree._Element:
        if prefix == "rdf":
            return rdf_xml(entry, self.member.name, self.member.website)
        return dublin_core(entry, self.member.name)


def dublin_core(entry: Entry, publisher: str) -> etree._Element:
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC})
    for name, text in _elements(entry, publisher):
        element = etree.SubElement(root, f"{{{DC}}}{name}")
        element.text = legal(text)
        if entry.language and name in ("title", "description"):
            element.set(f"{{{XML}}}lang", entry.language)
    return root


def _elements(entry: Entry, publisher: str) -> Iterator[tuple[str, str]]:
    if entry.title:
        yield "title", entry.title
    yield from (("creator", name) for name in entry.creators)
    yield from (("subject", term) for term in entry.subjects)
    yield "description", "\n\n".join(entry.paragraphs)
    yield "publisher", publisher
    yield "date", entry.stated.get("published", entry.published.isoformat())
    yield "type", entry.kind
    yield from (("identifier", text) for text in (entry.url, *entry.identifiers))
    if entry.language:
        yield "language", entry.language
    yield from (("coverage", economy) for economy in entry.economies)
    if entry.licence:
        yield "rights", entry.licence


def _set(entry: Entry) -> str:
    if entry.type in EVENTS:
        return "events"
    return "courses" if entry.type == "course" else "publications"


def _selected(record: Record, wanted: Selection) -> bool:
    return (
        (wanted.since is None or record.datestamp >= wanted.since)
        and (wanted.until is None or record.datestamp <= wanted.until)
        and (wanted.set is None or wanted.set in record.sets)
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
