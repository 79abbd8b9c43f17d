"""Measures of how well ratings agree with labels; all take rated resources, so that any part can be measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random

from registry.framework.learning.labelled import Rated
from registry.framework.rubric import ASSIGNED
from registry.framework.vocabularies import ASPECTS

BINS = 10
Pairs = Iterable[tuple[bool, bool]]
Measure = Callable[[Sequence[Rated]], float]


def f1(pairs: Pairs) -> float:
    """Of (given, wanted); 1 where nothing was wanted and nothing given."""
    both = either = 0
    for given, wanted in pairs:
        both += given and wanted
        either += given + wanted
    return 2 * both / either if either else 1.0


def aspect_f1(rated: Sequence[Rated], aspect: str) -> float:
    return f1((aspect in r.assigned, aspect in r.labelled.taught) for r in rated)


def macro_f1(rated: Sequence[Rated]) -> float:
    """The mean over the six aspects, of those that are labelled or assigned at all."""
    both = dict.fromkeys(ASPECTS.ids, 0)
    either = dict.fromkeys(ASPECTS.ids, 0)
    for r in rated:
        for aspect in r.assigned:
            either[aspect] += 1
            both[aspect] += aspect in r.labelled.taught
        for aspect in r.labelled.taught:
            either[aspect] += 1
    scores = [2 * both[aspect] / either[aspect] for aspect in ASPECTS.ids if either[aspect]]
    return sum(scores) / len(scores) if scores else 1.0


def relevance_f1(rated: Sequence[Rated]) -> float:
    return f1(((r.profile.relevant or 0.0) >= 0.5, r.labelled.relevant) for r in rated)


def visits_f1(rated: Sequence[Rated]) -> float:
    return f1(((r.profile.depth("visits") or 0) >= ASSIGNED, r.labelled.visits) for r in rated)


def calibration_error(rated: Sequence[Rated]) -> float:
    """Over all aspect judgements, in ten bins of confidence: how far it is from how often it was right, on average."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for r in rated:
        for aspect in ASPECTS.ids:
            judgement = r.profile[aspect]
            if judgement.known:
                right = (aspect in r.assigned) == (aspect in r.labelled.taught)
                bins[min(int(judgement.confidence * BINS), BINS - 1)].append((judgement.confidence, right))
    total = sum(map(len, bins))
    gaps = (abs(sum(c for c, _ in each) - sum(right for _, right in each)) for each in bins)
    return sum(gaps) / total if total else 0.0


def quadratic_kappa(pairs: Sequence[tuple[int, int]], values: int = 4) -> float:
    """Cohen's kappa of depths 0 to 3, a difference counted by its square; 1 where all agree by one value."""
    count = len(pairs)
    given = [sum(a == value for a, _ in pairs) for value in range(values)]
    wanted = [sum(b == value for _, b in pairs) for value in range(values)]
    observed = sum((a - b) ** 2 for a, b in pairs) / count if count else 0.0
    expected = sum((a - b) ** 2 * given[a] * wanted[b] for a in range(values) for b in range(values)) / max(
        1, count * count
    )
    return 1 - observed / expected if expected else 1.0


def interval(
    rated: Sequence[Rated], measure: Measure, *, times: int = 1000, seed: int = 1
) -> tuple[float, float]:
    """The 95 % bootstrap interval of a measure: resources are drawn anew, with repetition."""
    draw = Random(seed)  # noqa: S311 - a figure that is the same every time, and no secret
    drawn = sorted(measure(draw.choices(rated, k=len(rated))) for _ in range(times))
    return drawn[int(times * 0.025)], drawn[int(times * 0.975)]


def alpha(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Krippendorff's alpha of two ratings of each thing, nominal, none missing; 1 where all have one value."""
    values = [value for pair in pairs for value in pair]
    yes, count = sum(values), len(values)
    expected = 2 * yes * (count - yes) / (count * (count - 1)) if count > 1 else 0.0
    observed = sum(one != other for one, other in pairs) / len(pairs) if pairs else 0.0
    return 1 - observed / expected if expected else 1.0
