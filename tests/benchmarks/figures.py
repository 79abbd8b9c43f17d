"""The benchmark's figures, each with its ratio to the floor of the same run, as a plain table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

from tests.benchmarks.stages import ENTRIES, REST

Harvest = dict[
    str, Any
]  # "harvest": an answer of harvest.py; "floors": two of both floors, before it and after it
Round = dict[str, Harvest]  # "rated" and "unrated"


class Figure(NamedTuple):
    name: str
    value: str
    ratio: str = ""


def harvest_figures(rounds: Sequence[Round], records: int) -> Iterator[Figure]:
    """Medians over the rounds; each harvest's ratios are to the median of its own two floors."""
    rated, unrated = ([one[kind] for one in rounds] for kind in ("rated", "unrated"))
    for name, floor in (("Floor", "same"), ("Least floor", "least")):
        ratio = median(_floor(one, floor) / _floor(one) for one in rated)
        yield Figure(name, _speed(records, median(_floor(one, floor) for one in rated)), f"{ratio:.2f}")
    for name, harvests, run in (
        ("Harvest to searchable", rated, "first"),
        ("Harvest to searchable, rated later", unrated, "first"),
        ("Unchanged, in full", rated, "unchanged"),
    ):
        yield Figure(
            name, _speed(records, median(_seconds(one, run) for one in harvests)), _ratio(harvests, run)
        )
        yield Figure("… beside the least floor", "", _ratio(harvests, run, "least"))
        taken = median(one["harvest"][run]["processor"] for one in harvests)
        yield Figure("… processor time", f"{taken:.2f} s", _ratio(harvests, run, clock="processor"))
    peaks = [one["harvest"]["peak_megabytes"] for one in rated]
    yield Figure("Peak RssAnon", "unknown" if None in peaks else f"{max(peaks):.0f} MB")


def share_figures(measured: dict[str, Any]) -> Iterator[Figure]:
    """Of a harvest with timers around its stages: the processor's time of both processes' working threads."""
    stages = measured["first"]["stages"]
    whole = sum(stages.values())
    for stage in (*ENTRIES, REST):
        yield Figure(f"Share of: {stage}", f"{stages[stage] / whole:.1%}")
    yield Figure("Of all that by the second process", f"{measured['first']['second_process'] / whole:.1%}")


def peer_figures(peer: dict[str, Any], rounds: Sequence[Round], records: int) -> Iterator[Figure]:
    """How many times as fast the whole harvest is."""
    ours = records / median(_seconds(one["rated"], "first") for one in rounds)
    for name, measured in (
        ("Loader with update_or_create", peer["plain"]),
        ("… with the registry's settings of SQLite", peer["tuned"]),
    ):
        speed = measured["records"] / measured["seconds"]
        value = f"{speed:,.0f} records a second; the harvest is {ours / speed:.1f} times as fast"
        yield Figure(name, value)


def memory_figures(numbers: Sequence[int], peaks: Sequence[float]) -> Iterator[Figure]:
    for number, peak in zip(numbers, peaks, strict=True):
        yield Figure(f"Peak RssAnon without the index writer, {number:,} records", f"{peak:.0f} MB")
    yield Figure("… more at the larger number", f"{peaks[-1] - peaks[0]:.0f} MB")


def search_figures(ours: dict[str, Any], bare: dict[str, Any]) -> Iterator[Figure]:
    for name in ("p50", "p95"):
        value = f"{ours[name] * 1000:.2f} ms (floor {bare[name] * 1000:.2f} ms)"
        yield Figure(f"Search {name}", value, f"{ours[name] / bare[name]:.1f}")


def page_figures(html: int, parts: int, text: int) -> Iterator[Figure]:
    whole = html + parts
    value = f"{whole:,} bytes ({html:,} HTML, {parts:,} style and icon; text {text:,})"
    yield Figure("Search page", value, f"{whole / text:.2f}")


def table(figures: Sequence[Figure]) -> str:
    rows = [Figure("Figure", "Measured", "Of the floor"), *figures]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _ratio(harvests: Sequence[Harvest], run: str, floor: str = "same", clock: str = "seconds") -> str:
    """By `clock`: "processor" is of all threads, what a busy machine cannot stretch."""
    return f"{median(one['harvest'][run][clock] / _floor(one, floor, clock) for one in harvests):.2f}"


def _seconds(one: Harvest, run: str) -> float:
    seconds: float = one["harvest"][run]["seconds"]
    return seconds


def _floor(one: Harvest, floor: str = "same", clock: str = "seconds") -> float:
    return median(both[floor][clock] for both in one["floors"])


def _speed(records: int, seconds: float) -> str:
    return f"{records / seconds:,.0f} records a second ({seconds:.2f} s)"
