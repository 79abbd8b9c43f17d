"""How good a ranking is, by graded judgements: nDCG@10, recall@50, and whether anything was found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

DEPTH, RECALLED = 10, 50
USEFUL = 2  # the grade from which a record has to be found


@dataclass(frozen=True, slots=True)
class Score:
    """Of one query, or the mean of several; each from 0 to 1. `empty`: nothing was found."""

    ndcg: float
    recall: float
    empty: float


def score(ranked: Sequence[str], grades: Mapping[str, int]) -> Score:
    """Of ids, the best first. What nobody judged counts as useless.

    nDCG: gain 2^grade - 1, discount log2(rank + 1), the ideal being the best ten that were judged (Burges 2005).
    Recall: of what has USEFUL or more; 1 where nothing has.
    """
    ideal = _gain(sorted(grades.values(), reverse=True))
    useful = {id for id, grade in grades.items() if grade >= USEFUL}
    return Score(
        ndcg=_gain([grades.get(id, 0) for id in ranked]) / ideal if ideal else 0.0,
        recall=len(useful & set(ranked[:RECALLED])) / len(useful) if useful else 1.0,
        empty=float(not ranked),
    )


def mean(scores: Sequence[Score]) -> Score:
    return Score(*(fmean(getattr(each, name) for each in scores) for name in ("ndcg", "recall", "empty")))


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades[:DEPTH], 1))
