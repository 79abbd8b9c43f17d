"""PDF (ISO 32000): information dictionary, XMP, the stated language, the first heading, and the text of the pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError
from pypdf.xmp import XmpInformation

from harvesters.documents.text import running
from harvesters.documents.unreadable import Unreadable
from harvesters.words import words

MOST_PAGES = 60  # that are read for their text
_END_WITHIN = 2048  # bytes
_DATE = re.compile(
    r"(?:D:)?(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(\d\d)(\d\d)?(?:(Z)(?:00'?){0,2}|([+-])(\d\d)'?(?:(\d\d)'?)?)?)?)?)?"
)
_LOCKED = Unreadable(
    words("The document is locked with a password."),
    words("Offer it without a password; rights to print may stay restricted."),
)


def read(body: bytes) -> dict[str, Any]:
    """Raises Unreadable for a locked document, and errors of any kind for what is damaged."""
    reader = PdfReader(io.BytesIO(body))
    _unlock(reader)
    information: Mapping[str, Any] = reader.metadata or {}
    xmp = _xmp(reader)

    def stated(name: str) -> str:
        return str(information.get(name) or "").strip()

    return {
        "title": _text(xmp.dc_title if xmp else None) or stated("/Title"),
        "heading": _heading(reader),
        "language": str(reader.root_object.get("/Lang") or "") or _text(xmp.dc_language if xmp else None),
        "authors": _texts(xmp.dc_creator if xmp else None) or _split(stated("/Author")),
        "organisation": _text(xmp.dc_publisher if xmp else None),
        "subject": stated("/Subject") or _text(xmp.dc_description if xmp else None),
        "kind": _text(xmp.dc_type if xmp else None),
        "keywords": stated("/Keywords"),
        "created": _date(stated("/CreationDate")),
        "modified": _date(stated("/ModDate")),
        "licence": _text(xmp.dc_rights if xmp else None),
        "identifiers": _texts(xmp.dc_identifier if xmp else None),
        "text": running(_pages(reader)),
        "warnings": []
        if b"%%EOF" in body[-_END_WITHIN:]
        else [words("The document breaks off before its end.")],
    }


def _unlock(reader: PdfReader) -> None:
    """Many documents are encrypted with an empty password, so that everybody may read and nobody change them."""
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise _LOCKED
    except (DependencyError, FileNotDecryptedError, NotImplementedError):
        raise _LOCKED from None


def _xmp(reader: PdfReader) -> XmpInformation | None:
    try:
        return reader.xmp_metadata
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - metadata that are damaged cost themselves only
        return None


def _pages(reader: PdfReader) -> Iterator[str]:
    for number in range(min(len(reader.pages), MOST_PAGES)):
        yield _page_text(reader, number)


def _page_text(reader: PdfReader, number: int) -> str:
    try:
        return reader.pages[number].extract_text()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a damaged page costs itself only
        return ""


def _heading(reader: PdfReader) -> str:
    """The first entry of the outline, which is made from headings."""
    try:
        first: Any = reader.outline
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - as above
        return ""
    while isinstance(first, list):
        first = first[0] if first else None
    return str(getattr(first, "title", "") or "")


def _date(stated: str) -> str:
    """In ISO 8601, as much as is stated; what is no date (section 7.9.4) stays as it is."""
    found = _DATE.fullmatch(stated)
    if not found:
        return stated
    year, month, day, hour, minute, second, universal, sign, off_hours, off_minutes = found.groups()
    written = "-".join(part for part in (year, month, day) if part)
    if not (day and hour):
        return written
    zone = "Z" if universal else f"{sign}{off_hours}:{off_minutes or '00'}" if sign else ""
    return f"{written}T{hour}:{minute}:{second or '00'}{zone}"


def _text(value: Any) -> str:
    return next(iter(_texts(value)), "")


def _texts(value: Any) -> list[str]:
    """XMP's values: a text, a list, or texts by language, of which x-default comes first."""
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=lambda key: key != "x-default")]
    found = value if isinstance(value, list) else [value]
    return [text for one in found if one and (text := str(one).strip())]


def _split(authors: str) -> list[str]:
    return [part.strip() for part in authors.split(";") if part.strip()]
