"""The learned part of the rater: what its signs weigh, as `manage.py train` last found, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from zlib import crc32

from registry.framework.logistic import Logistic
from registry.framework.signs import ASPECT_SIGNS, MISSED_SIGNS, RELEVANCE_SIGNS, VISIT_SIGNS

SHIPPED = Path(__file__).parent / "model.json"
"""Trained from the labels of the project; a node may have one of its own, see `use`."""

PARTS = {
    "relevant": RELEVANCE_SIGNS,
    "aspects": ASPECT_SIGNS,
    "missed": MISSED_SIGNS,
    "visits": VISIT_SIGNS,
}


@dataclass(frozen=True, slots=True)
class Model:
    """`relevant`: that a resource is relevant at all. The others suppose that it is: `aspects`, `visits`: that what
    has words is taught; `missed`: that an aspect without any word is taught all the same.

    `assigned_from`: the probability from which an aspect counts as taught. `about`: what it was trained from.
    """

    relevant: Logistic
    aspects: Logistic
    missed: Logistic
    visits: Logistic
    assigned_from: float
    about: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""  # eight letters that change with what the model was read from

    def as_json(self) -> dict[str, Any]:
        parts = {name: _named(getattr(self, name), signs) for name, signs in PARTS.items()}
        return {"about": dict(self.about), "assigned_from": self.assigned_from, **parts}

    @classmethod
    def read(cls, path: Path) -> Self:
        written = path.read_bytes()
        stated = json.loads(written)
        parts = {name: _logistic(stated[name], signs) for name, signs in PARTS.items()}
        return cls(
            **parts,
            assigned_from=stated["assigned_from"],
            about=stated["about"],
            digest=f"{crc32(written):08x}",
        )

    def write(self, path: Path) -> None:
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(path)


def _named(logistic: Logistic, signs: Sequence[str]) -> dict[str, float]:
    weights = zip(signs, logistic.weights, strict=True)
    return {"bias": round(logistic.bias, 4)} | {sign: round(weight, 4) for sign, weight in weights}


def _logistic(stated: Mapping[str, float], signs: Sequence[str]) -> Logistic:
    """KeyError for a sign without a weight: the model is of another version of the rater."""
    return Logistic(stated["bias"], tuple(stated[sign] for sign in signs))


class _Chosen:
    """The model in use, read when it is first needed."""

    path = SHIPPED
    model: Model | None = None


def use(path: Path) -> None:
    """Rates by the model in this file from now on."""
    _Chosen.path, _Chosen.model = path, None


def model() -> Model:
    """The chosen model, or the shipped one where that is of another version of the rater."""
    if _Chosen.model is None:
        _Chosen.model = stored(_Chosen.path) or Model.read(SHIPPED)
    return _Chosen.model


def stored(path: Path) -> Model | None:
    """The model in a file; None when there is none that this version of the rater understands."""
    try:
        return Model.read(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
