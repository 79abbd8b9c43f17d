"""The shown profile: curators' judgements before the machine's, and disputes between curators in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from registry.framework.profile import Judgement, Profile
from registry.framework.rubric import CELLS, Value, checked, lower


@dataclass(frozen=True, slots=True)
class CuratorJudgement:
    """What one curator (a pseudonym) said of one cell, and when. ValueError for a value the cell has not."""

    cell: str
    value: Value
    curator: str
    at: datetime
    reason: str = ""

    def __post_init__(self) -> None:
        checked(self.cell, self.value)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a shown value comes from; `curators` are those whose word it rests on, the latest first."""

    rater: Literal["machine", "curator"]
    curators: tuple[str, ...] = ()
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """The profile that people see; `origins` has an entry for each judged cell."""

    profile: Profile
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def disputed(self) -> tuple[str, ...]:
        return tuple(cell for cell in CELLS if cell in self.origins and self.origins[cell].disputed)


def shown_profile(machine: Profile | None, judgements: Iterable[CuratorJudgement]) -> Shown:
    """Combines as framework.md says: for each cell the newest curator's judgement, else the machine's; where
    two curators differ, the lower, disputed, until a third decides. Other raters do not form this profile."""
    base = machine or Profile()
    cells = dict(base.cells)
    origins = {cell: Origin("machine") for cell in cells}
    by_cell: dict[str, list[CuratorJudgement]] = {}
    for judgement in judgements:
        by_cell.setdefault(judgement.cell, []).append(judgement)
    for cell, given in by_cell.items():
        cells[cell], origins[cell] = _settled(_latest_of_each(given))
    return Shown(replace(base, cells=cells), origins)


def _latest_of_each(given: Iterable[CuratorJudgement]) -> list[CuratorJudgement]:
    """Each curator's last word on a cell, the oldest first; what somebody has taken back no longer counts."""
    latest = {j.curator: j for j in sorted(given, key=lambda j: (j.at, j.curator))}
    return sorted(latest.values(), key=lambda j: (j.at, j.curator))


def _settled(words: list[CuratorJudgement]) -> tuple[Judgement, Origin]:
    """The newest word, unless it is the one that opens a dispute: then the lower of the two."""
    *before, newest = words
    opinions = {word.value for word in before}
    opens_dispute = len(opinions) == 1 and newest.value not in opinions
    if not opens_dispute:
        return Judgement(newest.value, reason=newest.reason), Origin("curator", (newest.curator,))
    value = lower(newest.cell, newest.value, before[-1].value)
    curators = (newest.curator, before[-1].curator)
    return Judgement(value, reason="Two curators differ."), Origin("curator", curators, disputed=True)
