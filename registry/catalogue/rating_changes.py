"""What changes when resources are rated again, summed up for whoever decides whether to keep it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from registry.framework.rubric import CELLS, UNKNOWN
from registry.framework.traits import TRAITS


class RatingChanges:
    """Counts, for each cell, from which value to which; `count` resources have any difference, evidence included."""

    def __init__(self) -> None:
        self.count = 0
        self.new = 0
        self._moves: dict[str, Counter[tuple[Any, Any]]] = {told: Counter() for told in (*CELLS, *TRAITS)}

    def add(self, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
        """Machine profiles as JSON; None before the first rating."""
        if before == after:
            return
        self.count += 1
        if before is None:
            self.new += 1
            return
        for told, moves in self._moves.items():
            move = _value(before, told), _value(after, told)
            if move[0] != move[1]:
                moves[move] += 1

    def __str__(self) -> str:
        lines = [f"{self.count} resources are rated otherwise, {self.new} of them for the first time."]
        for cell, moves in self._moves.items():
            if moves:
                told = ", ".join(
                    f"{before} → {after}: {count}" for (before, after), count in moves.most_common()
                )
                lines.append(f"  {cell}: {told}")
        return "\n".join(lines)


def _value(profile: Mapping[str, Any], cell: str) -> Any:
    if cell in TRAITS:
        values = sorted(judgement["value"] for judgement in profile.get("traits", {}).get(cell, ()))
        return ", ".join(values) or UNKNOWN
    return profile.get("cells", {}).get(cell, {}).get("value", UNKNOWN)
