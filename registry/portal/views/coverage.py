"""What the catalogue teaches, and what it does not, by economy and by language: for everybody.

Everything here can be counted by searching, too; what people searched for is on the staff's pages only.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registry.coverage.table import BY, Cell, Row, Table, table
from registry.framework import economies
from registry.framework.rubric import DEPTH_CELLS, UNKNOWN
from registry.framework.vocabularies import ASPECTS, DEPTHS, VISITS, Concept
from registry.portal.coverage_picture import HEADINGS, picture
from registry.portal.facet_links import address
from registry.portal.language_names import named
from search.query import Query

_OTHERS = 40  # rows that the page shows beyond the expected ones; the CSV has them all


@dataclass(frozen=True, slots=True)
class ShownCell:
    """`link`: to what teaches it, or to the hole's own page."""

    cell: Cell
    link: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: Row
    name: str
    cells: list[ShownCell]


@require_safe
def coverage(request: HttpRequest, by: str = "economy") -> HttpResponse:
    shown = _table(by)
    context = {
        "table": shown,
        "aspects": [(HEADINGS[cell], _aspect(cell)) for cell in DEPTH_CELLS],
        "expected": [_row(by, row) for row in shown.expected],
        "others": [_row(by, row) for row in shown.others[:_OTHERS]],
        "left_out": max(0, len(shown.others) - _OTHERS),
        "summary": _summary(shown),
    }
    return render(request, "portal/coverage.html", context)


@require_safe
def coverage_svg(request: HttpRequest, by: str) -> HttpResponse:
    shown = _table(by)
    context = {
        "picture": picture(shown, lambda code: name(by, code)),
        "title": _title(by),
        "summary": _summary(shown),
        "legend": _("Number: how many teach it. Bars: the best depth. Broken edge: nobody teaches it."),
    }
    return _file(
        render_to_string("portal/coverage.svg", context), "image/svg+xml", f"coverage-{by}.svg", inline=True
    )


@require_safe
def coverage_csv(request: HttpRequest, by: str) -> HttpResponse:
    """One line for each cell; the columns' names and ids are English, for programs."""
    response = _file("", "text/csv; charset=utf-8", f"coverage-{by}.csv")
    writer = csv.writer(response)
    writer.writerow([by, "name", "aspect", "mentioned", "taught", "practised", "best_depth", "resources"])
    writer.writerows(_lines(by, _table(by)))
    return response


@require_safe
def coverage_cell(request: HttpRequest, by: str, code: str, aspect: str) -> HttpResponse:
    """One aspect in one economy or language: what there is, and where else to look."""
    row = next((row for row in _table(by).rows if row.code == code), None)
    cell = next((cell for cell in row.cells if cell.aspect == aspect), None) if row else None
    if row is None or cell is None:
        raise Http404("Nothing is counted under this address.")
    levels = zip((3, 2, 1), (cell.practised, cell.taught, cell.mentioned), strict=True)
    context = {
        "by": by,
        "row": row,
        "cell": cell,
        "name": name(by, code),
        "aspect": _aspect(aspect),
        "levels": [
            (DEPTHS[str(depth)], number, _search(by, code, aspect, depth)) for depth, number in levels
        ],
        "elsewhere": address(Query(filters={"aspect": (aspect,)})),
    }
    return render(request, "portal/coverage_cell.html", context)


def name(by: str, code: str) -> str:
    """Of an economy or a language, for the reader of the page."""
    if code == UNKNOWN:
        return _("Not stated")
    return economies.label(code, get_language()) if by == "economy" else named(code)


def _table(by: str) -> Table:
    if by not in BY:
        raise Http404("Coverage is counted by economy and by language.")
    return table(by)


def _row(by: str, row: Row) -> ShownRow:
    cells = [ShownCell(cell, _link(by, row.code, cell)) for cell in row.cells]
    return ShownRow(row, name(by, row.code), cells)


def _link(by: str, code: str, cell: Cell) -> str:
    if cell.is_hole:
        return reverse("portal:coverage-cell", args=[by, code, cell.aspect])
    return address(Query(filters={"aspect": (cell.aspect,), by: (code,)}))


def _search(by: str, code: str, aspect: str, depth: int) -> str:
    """What a search finds that is nearest: the facet of aspects knows those that teach it only."""
    if depth == 1:
        return ""
    return address(Query(filters={"aspect": (aspect,), "depth": (str(depth),), by: (code,)}))


def _aspect(id: str) -> Concept:
    return ASPECTS.get(id) or VISITS


def _title(by: str) -> str:
    return _("Coverage by economy") if by == "economy" else _("Coverage by language")


def _summary(shown: Table) -> str:
    """The picture in words."""
    counts = {"holes": shown.holes, "cells": shown.asked, "rows": len(shown.expected)}
    if shown.by == "economy":
        text = _(
            "%(rows)d economies of APEC: %(holes)d of %(cells)d boxes are empty, since nobody teaches that there."
        )
    else:
        text = _(
            "%(rows)d languages: %(holes)d of %(cells)d boxes are empty, since nobody teaches that in them."
        )
    return text % counts


def _lines(by: str, shown: Table) -> Iterator[list[Any]]:
    for row in shown.rows:
        for cell in row.cells:
            numbers = (cell.mentioned, cell.taught, cell.practised, cell.best, row.count)
            yield [row.code, name(by, row.code), cell.aspect, *numbers]


def _file(body: str, kind: str, filename: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    how = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{filename}"'
    return response
