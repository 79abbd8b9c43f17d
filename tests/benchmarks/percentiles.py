"""The median and the 95th percentile of measured times."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """`p50` and `p95`, in seconds."""
    steps = quantiles(seconds, n=100, method="inclusive")
    return {"p50": steps[49], "p95": steps[94]}
