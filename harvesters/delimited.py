"""Rows of delimited text (CSV, TSV and what people call so), as spreadsheets and programs really write them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from harvesters.words import words

# A cell may be as long as the whole table, whose length the fetcher limits; what is too long is cut afterwards.
csv.field_size_limit(2**31 - 1)

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 200  # lines that the delimiter is found out from
_MOST_REPAIRS = 50  # each reads lines again that an unclosed quote has swallowed
_STRAY_QUOTE = words("A quotation mark is opened and never closed; the line was read by itself.")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the line that it begins on, counted from 1. `problem` says why its cells may be wrong."""

    line: int
    cells: list[str]
    problem: str = ""


def rows(text: str, delimiter: str | None = None) -> Iterator[Row]:
    """The rows that hold anything, the header first; the delimiter is found out when it is not given.

    A quote that is opened and never properly closed would swallow the rows after it: such a line is read by
    itself.
    """
    lines, stated = _without_hint(_lines(text))
    return _Rows(lines, delimiter or stated or delimiter_of(lines), 1 if stated is None else 2).read()


def delimiter_of(lines: list[str]) -> str:
    """The delimiter by which most rows have as many cells as the first one; "," for a single column."""

    def fit(delimiter: str) -> tuple[float, int]:
        sample = [len(cells) for cells in csv.reader(lines[:_SAMPLE], delimiter=delimiter) if cells]
        width = sample[0] if sample else 1
        return (sample.count(width) / len(sample) if width > 1 else 0.0, width)

    return max(DELIMITERS, key=fit)


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text.removeprefix("\ufeff").replace("\0", ""), newline=""))


def _without_hint(lines: list[str]) -> tuple[list[str], str | None]:
    """The lines without the first one if it says "sep=;", as Excel writes it, and what that states."""
    hint = re.fullmatch(r"sep=(.)\s*", lines[0]) if lines else None
    return (lines[1:], hint[1]) if hint else (lines, None)


class _Rows:
    """Reads line by line, so that it can go back to the line after one with a stray quote."""

    def __init__(self, lines: list[str], delimiter: str, first: int) -> None:
        self.lines = lines
        self.delimiter = delimiter
        self.first = first
        self.position = 0
        self.repairs = _MOST_REPAIRS

    def read(self) -> Iterator[Row]:
        reader = csv.reader(self, delimiter=self.delimiter)
        while True:
            start, problem = self.position, ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:  # a cell of over csv.field_size_limit() characters
                cells, problem = [], words("A cell is too long to be one: %(error)s.", error=error)
            if self.position - start > 1 and self.repairs and (problem or self._has_stray_quote(start)):
                cells, problem = self._alone(start), _STRAY_QUOTE
            if problem or any(map(str.strip, cells)):
                yield Row(start + self.first, [unquoted(cell) for cell in cells], problem)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        """The next line for the reader; unlike a generator's end, this end can be taken back."""
        if self.position >= len(self.lines):
            raise StopIteration
        self.position += 1
        return self.lines[self.position - 1]

    def _has_stray_quote(self, start: int) -> bool:
        """Whether the lines of a row are not well quoted, as a strict reader sees it."""
        try:
            list(csv.reader(self.lines[start : self.position], delimiter=self.delimiter, strict=True))
        except csv.Error:
            return True
        return False

    def _alone(self, start: int) -> list[str]:
        self.repairs -= 1
        self.position = start + 1
        line = self.lines[start : start + 1]
        return next(csv.reader(line, delimiter=self.delimiter, quoting=csv.QUOTE_NONE), [])


def unquoted(cell: str) -> str:
    """A cell without the quotes of a second or third round of quoting."""
    cell = cell.strip()
    while len(cell) > 1 and _QUOTED.fullmatch(cell):
        cell = cell[1:-1].replace('""', '"').strip()
    return cell
