"""The depth of each aspect and of visits, 0 to 3, from what a reading found."""

from __future__ import annotations

from collections.abc import Sequence

from registry.framework.model import Model
from registry.framework.profile import Judgement
from registry.framework.reading import Mention, Reading
from registry.framework.relevance import RELEVANT_FROM
from registry.framework.rubric import ASSIGNED, DEPTH_CELLS, PRACTISED, UNKNOWN
from registry.framework.signs import NOTHING, Found, Signs
from registry.framework.translatable import gettext_noop

NEAR = 160  # characters between a practice cue and the aspect's words
PRACTICE_HINTS = 3  # so many different words such as "how to" or "tips" are as good as one clear cue
STUFFED = 0.5  # confidence in what is read from a text that only repeats words
CERTAIN = 0.985

OTHERWISE = gettext_noop("The resource is about something else.")
MENTIONED = gettext_noop("Mentioned, not explained.")
REPEATED = gettext_noop("The text repeats the words without explaining them.")
PRACTICE = gettext_noop("Comes with something to practise.")
NAMED = gettext_noop("Named by the title.")
DISTINCT = gettext_noop("A distinct part of the text.")
STRANGE = gettext_noop("The language of the text is not known to the rater.")
TITLE_ONLY = gettext_noop("Only a title was given.")


def judge(
    reading: Reading, signs: Signs, model: Model, relevant: float, readable: bool
) -> dict[str, Judgement]:
    """Judgements of the six aspects and of visits.

    `relevant`: the probability that the resource is about trading across borders at all; where it is not,
    nothing is more than mentioned. `readable`: the text is in a language of the lexicon, else what was not
    found is unknown.
    """
    nothing = _nothing_found(reading, relevant * model.missed.probability(signs.missed), readable)
    cells = {}
    for cell in DEPTH_CELLS:
        found = signs.found[cell]
        if found is NOTHING:
            cells[cell] = nothing
            continue
        if cell in signs.aspects:
            taught, needed = model.aspects.probability(signs.aspects[cell]), model.assigned_from
        else:
            taught, needed = model.visits.probability(signs.visits), 0.5
        cells[cell] = _judgement(reading, found, relevant, relevant * taught, needed)
    return cells


def _nothing_found(reading: Reading, missed: float, readable: bool) -> Judgement:
    if not readable:
        return Judgement(UNKNOWN, 0.0, (), STRANGE)
    return Judgement(0, min(CERTAIN, 1 - missed), (), "" if reading.length else TITLE_ONLY)


def _judgement(reading: Reading, found: Found, relevant: float, taught: float, needed: float) -> Judgement:
    """`taught`: the probability that the aspect is; from `needed` on it is taken to be."""
    evidence = reading.evidence(found.mentions)
    if reading.stuffed:
        named = found.named and relevant >= RELEVANT_FROM
        return Judgement(ASSIGNED if named else 1, STUFFED, evidence, REPEATED)
    if relevant < RELEVANT_FROM:
        return Judgement(1, min(CERTAIN, 1 - taught), evidence, OTHERWISE)
    if taught < needed:
        return Judgement(1, min(CERTAIN, 1 - taught), evidence, MENTIONED)
    confidence = min(CERTAIN, taught)
    if practice := _practice_near(reading, found.mentions):
        cues = reading.evidence(practice, most=2)
        return Judgement(PRACTISED, confidence, (*evidence[:2], *cues), PRACTICE)
    return Judgement(ASSIGNED, confidence, evidence, NAMED if found.named else DISTINCT)


def _practice_near(reading: Reading, mentions: Sequence[Mention]) -> list[Mention]:
    """The cues that the aspect is practised, close to its own words: one clear cue, or several hints."""
    near = _near(reading.of("practice"), mentions)
    if clear := [cue for cue in near if cue[3].strength > 1]:
        return clear
    return near if len({sense.key for _, _, _, sense, _ in near}) >= PRACTICE_HINTS else []


def _near(cues: Sequence[Mention], mentions: Sequence[Mention]) -> list[Mention]:
    near = []
    for cue in cues:
        _, first, last, _, here = cue
        for _, start, end, _, passage in mentions:
            if end > first - NEAR and start < last + NEAR and passage is here:
                near.append(cue)
                break
    return near
