"""The platforms that the rater knows by name: marketplaces, and what shops are built with."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "terms" / "platforms.tsv"


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: row["name"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }


def platform_ids() -> tuple[str, ...]:
    """All, in the order of the table."""
    return tuple(_names())


def platform_name(id: str) -> str:
    """As the platform writes itself, in any language of the reader; an unknown id as it is."""
    return _names().get(id, id)
