"""The labelled items with their texts: those of ../shared, of the project, and what catalogues carry besides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from registry.framework.learning.labelled import Labelled, taught
from registry.framework.rateable import Rateable
from registry.framework.rubric import ASSIGNED
from registry.framework.vocabularies import VISITS
from tests.evaluation.items import Item, items

HERE = Path(__file__).parent
BACKGROUND = "background: "
"""Before the source of an item that was drawn at random: nearly all are about something else. They are trained
from, and not measured, since they are easy and would flatter every figure."""


def labelled(real: Path) -> list[Labelled]:
    """All labelled items of `real`, the folder of real documents, with their texts."""
    return [*development(real), *own(real), *background(real)]


def development(real: Path) -> Iterator[Labelled]:
    for stated in lines(real / "labelled/development.jsonl"):
        yield Labelled(
            id=stated["id"],
            source=stated["source"],
            language=stated["language"],
            rateable=Rateable(
                title=stated["title"], description=stated["description"], language=stated["language"]
            ),
            relevant=stated["relevant"],
            taught=frozenset(stated["aspects"]),
            visits=stated["visits"],
        )


def own(real: Path, name: str = "labels.jsonl") -> Iterator[Labelled]:
    """The items of labels.jsonl, with its labels or those of the second time."""
    first = {stated["id"]: stated for stated in lines(HERE / "labels.jsonl")}
    for stated in lines(HERE / name):
        known = first[stated["id"]]
        depths = {**stated["aspects"], VISITS.id: stated["visits"]} if known["depth_judged"] else {}
        yield _of(real, stated, known["source"], known["language"], depths)


def background(real: Path) -> Iterator[Labelled]:
    for stated in lines(HERE / "labels-background.jsonl"):
        item = _items(real)[stated["id"]]
        yield _of(real, stated, f"{BACKGROUND}{item.source}", item.language or "", {})


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _of(real: Path, stated: dict[str, Any], source: str, language: str, depths: dict[str, int]) -> Labelled:
    return Labelled(
        id=stated["id"],
        source=source,
        language=language,
        rateable=_rateable(_items(real)[stated["id"]]),
        relevant=stated["relevant"],
        taught=taught(stated["aspects"]),
        visits=stated["visits"] >= ASSIGNED,
        depths=depths,
        criteria=stated.get("criteria", {}),
    )


def _rateable(item: Item) -> Rateable:
    return Rateable(
        title=item.title,
        description=item.description,
        language=item.language,
        type=item.type,
        organiser_kind=item.organiser_kind,
    )


@cache
def _items(real: Path) -> dict[str, Item]:
    return items(real)


def as_line(each: Labelled) -> str:
    """As `manage.py train` reads it."""
    r = each.rateable
    stated = {
        "id": each.id,
        "source": each.source,
        "title": r.title,
        "description": r.description,
        "language": r.language,
        "type": r.type,
        "organiser_kind": r.organiser_kind,
        "relevant": each.relevant,
        "aspects": dict.fromkeys(sorted(each.taught), ASSIGNED) | dict(each.depths),
        "visits": ASSIGNED * each.visits,
        "depths": dict(each.depths),
        "criteria": dict(each.criteria),
    }
    return json.dumps(stated, ensure_ascii=False)
