"""Workbooks made for tests, sound ones and such as no spreadsheet program writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: Iterable[Any], **more: list[list[Any]]) -> bytes:
    """A workbook whose first sheet has these rows; the keywords are further sheets."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    for name, lines in more.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_parts(body: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """The workbook with some parts put in the place of others, or beside them."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return written.getvalue()


def with_rows(rows: str, dimension: str = "A1:B2") -> bytes:
    """A workbook whose only sheet is this XML of rows."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    )
    return with_parts(workbook(["x"]), {SHEET: sheet})


def text_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
