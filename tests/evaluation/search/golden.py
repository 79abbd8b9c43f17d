"""The golden set: what SMMEs want, how they ask for it in their languages, and which records help how much.

needs.tsv        need, wants: what a person wants, in a sentence
queries.tsv      query, need, language (BCP 47), text: as it is typed; several languages ask for one need
judgements.tsv   need, id, grade: 3 answers it, 2 helps, 1 touches it, 0 does not; ids are those of the corpus
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the grades of what answers it, by id."""

    id: str
    text: str
    language: str
    grades: Mapping[str, int]


def golden() -> list[Asked]:
    grades = _grades((row["need"], row["id"], row["grade"]) for row in _rows("judgements"))
    return [
        Asked(row["query"], row["text"], row["language"], grades[row["need"]]) for row in _rows("queries")
    ]


def shared(folder: Path) -> list[Asked]:
    """The development set that lies beside a corpus (its README says what the files hold)."""
    lines = (folder / "dev-qrels.tsv").read_text(encoding="utf-8").splitlines()
    grades = _grades(line.split("\t") for line in lines)
    queries = (folder / "dev-queries.jsonl").read_text(encoding="utf-8").splitlines()
    asked = map(json.loads, queries)
    return [Asked(q["qid"], q["text"], q["language"], grades[q["qid"]]) for q in asked]


def _grades(rows: Iterable[Iterable[str]]) -> Mapping[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for asked, id, grade in rows:
        grades[asked][id] = int(grade)
    return grades


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
