"""Training of the learned part from labelled resources, and its judgements of sources that it was not trained on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from registry.framework.learning.labelled import Labelled, Rated, rated
from registry.framework.learning.measures import macro_f1
from registry.framework.logistic import Logistic, fit
from registry.framework.model import Model
from registry.framework.reading import read
from registry.framework.signs import Signs, signs
from registry.framework.vocabularies import ASPECTS

PENALTY = 1.0
FROM = (0.35, 0.4, 0.45)
"""Probabilities from which an aspect may count as taught: the one is chosen that tells the labels best."""

VISITS = Logistic(-1.0, (3.0, 0.5, 1.2, 0.3, -0.2))
"""Of named, hinted, clear, hints and length; set by hand: too few labelled visits are there to learn from."""

Read = Sequence[tuple[Labelled, Signs]]


def train(labelled: Sequence[Labelled], about: Mapping[str, Any] | None = None) -> Model:
    """The model that these labels teach. ValueError when they hold nothing to learn from."""
    found = [(each, signs(read(each.rateable))) for each in labelled]
    return _with_threshold(_trained(found, about or {}), labelled)


def held_back(labelled: Sequence[Labelled]) -> list[Rated]:
    """Each resource as it is rated by a model that was trained on all other sources."""
    judged: list[Rated] = []
    for source in sorted({each.source for each in labelled}):
        others = [each for each in labelled if each.source != source]
        own = [each for each in labelled if each.source == source]
        judged += rated(own, train(others))
    return judged


def _trained(found: Read, about: Mapping[str, Any]) -> Model:
    relevant = [(each, shown) for each, shown in found if each.relevant]
    return Model(
        relevant=_fitted((shown.relevance, each.relevant) for each, shown in found),
        aspects=_fitted(_aspects(relevant)),
        missed=_fitted(_missed(relevant)),
        visits=VISITS,
        assigned_from=0.5,
        about=about,
    )


def _aspects(relevant: Read) -> Iterator[tuple[Sequence[float], bool]]:
    for each, shown in relevant:
        for aspect, numbers in shown.aspects.items():
            yield numbers, aspect in each.taught


def _missed(relevant: Read) -> Iterator[tuple[Sequence[float], bool]]:
    for each, shown in relevant:
        for aspect in ASPECTS.ids:
            if aspect not in shown.aspects:
                yield shown.missed, aspect in each.taught


def _fitted(examples: Iterable[tuple[Sequence[float], bool]]) -> Logistic:
    rows, answers = zip(*examples, strict=True)
    return fit(rows, answers, PENALTY)


def _with_threshold(model: Model, labelled: Sequence[Labelled]) -> Model:
    def score(assigned_from: float) -> float:
        return macro_f1(rated(labelled, replace(model, assigned_from=assigned_from)))

    return replace(model, assigned_from=max(FROM, key=score))
