"""The machine rater: the whole profile of a resource from its words and facts, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
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
    return rate_all((rateable,), weights)[0]


def rate_all(rateables: Sequence[Rateable], weights: Model | None = None) -> list[Profile]:
    """The same of several, step by step: a processor is quicker at what it has just done."""
    weights = weights or model()
    readings = [read(rateable) for rateable in rateables]
    found = [signs(reading) for reading in readings]
    known = [readable(reading) for reading in readings]
    relevant = [relevance.relevance(f, weights, k) for f, k in zip(found, known, strict=True)]
    about = [relevance.judge(r, probability) for r, probability in zip(readings, relevant, strict=True)]
    deep = [
        depths.judge(reading, signs, weights, probability or 0.0, readable)
        for reading, signs, probability, readable in zip(readings, found, relevant, known, strict=True)
    ]
    formed = [form_and_phase.judge(reading) for reading in readings]
    what_for = [traits.judge(reading) for reading in readings]
    cells = [{"relevant": a} | d | f for a, d, f in zip(about, deep, formed, strict=True)]
    for reading, judged, each in zip(readings, cells, what_for, strict=True):
        judged |= criteria.judge(reading, criteria.Judged(judged, each))
    by = version(weights)
    return [
        Profile(judged, probability, by, rateable.language, each)
        for rateable, judged, probability, each in zip(rateables, cells, relevant, what_for, strict=True)
    ]


def rate_text(title: str, description: str | None = None, **facts: Any) -> Profile:
    """`rate` for a title, a text and what else is known, by the names of Rateable's fields."""
    return rate(Rateable(title=title, description=description, **facts))
