"""The profile that people see of a resource: the machine's, with curators' judgements before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from registry.catalogue.models import Rating
from registry.framework import combining
from registry.framework.profile import Profile


def shown_profile(machine: Mapping[str, Any], curators: Sequence[Rating]) -> dict[str, Any]:
    """The shown profile as JSON; `curated` names the cells that people judged, and which are disputed."""
    judgements = [
        combining.CuratorJudgement(
            cell=cell,
            value=said["value"],
            curator=rating.rater,
            at=datetime.fromisoformat(said["at"]),
            reason=said.get("reason", ""),
        )
        for rating in curators
        for cell, said in rating.cells.items()
    ]
    if not judgements:
        return dict(machine)
    shown = combining.shown_profile(Profile.from_json(machine) if machine else None, judgements)
    return shown.profile.as_json() | {
        "curated": {
            cell: {"curators": list(origin.curators), "disputed": origin.disputed}
            for cell, origin in shown.origins.items()
            if origin.rater == "curator"
        }
    }
