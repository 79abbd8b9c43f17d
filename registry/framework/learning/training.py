"""Training of the learned part from labelled resources, and its judgements of sources that it was not trained on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zlib import crc32

from registry.framework.learning.labelled import Labelled, Rated, rated
from registry.framework.learning.measures import f1, macro_f1
from registry.framework.logistic import Logistic, fit
from registry.framework.model import Model
from registry.framework.rater import rules
from registry.framework.reading import read
from registry.framework.relevance import RELEVANT_FROM
from registry.framework.signs import Signs, signs
from registry.framework.vocabularies import ASPECTS

PENALTY = 1.0
FROM = (0.35, 0.4, 0.45)
"""Probabilities from which an aspect may count as taught: the one is chosen that tells the labels best."""

VISITS = Logistic(-1.0, (3.0, 0.5, 1.2, 0.3, -0.2))
"""Of named, hinted, clear, hints and length; set by hand: too few labelled visits are there to learn from."""


class TooFewLabels(ValueError):
    """Labels that hold nothing to learn from, as a whole or without one of their sources."""


Read = Sequence[tuple[Labelled, Signs]]


def train(labelled: Sequence[Labelled], about: Mapping[str, Any] | None = None) -> Model:
    """The model that these labels teach. TooFewLabels when they hold nothing to learn from."""
    return _trained(_read(labelled), about or {})


def held_back(
    labelled: Sequence[Labelled], known: Callable[[Labelled], bool] = lambda _each: True
) -> list[Rated]:
    """Each resource as it is rated by a model that was trained on all other sources; on those `known` alone.

    TooFewLabels when all that is relevant comes from one source.
    """
    found = _read(labelled)
    learnt = [(each, shown) for each, shown in found if known(each)]
    whole = _trained(learnt, {})
    judged: list[Rated] = []
    for source in sorted({each.source for each in labelled}):
        others = [(each, shown) for each, shown in learnt if each.source != source]
        own = [each for each in labelled if each.source == source]
        judged += rated(own, _trained(others, {}, whole))
    return judged


def better(labelled: Sequence[Labelled], last: Model | None) -> tuple[Model | None, str]:
    """A model of these labels, None unless it beats the last one's labels on sources held back; and why, in words.

    A last model of the same labels but of another lexicon or other rules is replaced: its weights fit no longer.

    Both ways of learning are measured on the same resources: what is compared is what the labels have taught.
    TooFewLabels when these hold nothing to learn from.
    """
    known_now = " ".join(sorted(name(each) for each in labelled))
    about = {"labels": len(labelled), "rater": rules(), "known": known_now}
    score = macro_f1(held_back(labelled))
    if last is not None and (known := frozenset(last.about.get("known", "").split())):
        if known == {name(each) for each in labelled}:
            if last.about.get("rater") != rules():
                return _told(labelled, about, score, "The rater has changed, the labels have not: ")
            return None, "The last model was trained from the same labels."
        try:
            before = macro_f1(held_back(labelled, lambda each: name(each) in known))
        except TooFewLabels:
            return None, "Too few of the last model's labels are among these to compare with: give them, too."
        if score <= before:
            return (
                None,
                f"On sources held back it reaches {score:.3f}, and the last model's labels {before:.3f}.",
            )
    return _told(labelled, about, score)


def _told(
    labelled: Sequence[Labelled], about: Mapping[str, Any], score: float, why: str = ""
) -> tuple[Model, str]:
    model = train(labelled, {**about, "held_back_macro_f1": round(score, 4)})
    return model, f"{why}{score:.3f} on sources held back."


def name(labelled: Labelled) -> str:
    """Eight letters that stand for a resource and its labels."""
    labels = f"{labelled.id} {labelled.relevant} {sorted(labelled.taught)} {labelled.visits}"
    return f"{crc32(labels.encode()):08x}"


def _read(labelled: Sequence[Labelled]) -> Read:
    return [(each, signs(read(each.rateable))) for each in labelled]


def _trained(found: Read, about: Mapping[str, Any], near: Model | None = None) -> Model:
    """`near`: a model of nearly the same labels, to begin from."""
    relevant = [(each, shown) for each, shown in found if each.relevant]
    model = Model(
        relevant=_fitted(
            ((shown.relevance, each.relevant) for each, shown in found), near.relevant if near else None
        ),
        aspects=_fitted(_aspects(relevant), near.aspects if near else None),
        missed=_fitted(_missed(relevant), near.missed if near else None),
        visits=VISITS,
        assigned_from=FROM[0],
        about=about,
    )
    return replace(model, assigned_from=_best_threshold(model, found))


def _aspects(relevant: Read) -> Iterator[tuple[Sequence[float], bool]]:
    for each, shown in relevant:
        for aspect, numbers in shown.aspects.items():
            yield numbers, aspect in each.taught


def _missed(relevant: Read) -> Iterator[tuple[Sequence[float], bool]]:
    for each, shown in relevant:
        for aspect in ASPECTS.ids:
            if aspect not in shown.aspects:
                yield shown.missed, aspect in each.taught


def _fitted(examples: Iterable[tuple[Sequence[float], bool]], near: Logistic | None) -> Logistic:
    pairs = list(examples)
    if not pairs:
        raise TooFewLabels(
            "Nothing is left to learn from: relevant resources of two sources at least are needed."
        )
    return fit([row for row, _ in pairs], [answer for _, answer in pairs], PENALTY, near)


def _best_threshold(model: Model, found: Read) -> float:
    """The one of FROM by which the assigned aspects are most often the labelled ones."""
    given: dict[str, list[tuple[float, bool]]] = {aspect: [] for aspect in ASPECTS.ids}
    for each, shown in found:
        relevant = model.relevant.probability(shown.relevance)
        for aspect in ASPECTS.ids:
            taught = 0.0
            if relevant >= RELEVANT_FROM and aspect in shown.aspects:
                taught = relevant * model.aspects.probability(shown.aspects[aspect])
            given[aspect].append((taught, aspect in each.taught))

    def score(needed: float) -> float:
        return sum(f1((taught >= needed, wanted) for taught, wanted in pairs) for pairs in given.values())

    return max(FROM, key=score)
