"""The picture of a rating: a wheel of six sectors in three rings, drawn on the server.

Pure geometry; `portal/parts/wheel.html` draws what is computed here. A covered ring is filled and its outer
edge drawn, and each name carries its depth as a number, so that it reads without colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

RINGS = 3
_RING = 26.0  # width of a ring, in the units of the picture
_HUB = 15.0
_OUTER = _HUB + RINGS * _RING
_GAP = 1.5  # degrees left free on both sides of a sector
_LABEL = _OUTER + 10
WIDTH, HEIGHT = 370, 206
_X, _Y = WIDTH / 2, HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Ring:
    """`path` is the `d` of an SVG path; `level` 1 is the innermost."""

    level: int
    covered: bool
    path: str


@dataclass(frozen=True, slots=True)
class Sector:
    """An aspect: its rings, the outer edge of what is covered ("" for nothing), and where its name goes.

    `depth` is 0 to 3, None when unknown.
    """

    name: str
    depth: int | None
    rings: tuple[Ring, ...]
    edge: str
    x: float
    y: float
    anchor: str


def sectors(names: Mapping[str, str], depths: Mapping[str, int | None]) -> Sequence[Sector]:
    """Clockwise from the top, one for each of `names` (id → short name)."""
    width = 360 / len(names)
    return [
        _sector(name, depths.get(id), position * width + _GAP, (position + 1) * width - _GAP)
        for position, (id, name) in enumerate(names.items())
    ]


def edges(depths: Sequence[int]) -> Sequence[str]:
    """The outer edges that a wheel would have at these depths, in the order of its sectors; "" for none."""
    width = 360 / len(depths)
    return [
        _arc(_HUB + depth * _RING, place * width + _GAP, (place + 1) * width - _GAP) if depth else ""
        for place, depth in enumerate(depths)
    ]


def _sector(name: str, depth: int | None, start: float, end: float) -> Sector:
    x, y = _point(_LABEL, (start + end) / 2)
    return Sector(
        name=name,
        depth=depth,
        rings=tuple(
            Ring(
                level,
                level <= (depth or 0),
                _ring_path(_HUB + (level - 1) * _RING, _HUB + level * _RING, start, end),
            )
            for level in range(RINGS, 0, -1)
        ),
        edge=_arc(_HUB + depth * _RING, start, end) if depth else "",
        x=round(x, 1),
        y=round(y + 5, 1),
        anchor="middle" if abs(x - _X) < 1 else "start" if x > _X else "end",
    )


def _ring_path(inner: float, outer: float, start: float, end: float) -> str:
    far, near = _place(outer, start), _place(inner, end)
    return (
        f"M{far}A{outer:g} {outer:g} 0 0 1 {_place(outer, end)}"
        f"L{near}A{inner:g} {inner:g} 0 0 0 {_place(inner, start)}Z"
    )


def _arc(radius: float, start: float, end: float) -> str:
    return f"M{_place(radius, start)}A{radius:g} {radius:g} 0 0 1 {_place(radius, end)}"


def _point(radius: float, degrees: float) -> tuple[float, float]:
    """Clockwise from the top."""
    return _X + radius * sin(radians(degrees)), _Y - radius * cos(radians(degrees))


def _place(radius: float, degrees: float) -> str:
    x, y = _point(radius, degrees)
    return f"{x:.1f} {y:.1f}"
