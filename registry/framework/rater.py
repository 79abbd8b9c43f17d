"""The machine rater: the whole profile of a resource from its words and facts, the same every time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zlib import crc32

from registry.framework import criteria, depths, form_and_phase, lexicon, relevance, traits
from registry.framework.model import Model, model
from registry.framework.profile import Profile
from registry.framework.rateable import Rateable
from registry.framework.readability import readable
from registry.framework.reading import read
from registry.framework.rubric import RUBRIC_VERSION
from registry.framework.signs import signs

RULES_VERSION = "5"  # of the modules of this rater: raise it when the same words are to be judged otherwise


def version(weights: Model | None = None) -> str:
    """Another one after every change of rubric, rules, lexicon or model: what an older one rated is rated again."""
    return _version(lexicon.lexicon().digest, (weights or model()).digest)


@lru_cache(maxsize=8)
def _version(*data: str) -> str:
    return f"{RUBRIC_VERSION}.{RULES_VERSION}-{crc32(' '.join(data).encode()):08x}"


def rules() -> str:
    """Another one after every change of rubric, rules or lexicon: weights learned before fit another rater."""
    return f"{RUBRIC_VERSION}.{RULES_VERSION}-{lexicon.lexicon().digest}"


def rate(rateable: Rateable, weights: Model | None = None) -> Profile:
    """By the model in use, or by another one.

    Never fails on bad input, and reads no more than the limits of `reading`, however long a text is.
    """
    weights = weights or model()
    reading = read(rateable)
    found, known = signs(reading), readable(reading)
    relevant = relevance.relevance(found, weights, known)
    cells = {"relevant": relevance.judge(reading, relevant)}
    cells |= depths.judge(reading, found, weights, relevant or 0.0, known)
    cells |= form_and_phase.judge(reading)
    found_traits = traits.judge(reading)
    cells |= criteria.judge(reading, criteria.Judged(cells, found_traits))
    return Profile(cells, relevant, version(weights), rateable.language, found_traits)


def rate_text(title: str, description: str | None = None, **facts: Any) -> Profile:
    """`rate` for a title, a text and what else is known, by the names of Rateable's fields."""
    return rate(Rateable(title=title, description=description, **facts))
