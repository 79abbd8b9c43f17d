"""A concept of a vocabulary: an id for programs, labels for people in the languages of the interface."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "es", "vi", "id")

_TERMS = Path(__file__).parent / "terms"
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


@lru_cache(maxsize=256)
def label_language(tag: str | None) -> str:
    """The one of LANGUAGES that serves a reader of a BCP 47 tag best: zh-TW → zh-Hant, es-CL → es, else en.

    Underscores and any case are taken too, as locales are often written.
    """
    primary, *rest = (tag or "").lower().replace("_", "-").split("-")
    if primary in ("zh", "yue"):
        hant = "hans" not in rest and (primary == "yue" or not _TRADITIONAL.isdisjoint(rest))
        return "zh-Hant" if hant else "zh-Hans"
    if primary == "in":  # the code that Indonesian had before 1989, still in use on some systems
        return "id"
    return primary if primary in LANGUAGES else "en"


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a vocabulary. `note` is its scope note, in English; `group` the id of its group."""

    id: str
    labels: Mapping[str, str] = field(hash=False)
    note: str = ""
    group: str = ""

    def label(self, language: str | None = "en") -> str:
        return self.labels[label_language(language)]


class Vocabulary:
    """Concepts in their order, by id."""

    def __init__(self, name: str, concepts: tuple[Concept, ...]) -> None:
        self.name = name
        self._concepts = {concept.id: concept for concept in concepts}
        self.ids = tuple(self._concepts)

    def __getitem__(self, id: str) -> Concept:
        return self._concepts[id]

    def get(self, id: str) -> Concept | None:
        return self._concepts.get(id)

    def __contains__(self, id: object) -> bool:
        return id in self._concepts

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def __repr__(self) -> str:
        return f"Vocabulary({self.name}: {', '.join(self._concepts)})"


def read_vocabulary(name: str) -> Vocabulary:
    """The vocabulary in `terms/<name>.tsv`: columns id, one for each language, note and perhaps group."""
    with (_TERMS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    header, *body = rows
    # "id" heads two columns, the identifier and Indonesian: the first is the identifier.
    columns = {title: position for position, title in enumerate(header) if position}
    return Vocabulary(name, tuple(_concept(row, columns) for row in body))


def _concept(row: list[str], columns: Mapping[str, int]) -> Concept:
    return Concept(
        id=row[0],
        labels={language: row[columns[language]] for language in LANGUAGES},
        note=row[columns["note"]],
        group=row[columns["group"]] if "group" in columns else "",
    )
