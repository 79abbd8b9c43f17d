"""The picture of a rating."""

from __future__ import annotations

import re
from math import hypot

from registry.portal.wheel import HEIGHT, WIDTH, Sector, sectors

NAMES = {id: id.title() for id in ("first", "second", "third", "fourth", "fifth", "sixth")}


def drawn(**depths: int) -> dict[str, Sector]:
    return {sector.name: sector for sector in sectors(NAMES, depths)}


def test_it_draws_three_rings_for_each_aspect() -> None:
    assert [len(sector.rings) for sector in drawn().values()] == [3] * 6


def test_it_covers_as_many_rings_as_the_depth() -> None:
    wheel = drawn(second=2)
    assert [ring.level for ring in wheel["Second"].rings if ring.covered] == [2, 1]
    assert not any(ring.covered for ring in wheel["First"].rings)


def test_it_draws_the_outer_edge_of_what_is_covered() -> None:
    wheel = drawn(first=3)
    assert wheel["First"].edge
    assert wheel["Second"].edge == ""


def test_a_deeper_aspect_reaches_further_from_the_middle() -> None:
    def radius(sector: Sector) -> float:
        x, y = map(float, re.findall(r"-?[\d.]+", sector.edge)[:2])
        return hypot(x - WIDTH / 2, y - HEIGHT / 2)

    reached = [radius(drawn(third=depth)["Third"]) for depth in (1, 2, 3)]
    assert reached == sorted(set(reached))


def test_the_sectors_go_clockwise_from_the_top() -> None:
    wheel = drawn()
    assert wheel["First"].x > WIDTH / 2 > wheel["Sixth"].x
    assert wheel["First"].y < wheel["Third"].y


def test_every_point_lies_inside_the_picture() -> None:
    for sector in drawn(first=3, second=3, third=3, fourth=3, fifth=3, sixth=3).values():
        for ring in sector.rings:
            points = re.findall(r"[ML ]?(-?[\d.]+) (-?[\d.]+)", re.sub(r"A\S+ \S+ 0 0 [01] ", "L", ring.path))
            assert len(points) == 4
            assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in points)
