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
    missed = relevant * model.missed.probability(signs.missed)
    cells = {}
    for cell in DEPTH_CELLS:
        found = signs.found[cell]
        if found is NOTHING:
            cells[cell] = _nothing_found(reading, missed, readable)
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
    near = [cue for cue in reading.of("practice") if _is_near(cue, mentions)]
    if clear := [cue for cue in near if cue.strength > 1]:
        return clear
    return near if len({cue.key for cue in near}) >= PRACTICE_HINTS else []


def _is_near(cue: Mention, mentions: Sequence[Mention]) -> bool:
    first, last, passage = cue.start - NEAR, cue.end + NEAR, cue.passage
    return any(m.end > first and m.start < last and m.passage is passage for m in mentions)
