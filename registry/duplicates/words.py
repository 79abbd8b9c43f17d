"""Words that say little or something special in a title or a name, folded as they are compared: words.tsv."""

from __future__ import annotations

import csv
from pathlib import Path


def _words() -> dict[str, frozenset[str]]:
    with Path(__file__).with_name("words.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    roles = {row["role"] for row in rows}
    return {role: frozenset(row["word"] for row in rows if row["role"] == role) for role in roles}


_ALL = _words()

COMMON = _ALL["common"]
"""Titles of different things share them."""

FREQUENT = _ALL["frequent"]
"""The subjects of this catalogue, which hundreds of titles name."""

PART = _ALL["part"]
"""Name a part, a level or a step of something larger."""

SMALL = _ALL["small"]
"""Between the words of a name."""

KIND_OF_ORGANISER = _ALL["kind of organiser"]
"""In the names of many organisers."""
