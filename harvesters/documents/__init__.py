"""What a PDF or DOCX says of itself, read in a process of its own (harvesters/confined.py)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal

from harvesters.confined import Exceeded, Limits, answer_of
from harvesters.problems import Undescribable
from harvesters.words import made_of, words

MOST_BYTES = 20_000_000
LIMITS = Limits()

Kind = Literal["pdf", "docx"]
_SIGNATURE_WITHIN = 1024  # bytes; readers of PDF allow that much before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """As stated, nothing understood yet; `heading` is the first one of the text, for documents without a title."""

    title: str = ""
    heading: str = ""
    language: str = ""
    authors: list[str] = field(default_factory=list)
    organisation: str = ""
    subject: str = ""
    kind: str = ""
    keywords: str = ""
    created: str = ""
    modified: str = ""
    published: str = ""
    licence: str = ""
    identifiers: list[str] = field(default_factory=list)
    text: str = ""
    warnings: list[str] = field(default_factory=list)


def kind_of(body: bytes) -> Kind | None:
    """By its first bytes; None for anything that is no such document."""
    if b"%PDF-" in body[:_SIGNATURE_WITHIN]:
        return "pdf"
    return "docx" if body.startswith(b"PK\x03\x04") and b"word/document.xml" in body else None


def facts(body: bytes) -> Facts:
    """Raises Undescribable for what is damaged, locked, or asks for more than a document may."""
    try:
        answer = json.loads(answer_of("harvesters.documents.child", body, LIMITS))
    except (Exceeded, ValueError):
        raise Undescribable(
            words("The document takes more time or memory than a document may, and was not read."),
            words("Save it anew with another program, or offer it in parts."),
        ) from None
    if "reason" in answer:
        raise Undescribable(made_of(answer["reason"]), made_of(answer["advice"]))
    return Facts(**answer)
