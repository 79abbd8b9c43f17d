"""The depth of each aspect and of visits, 0 to 3, from what a reading found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from math import exp, log2
from operator import attrgetter
from typing import NamedTuple

from registry.framework.profile import Judgement
from registry.framework.reading import Mention, Reading
from registry.framework.rubric import ASSIGNED, PRACTISED, UNKNOWN
from registry.framework.translatable import gettext_noop
from registry.framework.vocabularies import ASPECTS, VISITS

NAMED_BY_TITLE = 2.5  # what a title that names the subject weighs; the rubric takes it as evidence of depth 2
WEIGHT = {1: 0.4, 2: 1.0}  # of a new term in the text, by strength
WEIGHT_IN_TITLE = {1: 0.7, 2: NAMED_BY_TITLE}
REPEATED = 0.25  # a term that comes back is more than a mention in passing,
MOST_REPEATED = 2  # for so many terms at most
TAUGHT_FROM = 1.0  # the score from which a short text teaches an aspect
SHORT = 300  # characters; in a longer text a subject needs more than one word to be a distinct part
PER_DOUBLING = 0.45
OTHER_TITLE = 0.4  # more is asked of an aspect when the title names others
SHARE_OF_LEADING = 0.25  # an aspect this far behind the leading one is no distinct part
NEAR = 160  # characters between a practice cue and the aspect's words
PRACTICE_HINTS = 3  # so many different words such as "how to" or "tips" are as good as one clear cue
STEEPNESS = 2.2
CERTAIN = 0.97
_IN_TITLE = attrgetter("in_title")


class Score(NamedTuple):
    """How strongly a reading speaks for one cell, and how much it would take to assign it."""

    mentions: Sequence[Mention]
    value: float
    needed: float
    named: bool

    @property
    def assigned(self) -> bool:
        return self.named or (bool(self.mentions) and self.value >= self.needed)

    @property
    def probability(self) -> float:
        """That the aspect is taught, by how far the score is from what is needed."""
        margin = (self.value - self.needed) * STEEPNESS
        return min(CERTAIN, max(1 - CERTAIN, 1 / (1 + exp(-margin))))


def scores(reading: Reading) -> dict[str, Score]:
    """For each of the six aspects."""
    mentions = {aspect: reading.of(aspect) for aspect in ASPECTS.ids}
    named = {aspect for aspect, found in mentions.items() if _named(found)}
    values = {aspect: _weight(found) for aspect, found in mentions.items()}
    needed = TAUGHT_FROM + PER_DOUBLING * log2(max(1.0, reading.length / SHORT))
    leading = max(values.values())
    return {
        aspect: Score(
            mentions[aspect],
            values[aspect],
            max(needed + (OTHER_TITLE if named - {aspect} else 0), SHARE_OF_LEADING * leading),
            aspect in named,
        )
        for aspect in ASPECTS.ids
    }


def _weight(mentions: Sequence[Mention]) -> float:
    if not mentions:
        return 0.0
    clearest: dict[str, float] = {}
    repeated: set[str] = set()
    for m in mentions:
        weight = WEIGHT_IN_TITLE[m.strength] if m.in_title else WEIGHT[m.strength]
        if m.key in clearest:
            repeated.add(m.key)
            weight = max(weight, clearest[m.key])
        clearest[m.key] = weight
    return sum(clearest.values()) + min(len(repeated), MOST_REPEATED) * REPEATED


def judge(
    reading: Reading, found: Mapping[str, Score], relevant: bool, readable: bool
) -> dict[str, Judgement]:
    """Judgements of the six aspects and of visits.

    `found`: what `scores` gave for the reading.
    `relevant`: the resource is about trading across borders at all, else nothing is more than mentioned.
    `readable`: the text is in a language of the lexicon, else what was not found is unknown.
    """
    cells = {**found, VISITS.id: _visits(reading)}
    return {cell: _judgement(reading, score, relevant, readable) for cell, score in cells.items()}


def _visits(reading: Reading) -> Score:
    mentions = reading.of(VISITS.id)
    return Score(mentions, _weight(mentions), TAUGHT_FROM, _named(mentions))


def _named(mentions: Sequence[Mention]) -> bool:
    """By a clear word of the title, which is read first."""
    return any(m.strength > 1 for m in takewhile(_IN_TITLE, mentions))


def _judgement(reading: Reading, score: Score, relevant: bool, readable: bool) -> Judgement:
    if not score.mentions:
        return _nothing_found(reading, score, readable)
    evidence = reading.evidence(score.mentions)
    if not score.assigned or not relevant:
        doubt = score.probability if relevant else min(score.probability, 0.4)
        reason = (
            gettext_noop("Mentioned, not explained.")
            if relevant
            else gettext_noop("The resource is about something else.")
        )
        return Judgement(1, 1 - doubt, evidence, reason)
    confidence = max(score.probability, 0.5)
    if reading.stuffed:
        return Judgement(
            ASSIGNED if score.named else 1,
            0.5,
            evidence,
            gettext_noop("The text repeats the words without explaining them."),
        )
    if practice := _practice_near(reading, score.mentions):
        cues = reading.evidence(practice, most=2)
        return Judgement(
            PRACTISED, confidence, (*evidence[:2], *cues), gettext_noop("Comes with something to practise.")
        )
    reason = (
        gettext_noop("Named by the title.") if score.named else gettext_noop("A distinct part of the text.")
    )
    return Judgement(ASSIGNED, confidence, evidence, reason)


def _nothing_found(reading: Reading, score: Score, readable: bool) -> Judgement:
    if not readable:
        return Judgement(
            UNKNOWN, 0.0, (), gettext_noop("The language of the text is not known to the rater.")
        )
    reason = "" if reading.length else gettext_noop("Only a title was given.")
    return Judgement(0, 1 - score.probability, (), reason)


def _practice_near(reading: Reading, mentions: Sequence[Mention]) -> list[Mention]:
    """The cues that the aspect is practised, close to its own words: one clear cue, or several hints."""
    near = [cue for cue in reading.of("practice") if _is_near(cue, mentions)]
    clear = [cue for cue in near if cue.strength > 1]
    return clear or (near if len({cue.key for cue in near}) >= PRACTICE_HINTS else [])


def _is_near(cue: Mention, mentions: Sequence[Mention]) -> bool:
    first, last = cue.start - NEAR, cue.end + NEAR
    return any(m.end > first and m.start < last and m.passage is cue.passage for m in mentions)
