"""Reads one PDF or DOCX document, such as a policy document or a guide, which is a listing by itself."""

from __future__ import annotations

from collections.abc import Iterator

from harvesters.documents import MOST_BYTES, kind_of
from harvesters.listing import Page
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import Protocol
from harvesters.protocols.page_records import document_record
from harvesters.words import words

_ACCEPT = (
    "application/pdf, application/vnd.openxmlformats-officedocument.wordprocessingml.document, */*;q=0.5"
)


class Harvester(Protocol):
    """The document is identified by its address."""

    def pages(self) -> Iterator[Page]:
        fetched = self.listing_document(self.request.url, _ACCEPT)
        if len(fetched.body) > MOST_BYTES:
            raise _problem(
                words("The document is larger than %(most)s MB.", most=MOST_BYTES // 1_000_000),
                words("Offer it with smaller pictures, or in parts."),
            )
        if kind_of(fetched.body) is None:
            raise _problem(
                words("The answer is neither a PDF nor a DOCX document."),
                words("Give the address of the document itself; an older DOC can be saved as DOCX or PDF."),
            )
        yield Page(records=[document_record(fetched, self.request.url)])


def _problem(reason: str, advice: str) -> SourceProblem:
    return SourceProblem(Problem(stage="read", reason=reason, advice=advice))
