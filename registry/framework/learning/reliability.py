"""Krippendorff's alpha of ordered values, from how often each pair of values was given to the same thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def ordinal_alpha(pairs: Mapping[tuple[int, int], int]) -> float | None:
    """Of two ratings of each thing, none missing: (one, other) → how many things were rated so.

    1 is perfect agreement, 0 what chance alone would give, below 0 less than that. None where nothing can be said:
    nothing was rated by two, or all ratings have one and the same value. After Krippendorff, "Content Analysis"
    (2004), section 11.3, with the ordinal metric.
    """
    coincidences: Counter[tuple[int, int]] = Counter()
    for (one, other), times in pairs.items():
        coincidences[one, other] += times
        coincidences[other, one] += times
    totals: Counter[int] = Counter()
    for (value, _other), times in coincidences.items():
        totals[value] += times
    values = sorted(value for value, total in totals.items() if total)
    apart = [(low, high) for low in values for high in values if low < high]
    distances = {(low, high): _distance(totals, low, high) for low, high in apart}
    observed = sum(coincidences[pair] * distance for pair, distance in distances.items())
    expected = sum(totals[low] * totals[high] * distance for (low, high), distance in distances.items())
    return 1 - (totals.total() - 1) * observed / expected if expected else None


def _distance(totals: Mapping[int, int], low: int, high: int) -> float:
    """Squared: how many ratings lie between the two values, half of those at the ends counted."""
    between = sum(total for value, total in totals.items() if low <= value <= high)
    return float(between - (totals[low] + totals[high]) / 2) ** 2
