"""What changes when resources are rated again, summed up for whoever decides whether to keep it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from registry.framework.rubric import CELLS, UNKNOWN


class RatingChanges:
    """Counts, for each cell, from which value to which; `count` resources have any difference, evidence included."""

    def __init__(self) -> None:
        self.count = 0
        self.new = 0
        self._moves: dict[str, Counter[tuple[Any, Any]]] = {cell: Counter() for cell in CELLS}

    def add(self, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
        """Machine profiles as JSON; None before the first rating."""
        if before == after:
            return
        self.count += 1
        if before is None:
            self.new += 1
            return
        for cell in CELLS:
            move = _value(before, cell), _value(after, cell)
            if move[0] != move[1]:
                self._moves[cell][move] += 1

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
    return profile.get("cells", {}).get(cell, {}).get("value", UNKNOWN)
