"""The labelled pairs: ids of the search corpus, what a reader says of them, and which part of them tunes."""

from __future__ import annotations

import csv
from hashlib import sha1
from pathlib import Path
from typing import Literal, NamedTuple

FILE = Path(__file__).with_name("pairs.tsv")
LABELS = ("same", "related", "different")

Part = Literal["tuned", "held out"]


class Labelled(NamedTuple):
    """Two records by their ids, the lower one first."""

    first: str
    second: str
    label: str

    @property
    def part(self) -> Part:
        """Half of the pairs, by chance, were not looked at while weights and words were chosen."""
        return "held out" if sha1(f"{self.first}{self.second}".encode()).digest()[0] % 2 else "tuned"


def labelled() -> list[Labelled]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in csv.DictReader(file, delimiter="\t")]
