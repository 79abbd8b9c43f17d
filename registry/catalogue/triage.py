"""What a profile decides of a resource: whether it is shown at all, and how much a person is needed to look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from registry.framework.rubric import RELEVANT
from registry.framework.vocabularies import ASPECTS

DOUBTFUL = 40
"""From this doubt on a resource waits in the curators' queue: the machine is under 60 % sure of a judgement."""
_JUDGED = (RELEVANT, *ASPECTS.ids)


class Triage(NamedTuple):
    """`off_topic`: it is about something else, and is not shown. `doubt`: of the judgement that the machine is
    least sure of, in percent; what people have judged leaves no doubt."""

    off_topic: bool
    doubt: int


def triage(shown: Mapping[str, Any]) -> Triage:
    """Of a shown profile, as JSON. What nobody has judged yet is shown, and in no doubt."""
    cells, curated = shown.get("cells", {}), shown.get("curated", {})
    off_topic = cells.get(RELEVANT, {}).get("value") == "no"
    # Of what is about something else, only that is to be judged.
    judged = (RELEVANT,) if off_topic else _JUDGED
    sure = [cells[cell]["confidence"] for cell in judged if cell in cells and cell not in curated]
    return Triage(off_topic, round(100 * (1 - min(sure))) if sure else 0)
