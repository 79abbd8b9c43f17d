"""Events that teach nothing of selling online: fairs, and missions for one sector of equipment or services.

A rule and no learned weight: too few sources hold such events to learn from.
"""

from __future__ import annotations

from registry.framework.reading import Reading, named_clearly
from registry.framework.vocabularies import ASPECTS, VISITS

FAIR_WORDS = 3  # different ones; a text about markets may name a fair, a fair's own text is full of them
ONE_SECTOR = 2  # different terms of sectors; a mission that names more is open to all
MARKETS = "business-environment"  # what any mission's title sounds like; other aspects are taught subjects
_SUBJECTS = tuple(aspect for aspect in ASPECTS.ids if aspect != MARKETS)

# Industries whose goods and services are sold by tender and contract, and not to shoppers.
_BY_CONTRACT = frozenset(
    (
        "building",
        "digital-services",
        "energy-environment",
        "health",
        "machinery",
        "materials-chemicals",
        "professional-services",
    )
)
_TAUGHT_IN = frozenset(("article", "case", "course", "guide", "video", "webinar", "workshop"))


def is_sector_event(reading: Reading) -> bool:
    """Whether it is a fair, or a mission of one sector, and its title names nothing else to learn."""
    if not (_is_fair(reading) or (_is_mission(reading) and _one_sector(reading))):
        return False
    return not any(named_clearly(reading.of(aspect)) for aspect in _SUBJECTS)


def _is_fair(reading: Reading) -> bool:
    mentions = reading.of("fair")
    fair = {sense.key for _, _, _, sense, _ in mentions if sense.strength > 1}
    if not fair or reading.rateable.type in _TAUGHT_IN or reading.distinct("taught") > len(fair):
        return False
    return named_clearly(mentions) or len(fair) >= FAIR_WORDS


def _is_mission(reading: Reading) -> bool:
    return named_clearly(reading.of(VISITS.id))


def _one_sector(reading: Reading) -> bool:
    industries = [mention for mention in reading.of("industry") if mention[3].value in _BY_CONTRACT]
    named = [*reading.of("sector"), *industries]
    if any(passage.in_title for *_, passage in named):
        return True
    return 0 < len({sense.key for _, _, _, sense, _ in named}) <= ONE_SECTOR
