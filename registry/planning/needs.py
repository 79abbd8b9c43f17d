"""How deep a firm needs to go in each aspect: the highest of what `needs.tsv` asks for its answers. Pure."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from registry.framework.rubric import ASSIGNED, DEPTH_CELLS
from registry.framework.vocabularies import VISITS
from registry.planning.answers import Answers

_FILE = Path(__file__).with_name("needs.tsv")


def needed(answers: Answers) -> tuple[int, ...]:
    """Depths in the order of DEPTH_CELLS; visits are needed only by who asks for them."""
    asked = {"": "every firm", "stage": answers.stage, "model": answers.model, "platform": answers.platform}
    rows = [depths for question, answer, depths in _rows() if asked[question] == answer]
    visits = {VISITS.id: ASSIGNED if answers.visits else 0}
    return tuple(visits.get(cell, max(row.get(cell, 0) for row in rows)) for cell in DEPTH_CELLS)


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, str, dict[str, int]], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(
        (
            row["question"],
            row["answer"],
            {cell: int(row[cell]) for cell in DEPTH_CELLS if cell in row},
        )
        for row in rows
    )
