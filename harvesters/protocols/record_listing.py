"""What the protocols have in common whose answer is one list of records: tables and mapped documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from harvesters.alternates import alternates
from harvesters.encoding import text_of
from harvesters.fetch import Fetched, Fetcher
from harvesters.fetch.fetcher import MOST_BYTES
from harvesters.fetch.inflating import inflated
from harvesters.formats import mapped_json
from harvesters.listing import Completeness, Harvested, Page, Request
from harvesters.mapping import WEAK
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import Protocol
from harvesters.words import words

PAGE = 500  # records
_PAGE = re.compile(r"(?:<\?xml.*?\?>|<!--.*?-->|\s)*+<(?:!doctype\s+html|html|head|body)\b", re.S | re.I)


class RecordListing(Protocol):
    """Reads records one after the other and hands them over in pages.

    A listing that breaks off hands over what came before.
    """

    def __init__(self, fetcher: Fetcher, request: Request) -> None:
        super().__init__(fetcher, request)
        self.settings = request.settings
        self._warnings: list[Problem] = []
        self.broken: SourceProblem | None = None
        self._listed = 0
        self._weak = False

    def records(self) -> Iterator[Harvested]:
        """The records in the order of the source. Raises SourceProblem where it cannot be read further."""
        raise NotImplementedError(f"{type(self).__name__}.records")

    def pages(self) -> Iterator[Page]:
        if self.settings.get("incremental"):
            self.outcome.completeness = Completeness.INCREMENTAL
        yield from self.read_pages()
        self.outcome.warnings += self._taken_warnings()
        if self.broken:
            raise self.broken
        self._conclude()

    def read_pages(self) -> Iterator[Page]:
        """The records in pages; a listing of several documents has one for each."""
        records = self.until_broken(self.records())
        while batch := list(islice(records, PAGE)):
            yield self.page(batch)

    def warn(self, reason: str, advice: str = "", identifier: str | None = None) -> None:
        """Notes what is wrong with the listing, or with a record that is taken all the same."""
        self._warnings.append(Problem(stage="read", reason=reason, advice=advice, identifier=identifier))

    def named_document(self, accept: str, media_types: frozenset[str], what: str) -> Fetched:
        """The source's document, unpacked; where its address is a page that names one of these types, that one."""
        fetched = self.unpacked(self.listing_document(self.request.url, accept))
        page = text_of(fetched.body, fetched.charset).lstrip("\ufeff")
        if not _PAGE.match(page):
            return fetched
        named = alternates(page, fetched.url, media_types)
        if not named:
            raise unreadable(
                words("The address is an HTML page that names no %(what)s.", what=what),
                words(
                    'Give the address of the %(what)s itself, or name it in the page with <link rel="alternate">.'
                    " It must be readable without signing in.",
                    what=what,
                ),
            )
        others = ", ".join(one.url for one in named[1:6] if one.url != named[0].url)
        if others:
            self.warn(
                words(
                    "The page names several addresses of a %(what)s. Read was %(address)s, not %(others)s.",
                    what=what,
                    address=named[0].url,
                    others=others,
                ),
                words("Give the address itself if it should be another one."),
            )
        return self.unpacked(self.listing_document(named[0].url, accept))

    def unpacked(self, fetched: Fetched) -> Fetched:
        """An answer, unpacked where it is a gzip file."""
        if not fetched.body.startswith(b"\x1f\x8b"):
            return fetched
        try:
            return replace(fetched, body=inflated(fetched.body, MOST_BYTES))
        except (ValueError, OverflowError):
            raise unreadable(
                words("The compressed file is broken, or becomes too large."),
                words("Offer the file uncompressed, or in parts."),
            ) from None

    def text(self, fetched: Fetched) -> str:
        """The answer as text, in the encoding that the settings state or else the one that it is in."""
        encoding = self.settings.get("encoding")
        return (
            fetched.body.decode(encoding, "replace") if encoding else text_of(fetched.body, fetched.charset)
        )

    def json_record(self, record: dict[str, Any], fetched: Fetched) -> Harvested:
        """A listed record, or a rejected one where nothing tells it from others."""
        payload = mapped_json.payload_of(record)
        identifier = mapped_json.record_identifier(record, self.settings)
        return self.harvested(identifier, payload, mapped_json.FORMAT, fetched)

    def harvested(self, identifier: str | None, payload: bytes, form: str, fetched: Fetched) -> Harvested:
        if identifier is None:
            return rejected(
                words("The record has no identifier."),
                words(
                    "Give every record an identifier of its own that never changes, or at least an address."
                ),
                payload,
                field="identifier",
            )
        return Harvested(identifier=identifier, payload=payload, format=form, base=fetched.url)

    def until_broken(self, records: Iterator[Harvested]) -> Iterator[Harvested]:
        """The records up to where they cannot be read further; `pages` says why after the last page."""
        try:
            yield from records
        except SourceProblem as problem:
            self.broken = problem

    def page(
        self,
        batch: list[Harvested],
        *,
        checkpoint: dict[str, Any] | None = None,
        total: int | None = None,
    ) -> Page:
        self._listed += len(batch)
        self._weak = self._weak or any((record.identifier or "").startswith(WEAK) for record in batch)
        return Page(records=batch, checkpoint=checkpoint, total=total, warnings=self._taken_warnings())

    def _taken_warnings(self) -> list[Problem]:
        taken, self._warnings = self._warnings, []
        return taken

    def _conclude(self) -> None:
        """Says at the end of the listing what it means for the whole source."""
        if not self._listed:
            self.warn(
                words("The list is empty."),
                words("If it should hold records, check the address and the settings."),
            )
        if self._weak and "identifier" not in self.settings:
            self.warn(
                words(
                    "Some records have neither an identifier nor an address; a hash of the title stands in."
                ),
                words("Give every record an identifier, or state in the settings which fields identify it."),
            )
        self.outcome.warnings += self._taken_warnings()


def rejected(reason: str, advice: str, payload: bytes, field: str | None = None) -> Harvested:
    """A record that is listed but cannot be taken."""
    problem = Problem(stage="read", reason=reason, advice=advice, field=field, payload=payload)
    return Harvested(identifier=None, payload=payload, rejected=problem)


def unreadable(reason: str, advice: str) -> SourceProblem:
    return SourceProblem(Problem(stage="read", reason=reason, advice=advice))
