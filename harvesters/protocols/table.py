"""Tables: CSV, TSV and other delimited text, and sheets of workbooks, each row under the header a record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, zip_longest

from harvesters.delimited import Row, rows
from harvesters.fetch import Fetched
from harvesters.google_sheets import export_address
from harvesters.headers import fields_by_name
from harvesters.listing import Harvested
from harvesters.paths import HERE
from harvesters.protocols.record_listing import RecordListing, rejected, unreadable
from harvesters.settings import stated_paths
from harvesters.words import words
from harvesters.workbook import Sheet, Workbook, is_archive

_MOST_ABOVE = 10  # rows among which the header is looked for
_ACCEPT = (
    "text/csv, text/tab-separated-values;q=0.9,"
    " application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0.9, text/plain;q=0.8, */*;q=0.5"
)


class Harvester(RecordListing):
    """Reads the rows of a table; its listing is complete unless the settings say that it is incremental."""

    def records(self) -> Iterator[Harvested]:
        fetched = self.unpacked(self.listing_document(export_address(self.request.url), _ACCEPT))
        in_workbook = is_archive(fetched.body)
        header, under = self._headed(self._sheet(fetched.body) if in_workbook else self._delimited(fetched))
        self._check_columns(header)
        for row in under:
            yield self._record(row, header, fetched)

    def _delimited(self, fetched: Fetched) -> Iterator[Row]:
        _check_binary(fetched.body)
        text = self.text(fetched)
        _check_text(text)
        return rows(text, self.settings.get("delimiter"))

    def _sheet(self, body: bytes) -> Iterator[Row]:
        workbook = Workbook(body)
        if workbook.uncalculated:
            self.warn(
                words("The workbook has formulas without a result; their cells are taken as unknown."),
                words("Open and save it in a spreadsheet program, which calculates them."),
            )
        stated = self.settings.get("sheet")
        sheet = self._first_headed(workbook) if stated is None else workbook.sheet(stated)
        return sheet.rows()

    def _first_headed(self, workbook: Workbook) -> Sheet:
        """The first sheet with a header that is understood, else the first of all."""
        if not workbook.sheets:
            raise unreadable(
                words("The workbook has no sheet that is shown."),
                words("Show the sheet that holds the table."),
            )
        headed = [sheet for sheet in workbook.sheets if self._has_header(sheet)]
        if len(headed) > 1:
            others = ", ".join(f"“{sheet.name}”" for sheet in headed[1:20])
            self.warn(
                words(
                    "Only the sheet “%(name)s” is read; there are tables in %(others)s too.",
                    name=headed[0].name,
                    others=others,
                ),
                words("State in the settings which one is meant (`sheet`), or put all rows into one sheet."),
            )
        return (headed or workbook.sheets)[0]

    def _has_header(self, sheet: Sheet) -> bool:
        return any(self._is_header(_header(row.cells)) for row in islice(sheet.rows(), _MOST_ABOVE))

    def _headed(self, table: Iterator[Row]) -> tuple[list[str], Iterator[Row]]:
        """The columns' names and the rows under them; a title of the table may stand above.

        Where no row among the first says what is expected of a header, it is the first row.
        """
        above: list[Row] = []
        for row in islice(table, _MOST_ABOVE):
            header = _header(row.cells)
            if not self._is_header(header):
                above.append(row)
                continue
            if above:
                self.warn(
                    words(
                        "The lines before line %(line)s are above the table's header, and were left out.",
                        line=str(row.line),
                    ),
                    words("Begin the table with its header."),
                )
            return header, table
        return _header(above[0].cells if above else []), chain(above[1:], table)

    def _is_header(self, header: list[str]) -> bool:
        if "fields" in self.settings:
            return any(path in header for _, path in stated_paths(self.settings))
        return "title" in fields_by_name(frozenset(header))

    def _record(self, row: Row, header: list[str], fetched: Fetched) -> Harvested:
        line = str(row.line)
        if not row.cells:
            return rejected(
                words("Line %(line)s: %(problem)s", line=line, problem=row.problem),
                words("Close every quotation mark that is opened."),
                b"",
            )
        if row.problem:
            self.warn(
                words("Line %(line)s: %(problem)s", line=line, problem=row.problem),
                words("Write a quotation mark inside a quoted cell twice."),
            )
        if any(row.cells[len(header) :]):
            self.warn(
                words(
                    "Line %(line)s has %(cells)s cells under %(headings)s headings; the last ones are left out.",
                    line=line,
                    cells=str(len(row.cells)),
                    headings=str(len(header)),
                ),
                words("Put a cell that holds the delimiter between quotation marks."),
            )
        return self.json_record(dict(zip_longest(header, row.cells[: len(header)], fillvalue="")), fetched)

    def _check_columns(self, header: list[str]) -> None:
        columns = ", ".join(header[:50])
        if "fields" not in self.settings and "title" not in fields_by_name(frozenset(header)):
            raise unreadable(
                words("No column is recognised as the title. The columns are: %(columns)s.", columns=columns),
                words("Name one of them title, or state in the settings which column is which (`fields`)."),
            )
        for at, path in stated_paths(self.settings):
            if path != HERE and path not in header:
                self.warn(
                    words(
                        "The table has no column “%(path)s” (%(at)s). The columns are: %(columns)s.",
                        path=path,
                        at=at,
                        columns=columns,
                    ),
                    _COLUMN,
                )


_COLUMN = words("Correct the column's name in the table or in the settings.")


def _header(cells: list[str]) -> list[str]:
    """Names for all columns: those of the first row, each once."""
    names: dict[str, None] = {}
    for position, cell in enumerate(cells, 1):
        name = cell or f"column {position}"
        while name in names:
            name = f"{name} ({position})"
        names[name] = None
    return list(names)


def _check_binary(body: bytes) -> None:
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise unreadable(
            words("The answer is a spreadsheet file of the old form (XLS), or one with a password."),
            words("Save the spreadsheet as XLSX without a password, or as CSV in UTF-8."),
        )


def _check_text(text: str) -> None:
    """Refuses what no table begins with, instead of making records of it."""
    if not text.strip("\ufeff\0 \t\r\n"):
        raise unreadable(
            words("The answer is empty."), words("Let the address answer with a table that has a header.")
        )
    if re.match(r"\s*<(?:!doctype|html|head|body|\?xml|[a-z]+:)", text[:1000], re.IGNORECASE):
        raise unreadable(
            words("The answer is a page or an XML document where a table should be."),
            words("Give the address of the table itself, one that can be read without signing in."),
        )
    if re.match(r'\s*(?:\{\s*"|\[\s*[\[{"])', text[:1000]):
        raise unreadable(
            words("The answer is JSON where a table should be."),
            words("Choose the protocol “mapped” for this source."),
        )
