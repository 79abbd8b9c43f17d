"""The picture of coverage: a box for each aspect in each economy or language, drawn on the server.

Pure geometry; `portal/coverage.svg` draws what is computed here. Each box holds its number, and one, two or three
bars for the best depth; a hole is an empty box with a broken edge, so that all of it reads without colours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from registry.coverage.table import Cell, Table
from registry.framework.rubric import DEPTH_CELLS
from registry.framework.vocabularies import VISITS
from registry.portal.aspect_names import SHORT

Text = str | Promise
HEADINGS: dict[str, Text] = SHORT | {VISITS.id: pgettext_lazy("short name of an aspect", "Visits")}

BOX_WIDTH, BOX_HEIGHT = 70, 26
_NAMES = 190  # the width of the column of names
_HEAD = 34
_GAP = 4
_BAR, _STEP = 4, 6  # a bar's width, and how much higher the next one is
_LONGEST_NAME = 26  # characters
_OTHERS = 20  # rows beyond the expected ones


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Box:
    """`kind`: "hole", "d2" or "d3". `x` and `y` are its upper left corner; `bars` show the best depth."""

    x: int
    y: int
    kind: str
    cell: Cell
    bars: Sequence[Bar]

    @property
    def number_x(self) -> int:
        return self.x + BOX_WIDTH // 2 - _GAP

    @property
    def number_y(self) -> int:
        return self.y + BOX_HEIGHT - 8


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    y: int
    boxes: Sequence[Box]


@dataclass(frozen=True, slots=True)
class Heading:
    name: Text
    x: int


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    headings: Sequence[Heading]
    lines: Sequence[Line]


def picture(table: Table, name: Callable[[str], str]) -> Picture:
    """Of the expected rows and the fullest of the others. `name`: of a row's code, for the reader."""
    rows = [*table.expected, *table.others[:_OTHERS]]
    lines = [
        _line(name(row.code), row.cells, _HEAD + place * (BOX_HEIGHT + _GAP))
        for place, row in enumerate(rows)
    ]
    headings = [
        Heading(HEADINGS[aspect], _left(place) + BOX_WIDTH // 2) for place, aspect in enumerate(DEPTH_CELLS)
    ]
    return Picture(_left(len(DEPTH_CELLS)), _HEAD + len(rows) * (BOX_HEIGHT + _GAP), headings, lines)


def _left(place: int) -> int:
    return _NAMES + place * (BOX_WIDTH + _GAP)


def _line(name: str, cells: Sequence[Cell], y: int) -> Line:
    short = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
    return Line(short, y, [_box(cell, _left(place), y) for place, cell in enumerate(cells)])


def _box(cell: Cell, x: int, y: int) -> Box:
    foot, right = y + BOX_HEIGHT - 5, x + BOX_WIDTH - 3 * _STEP - 5
    bars = [Bar(right + step * _STEP, foot - (step + 1) * 5, (step + 1) * 5) for step in range(cell.best)]
    return Box(x, y, "hole" if cell.is_hole else f"d{cell.best}", cell, bars)
