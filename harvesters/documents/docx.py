"""DOCX (ECMA-376): core properties, the first heading, and the text of paragraphs and tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.table import Table
from lxml import etree

from harvesters.documents.text import running

_TITLE_STYLES = ("Title", "Heading 1")
_MOST_BLOCKS = 20_000


def read(body: bytes) -> dict[str, Any]:
    """Raises errors of any kind for what is damaged."""
    document = docx.Document(io.BytesIO(body))
    properties = document.core_properties
    return {
        "title": properties.title,
        "heading": _heading(document),
        "language": properties.language,
        "authors": [part.strip() for part in properties.author.split(";") if part.strip()],
        "organisation": _company(body),
        "subject": properties.subject or properties.comments,
        "kind": properties.category,
        "keywords": properties.keywords,
        "created": _day_and_time(properties.created),
        "modified": _day_and_time(properties.modified),
        "text": running(_texts(document)),
    }


def _heading(document: Document) -> str:
    for style in _TITLE_STYLES:
        for paragraph in document.paragraphs[:_MOST_BLOCKS]:
            if paragraph.text.strip() and paragraph.style is not None and paragraph.style.name == style:
                return paragraph.text.strip()
    return ""


def _texts(document: Document) -> Iterator[str]:
    for count, block in enumerate(document.iter_inner_content()):
        if count >= _MOST_BLOCKS:
            return
        if isinstance(block, Table):
            for row in block.rows:
                yield " | ".join(dict.fromkeys(cell.text.strip() for cell in row.cells))
        else:
            yield block.text


def _company(body: bytes) -> str:
    """Of the extended properties, which the library does not read."""
    try:
        written = zipfile.ZipFile(io.BytesIO(body)).read("docProps/app.xml")
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return (etree.fromstring(written, parser).findtext("{*}Company") or "").strip()
    except (KeyError, etree.XMLSyntaxError):
        return ""


def _day_and_time(moment: datetime | None) -> str:
    """In UTC, as core properties are (part 2, section 11)."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
