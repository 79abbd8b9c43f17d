"""The listing that a source's last complete run read, and the run that finds it unchanged (rules 2 and 4)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from harvesters.listing import Version
from registry.sources.models import Run, Source

_SAME = ("completeness", "total", "listed", "rejected", "skipped")  # in both runs; the rest is unchanged


@dataclass(frozen=True, slots=True)
class LastListing:
    """The version of the document, and the run that read it."""

    version: Version
    run: Run

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """None where the last run did not end well, or the source is read in another way since."""
        kept: Mapping[str, Any] = source.last_listing or {}
        if kept.get("read_as") != _read_as(source):
            return None
        run = Run.objects.filter(pk=kept["run"], source=source).first()
        return cls(Version(**kept["version"]), run) if run else None

    def keep(self) -> None:
        """Remembers it on the source. Only for a run that succeeded."""
        source = self.run.source
        kept = {"version": asdict(self.version), "run": self.run.pk, "read_as": _read_as(source)}
        Source.objects.filter(pk=source.pk).update(last_listing=kept)

    def found_again(self, run: Run) -> None:
        """Counts what a run would have counted that had read the same listing once more; nothing is saved."""
        run.same_as = self.run
        for name in _SAME:
            setattr(run, name, getattr(self.run, name))
        run.unchanged = run.listed - run.rejected - run.skipped


def forget(source: Source) -> None:
    """From here on the listing is read in any case, until a run has succeeded again."""
    Source.objects.filter(pk=source.pk).update(last_listing=None)


def _read_as(source: Source) -> str:
    """Tells whether a source is read as it was: its protocol and its settings."""
    stated = json.dumps([source.protocol, source.settings], sort_keys=True)
    return hashlib.sha256(stated.encode()).hexdigest()
