"""The sheets of an XLSX workbook as rows of text, within limits that no small file can break."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from harvesters.delimited import Row
from harvesters.problems import Problem, SourceProblem
from harvesters.words import words

MOST_UNPACKED = 100_000_000  # bytes of all parts together
MOST_PARTS = 5_000
MOST_ROWS = 100_000  # with anything in them
MOST_COLUMNS = 1_000  # what stands further to the right is no table's
_LAST_ROW = 1_048_576  # of any sheet (ECMA-376, part 1, section 18.3.1.73, as Excel limits it)

_ARCHIVE = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
# Part 2 of ECMA-376 (annex on XML usage) forbids document types; in UTF-16 every other byte is a zero.
_DOCUMENT_TYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E", re.IGNORECASE)
_UNCALCULATED = re.compile(rb"<f\b[^<>]*(?:/>|>[^<]*</f>)\s*</c>")
# What a formula shows that could not be calculated (ECMA-376, part 1, section 18.17.3).
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"})

# openpyxl tells of charts, styles and the like that it does not keep; nothing here needs them.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")


class Workbook:
    """The visible worksheets of a workbook, first to last; those that are hidden too when asked for by name.

    `uncalculated`: some formula carries no result, so that its cell is empty here.
    Raises SourceProblem for what is no XLSX file, is damaged, or would become too large.
    """

    def __init__(self, body: bytes) -> None:
        import openpyxl  # takes a quarter of a second, which only workbooks need

        self.uncalculated = _screened(body)
        try:
            opened = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        except Exception:  # noqa: BLE001 - a damaged part leads the library to errors of any kind
            raise _damaged() from None
        self._sheets = [Sheet(sheet) for sheet in opened.worksheets]

    @property
    def sheets(self) -> list[Sheet]:
        return [sheet for sheet in self._sheets if not sheet.hidden]

    def sheet(self, stated: str | int) -> Sheet:
        """The sheet of a name, or of a number counted from 1. Raises SourceProblem where there is none."""
        for number, sheet in enumerate(self._sheets, 1):
            if stated in (number, sheet.name):
                return sheet
        names = ", ".join(sheet.name for sheet in self._sheets[:50])
        raise _problem(
            words(
                "The workbook has no sheet %(name)s. Its sheets are: %(names)s.",
                name=repr(stated),
                names=names,
            ),
            words("State one of them in the settings (`sheet`)."),
        )


class Sheet:
    """One worksheet; `rows` reads it anew each time."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.name: str = sheet.title
        self.hidden: bool = sheet.sheet_state != "visible"

    def rows(self) -> Iterator[Row]:
        """The rows that hold anything. Raises SourceProblem where the sheet cannot be read further."""
        held = 0
        for line, cells in enumerate(islice(self._cells(), _LAST_ROW), 1):
            if not any(cells):
                continue
            held += 1
            if held > MOST_ROWS:
                raise _problem(
                    words(
                        "The sheet “%(name)s” has over %(most)s rows; the rest was not read.",
                        name=self.name,
                        most=MOST_ROWS,
                    ),
                    words("Offer the table as CSV, or in several workbooks."),
                )
            yield Row(line, cells)

    def _cells(self) -> Iterator[list[str]]:
        # The dimensions that a sheet states are often wrong, and may be enormous.
        self._sheet.reset_dimensions()
        try:
            for row in self._sheet.iter_rows(values_only=True):
                yield [_text(value) for value in row[:MOST_COLUMNS]]
        except Exception:  # noqa: BLE001 - as for the workbook
            raise _damaged() from None


def is_archive(body: bytes) -> bool:
    """Whether a document is a ZIP archive, as workbooks are."""
    return body.startswith(_ARCHIVE)


def is_workbook(body: bytes) -> bool:
    """Whether an archive holds a workbook; nothing is unpacked for it."""
    try:
        return is_archive(body) and _WORKBOOK in zipfile.ZipFile(io.BytesIO(body)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _text(value: Any) -> str:
    """A cell's value as text: dates and times in ISO 8601, numbers without a false end."""
    if value is None or value in _ERRORS:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        day_alone = value.time() == time()
        return value.date().isoformat() if day_alone else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _clock(value)
    return str(value).strip()


def _clock(length: timedelta) -> str:
    """A length of time as hours, minutes and seconds: 26:30:00."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def _screened(body: bytes) -> bool:
    """Whether some formula has no result. Raises SourceProblem for what must not be handed to a reader."""
    try:
        return _has_uncalculated(zipfile.ZipFile(io.BytesIO(body)))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        KeyError,
    ):
        raise _damaged() from None


def _has_uncalculated(archive: zipfile.ZipFile) -> bool:
    parts = archive.infolist()
    if _WORKBOOK not in archive.namelist():
        raise _no_workbook(archive)
    # No more than the stated sizes is ever unpacked: zipfile stops there.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _problem(
            words(
                "The workbook would become larger than %(most)s MB unpacked; it was not read.",
                most=MOST_UNPACKED // 1_000_000,
            ),
            words("Offer the table as CSV, or in several workbooks."),
        )
    uncalculated = False
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            content = archive.read(part)
            if _DOCUMENT_TYPE.search(content):
                raise _problem(
                    words(
                        "The workbook declares entities of its own (a DTD), which it must not; it was not read."
                    ),
                    words("Save it anew in a spreadsheet program."),
                )
            uncalculated = uncalculated or bool(_UNCALCULATED.search(content))
    return uncalculated


def _no_workbook(archive: zipfile.ZipFile) -> SourceProblem:
    names = archive.namelist()
    if "mimetype" in names and archive.read("mimetype").startswith(_OPEN_DOCUMENT):
        return _problem(words("The answer is an OpenDocument file, which is not read here."), _SAVE)
    return _problem(words("The answer is an archive and not a workbook."), _SAVE)


_SAVE = words("Save the table as XLSX, or as CSV in UTF-8, and give the address of that file.")


def _damaged() -> SourceProblem:
    return _problem(words("The workbook is damaged and cannot be read further."), _SAVE)


def _problem(reason: str, advice: str) -> SourceProblem:
    return SourceProblem(Problem(stage="read", reason=reason, advice=advice))
