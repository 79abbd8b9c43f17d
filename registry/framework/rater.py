"""The machine rater: the whole profile of a resource from its words and facts, the same every time."""

from __future__ import annotations

from typing import Any

from registry.framework import criteria, depths, form_and_phase
from registry.framework.lexicon import digest
from registry.framework.profile import Profile
from registry.framework.rateable import Rateable
from registry.framework.readability import readable
from registry.framework.reading import read
from registry.framework.relevance import RELEVANT_FROM, relevance
from registry.framework.rubric import RUBRIC_VERSION

RULES_VERSION = "1"  # of the modules of this rater: raise it when the same words are to be judged otherwise
RATER_VERSION = f"{RUBRIC_VERSION}.{RULES_VERSION}-{digest()}"
"""Another one after every change of rubric, rules or lexicon: what was rated by an older one is rated again."""


def rate(rateable: Rateable) -> Profile:
    """Never fails on bad input, and reads no more than the limits of `reading`, however long a text is."""
    reading = read(rateable)
    scores = depths.scores(reading)
    relevant = relevance(reading, scores)
    cells = depths.judge(reading, scores, relevant >= RELEVANT_FROM, readable(reading))
    cells |= form_and_phase.judge(reading)
    cells |= criteria.judge(reading, cells)
    return Profile(cells, relevant, RATER_VERSION, rateable.language)


def rate_text(title: str, description: str | None = None, **facts: Any) -> Profile:
    """`rate` for a title, a text and what else is known, by the names of Rateable's fields."""
    return rate(Rateable(title=title, description=description, **facts))
