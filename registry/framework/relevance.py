"""Whether a resource has to do with cross-border e-commerce training at all, as a probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from registry.framework.depths import Score
from registry.framework.reading import Mention, Reading
from registry.framework.vocabularies import VISITS

RELEVANT_FROM = 0.5
BASE = -2.2
TOPIC = (
    1.5  # for the best aspect's score, in a long text as a multiple of what would assign it; up to MOST_TOPIC
)
MOST_TOPIC = 2.5
PER_TERM = {"trade": (0.3, 0.9), "commerce": (0.25, 0.25), "off-topic": (-0.6, -1.4)}  # by strength 1, 2
MOST_TERMS = 3
CERTAIN = 0.98


def relevance(reading: Reading, scores: Mapping[str, Score]) -> float:
    """The probability that an SMME which sells across borders online can learn something from it.

    What speaks for it: subjects of the framework and words of trade; against it: words of other fields, twice
    when they stand in the title.
    """
    total = BASE + TOPIC * min(max(_topic(score) for score in scores.values()), MOST_TOPIC)
    total += TOPIC * (any(m.strength > 1 for m in reading.of(VISITS.id)))
    for about, (hint, clear) in PER_TERM.items():
        if mentions := reading.of(about):
            total += _terms(about, mentions, 1) * hint + _terms(about, mentions, 2) * clear
    return min(CERTAIN, max(1 - CERTAIN, 1 / (1 + exp(-total))))


def _topic(score: Score) -> float:
    return score.value if score.named else score.value / score.needed


def _terms(about: str, mentions: Sequence[Mention], strength: int) -> int:
    weights: dict[str, int] = {}
    for mention in mentions:
        if mention.strength == strength:
            twice = about == "off-topic" and mention.in_title
            weights[mention.key] = max(weights.get(mention.key, 0), 2 if twice else 1)
    return min(sum(weights.values()), MOST_TERMS)
