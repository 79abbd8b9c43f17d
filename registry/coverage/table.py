"""Coverage as a table of rows and cells, which the page, the picture and the downloads all show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.coverage.counting import ALL, known
from registry.coverage.models import Counted
from registry.framework.economies import APEC
from registry.framework.rubric import ASSIGNED, DEPTH_CELLS, UNKNOWN

BY = ("economy", "language")

LANGUAGES = ("en", "es", "fil", "fr", "id", "ja", "ko", "ms", "ru", "th", "vi", "zh-Hans", "zh-Hant")
"""What is spoken in business or in offices of APEC's economies: of these a language without training is a hole."""

EXPECTED = {"economy": APEC, "language": LANGUAGES}


@dataclass(frozen=True, slots=True)
class Cell:
    """How many resources mention, teach and practise an aspect, each counted at its own depth only."""

    aspect: str
    mentioned: int
    taught: int
    practised: int

    @property
    def count(self) -> int:
        """Those that teach it: what a search for the aspect finds."""
        return self.taught + self.practised

    @property
    def best(self) -> int:
        """The best depth, 0 to 3."""
        at = (self.mentioned, self.taught, self.practised)
        return max((depth for depth, number in enumerate(at, start=1) if number), default=0)

    @property
    def is_hole(self) -> bool:
        return self.best < ASSIGNED


@dataclass(frozen=True, slots=True)
class Row:
    """`expected`: an economy of APEC, or a language spoken there; others are rows only if there is something."""

    code: str
    count: int
    cells: Sequence[Cell]
    expected: bool


@dataclass(frozen=True, slots=True)
class Table:
    """`by`: one of BY. `made`: when it was counted, None while nobody has."""

    by: str
    rows: Sequence[Row]
    made: datetime | None

    @property
    def expected(self) -> Sequence[Row]:
        return [row for row in self.rows if row.expected]

    @property
    def others(self) -> Sequence[Row]:
        return [row for row in self.rows if not row.expected]

    @property
    def holes(self) -> int:
        """Of the expected rows."""
        return sum(cell.is_hole for row in self.expected for cell in row.cells)

    @property
    def asked(self) -> int:
        """How many cells the expected rows have."""
        return sum(len(row.cells) for row in self.expected)


def table(by: str) -> Table:
    """The expected rows in their order, then all others, the fullest first; what nobody states is last."""
    counted = Counted.objects.filter(pk=1).exclude(state="").first()
    counts: Mapping[str, Any] = counted.counts.get(by, {}) if counted else {}
    expected = EXPECTED[by]
    others = [code for code in counts if code not in expected]
    others.sort(key=lambda code: (code == UNKNOWN, -counts[code][ALL], code))
    rows = [_row(counts, code, expected=True) for code in expected]
    rows += [_row(counts, code, expected=False) for code in others]
    return Table(by, rows, counted.made if counted else None)


def _row(counts: Mapping[str, Any], code: str, *, expected: bool) -> Row:
    place = known(counts, code)
    return Row(code, place[ALL], [Cell(aspect, *place[aspect]) for aspect in DEPTH_CELLS], expected)
