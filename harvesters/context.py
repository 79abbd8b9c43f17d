"""What a record's payload is described with, and what was not understood in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from harvesters.problems import Problem


@dataclass(slots=True)
class Context:
    """What a payload is described with. Nothing else decides a description (`today`: open rules)."""

    settings: Mapping[str, Any]
    base: str
    today: datetime
    identifier: str | None = None
    warnings: list[Problem] = field(default_factory=list)

    def warn(self, field_name: str, reason: str, advice: str = "") -> None:
        """A value was not understood and stays unknown; the record is taken all the same."""
        self.warnings.append(
            Problem(
                stage="describe", identifier=self.identifier, field=field_name, reason=reason, advice=advice
            )
        )
