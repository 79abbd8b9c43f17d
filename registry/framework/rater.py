"""The machine rater: the whole profile of a resource from its words and facts, the same every time."""

from __future__ import annotations

from typing import Any

from registry.framework import criteria, depths, form_and_phase
from registry.framework.profile import Profile
from registry.framework.rateable import Rateable
from registry.framework.readability import readable
from registry.framework.reading import read
from registry.framework.relevance import RELEVANT_FROM, relevance
from registry.framework.rubric import RUBRIC_VERSION

RATER_VERSION = f"{RUBRIC_VERSION}.lexicon-1"
"""Changes with every change of the rubric, the lexicon or the rules: what was rated before is rated again."""


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
