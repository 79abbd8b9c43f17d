"""Whether a resource has to do with cross-border e-commerce training at all, as a probability that says why."""

from __future__ import annotations

from registry.framework.model import Model
from registry.framework.profile import Judgement
from registry.framework.reading import Mention, Reading
from registry.framework.rubric import DEPTH_CELLS, UNKNOWN
from registry.framework.sector_events import is_sector_event
from registry.framework.signs import NOTHING, Signs
from registry.framework.translatable import gettext_noop
from registry.framework.vocabularies import VISITS

RELEVANT_FROM = 0.5
CERTAIN = 0.985
TITLE_OF_TERMS = 0.7  # at least, of a title that is all there is and says nothing else: "Payment"
SECTOR_EVENT = 0.15  # at most, of a fair or of a mission for one sector
_TRADE = ("trade", *DEPTH_CELLS)

ABOUT_TRADE = gettext_noop("Its words are those of trading across borders.")
ABOUT_OTHER = gettext_noop("Its words are those of another subject.")
NO_WORDS = gettext_noop("No word of the six aspects or of trade was found in it.")
EVENT = gettext_noop("A fair, or a mission for one sector: it teaches nothing of selling online.")
TOO_LITTLE = gettext_noop("Only in passing does it speak of the six aspects or of trade.")
STRANGE = gettext_noop("The language of the text is not known to the rater.")


def relevance(signs: Signs, model: Model, readable: bool) -> float | None:
    """The probability that an SMME which sells across borders online can learn something from it.

    None where the rater cannot read it and found nothing: that is unknown, and no reason to set it aside.
    """
    probability = model.relevant.probability(signs.relevance)
    if signs.sector_event:
        probability = min(probability, SECTOR_EVENT)
    elif signs.title_is_terms and any(found is not NOTHING for found in signs.found.values()):
        probability = max(probability, TITLE_OF_TERMS)
    if not readable and probability < RELEVANT_FROM:
        return None
    return min(CERTAIN, max(1 - CERTAIN, probability))


def judge(reading: Reading, relevant: float | None) -> Judgement:
    """The answer yes or no with its evidence, for people who ask why something is shown, or is not."""
    if relevant is None:
        return Judgement(UNKNOWN, 0.0, (), STRANGE)
    if relevant >= RELEVANT_FROM:
        return Judgement("yes", relevant, reading.evidence(_of_trade(reading)), ABOUT_TRADE)
    if is_sector_event(reading):
        event = [*reading.of("fair"), *reading.of(VISITS.id), *reading.of("sector")]
        return Judgement("no", 1 - relevant, reading.evidence(event), EVENT)
    if other := reading.of("off-topic"):
        return Judgement("no", 1 - relevant, reading.evidence(other), ABOUT_OTHER)
    of_trade = reading.evidence(_of_trade(reading))
    return Judgement("no", 1 - relevant, of_trade, TOO_LITTLE if of_trade else NO_WORDS)


def _of_trade(reading: Reading) -> list[Mention]:
    return [m for about in _TRADE for m in reading.of(about)]
