"""A profile: one rater's judgements of one resource, cell by cell, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from registry.framework.rubric import ASSIGNED, CELLS, RUBRIC_VERSION, UNKNOWN, Value
from registry.framework.vocabularies import ASPECTS


@dataclass(slots=True)
class Evidence:
    """The words that a judgement rests on: `text` is the field's original text from `start` to `end`.

    `field` is a field of Rateable; one term of several is named by its position: "subjects/0". A field that
    is a fact and no text ("free") is quoted whole. Not to be changed, nor is a judgement; frozen, it would take
    three times as long to make, and a rating makes dozens.
    """

    field: str
    start: int
    end: int
    text: str


_ROUND = frozenset(
    hundredths / 100 for hundredths in range(101)
)  # rounding takes longer than all else of JSON


@dataclass(slots=True)
class Judgement:
    """The value of one cell. `confidence` is the probability that it is right, for a depth: that the aspect
    is assigned, or is not."""

    value: Value
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""

    @property
    def known(self) -> bool:
        return self.value != UNKNOWN

    def as_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "confidence": self.confidence if self.confidence in _ROUND else round(self.confidence, 3),
            "evidence": [
                {"field": span.field, "start": span.start, "end": span.end, "text": span.text}
                for span in self.evidence
            ],
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, stated: Mapping[str, Any]) -> Self:
        evidence = tuple(Evidence(**span) for span in stated.get("evidence", ()))
        return cls(stated["value"], stated.get("confidence", 1.0), evidence, stated.get("reason", ""))


NOT_JUDGED = Judgement(UNKNOWN, confidence=0.0)


@dataclass(frozen=True, slots=True)
class Profile:
    """`cells` holds what was judged, by cell of the rubric; any other cell is unknown.

    `relevant` is the probability that the resource is about cross-border e-commerce training at all, None
    when nobody said; `version` names the rubric and, for a machine, the rater. `traits` are those of
    `framework.traits`: what it is for, as far as the machine reads it; curators correct the facts instead.
    """

    cells: Mapping[str, Judgement] = field(default_factory=dict)
    relevant: float | None = None
    version: str = RUBRIC_VERSION
    language: str | None = None
    traits: Mapping[str, tuple[Judgement, ...]] = field(default_factory=dict)

    def __getitem__(self, cell: str) -> Judgement:
        if cell not in CELLS:
            raise KeyError(cell)
        return self.cells.get(cell, NOT_JUDGED)

    def depth(self, cell: str) -> int | None:
        """0 to 3 for an aspect or visits, None when unknown."""
        value = self[cell].value
        return value if isinstance(value, int) else None

    @property
    def assigned(self) -> tuple[str, ...]:
        """The aspects that the resource teaches: those of depth 2 or more, in the framework's order."""
        return tuple(aspect for aspect in ASPECTS.ids if (self.depth(aspect) or 0) >= ASSIGNED)

    def as_json(self) -> dict[str, Any]:
        """JSON values that `from_json` reads back; unknown cells without a reason are left out."""
        return {
            "version": self.version,
            "relevant": None if self.relevant is None else round(self.relevant, 3),
            "language": self.language,
            "cells": {
                cell: judgement.as_json()
                for cell, judgement in self.cells.items()
                if judgement.reason or judgement.value != UNKNOWN
            },
            "traits": {
                trait: [judgement.as_json() for judgement in values] for trait, values in self.traits.items()
            },
        }

    @classmethod
    def from_json(cls, stated: Mapping[str, Any]) -> Self:
        cells = {cell: Judgement.from_json(judgement) for cell, judgement in stated.get("cells", {}).items()}
        traits = {
            trait: tuple(map(Judgement.from_json, values))
            for trait, values in stated.get("traits", {}).items()
        }
        return cls(
            cells,
            stated.get("relevant"),
            stated.get("version", RUBRIC_VERSION),
            stated.get("language"),
            traits,
        )
