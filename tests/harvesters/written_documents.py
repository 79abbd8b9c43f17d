"""Small PDF and DOCX documents, written by hand or by python-docx."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import docx

LINES = [
    f"Article {n}. The exporter declares value, origin and tariff number of the goods." for n in range(1, 9)
]


def pdf(
    title: str = "",
    lines: Sequence[str] = LINES,
    *,
    pages: int = 1,
    language: str = "",
    xmp: str = "",
    catalogue: str = "",
    objects: Mapping[int, bytes] | None = None,
    **information: str,
) -> bytes:
    """A document whose pages all show the lines. Keywords: further entries of the information dictionary.

    `objects`: further ones by number, from 20 on. `catalogue`: further entries of the catalogue.
    """
    information = {"Title": title, **information}
    entries = "".join(f"/{name} {_string(value)}" for name, value in information.items() if value)
    content = "BT /F1 11 Tf 14 TL 50 780 Td " + " ".join(f"{_glyphs(line)} Tj T*" for line in lines) + " ET"
    characters = sorted({one for line in lines for one in line})
    mapping = "\n".join(f"<{ord(one):04X}> <{one.encode('utf-16-be').hex().upper()}>" for one in characters)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(characters)} beginbfchar\n{mapping}\nendbfchar\nendcmap end end"
    )
    kids = " ".join("3 0 R" for _ in range(pages))
    named = f"/Lang {_string(language)}" if language else ""
    named += " /Metadata 10 0 R" if xmp else ""
    written: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {named} {catalogue} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        4: _stream(content.encode()),
        5: b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H"
        b" /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        6: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        7: _stream(to_unicode.encode()),
        8: f"<< {entries} >>".encode(),
    }
    if xmp:
        written[10] = _stream(xmp.encode(), "/Type /Metadata /Subtype /XML")
    return _file({**written, **(objects or {})})


def packed_stream(body: bytes) -> bytes:
    """An object that is a compressed stream."""
    return _stream(zlib.compress(body, 9), "/Filter /FlateDecode", compress=False)


def word(title: str = "", *paragraphs: str, heading: str = "", **properties: Any) -> bytes:
    """A DOCX document. Keywords: core properties as python-docx names them."""
    document = docx.Document()
    core = document.core_properties
    core.author = core.comments = ""
    for name, value in {"title": title, "created": datetime(2026, 1, 2), **properties}.items():
        setattr(core, name, value)
    if heading:
        document.add_heading(heading, 1)
    for paragraph in paragraphs or LINES:
        document.add_paragraph(paragraph)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _string(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _glyphs(line: str) -> str:
    return f"<{''.join(f'{ord(one):04X}' for one in line)}>"


def _stream(body: bytes, entries: str = "", *, compress: bool = False) -> bytes:
    return f"<< /Length {len(body)} {entries} >>\nstream\n".encode() + body + b"\nendstream"


def _file(objects: Mapping[int, bytes]) -> bytes:
    written = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, body in objects.items():
        offsets[number] = len(written)
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start, size = len(written), max(objects) + 1
    written += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        in_use = number in offsets
        written += (
            f"{offsets.get(number, 0):010d} {0 if in_use else 65535:05d} {'n' if in_use else 'f'} \n".encode()
        )
    written += f"trailer\n<< /Size {size} /Root 1 0 R /Info 8 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(written)
