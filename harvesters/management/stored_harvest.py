"""Harvesting stored sources from a command: which ones, with progress, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from django.core.management.base import CommandError
from django.db.models import Q

from harvesters.runs import SourceNotApproved, harvest
from registry.catalogue import outbox
from registry.progress import Progress
from registry.sources.claiming import HostBusy, SourceBusy
from registry.sources.models import Run, Source

_LOOK_AGAIN = 0.5  # seconds, while another source of the same host is being harvested


def harvest_sources(names: Sequence[str], *, everything: bool, full: bool, today: datetime | None) -> None:
    """Harvests and indexes; CommandError at the end when a source could not be read to its end."""
    failed = [
        source.name for source in chosen(names, everything=everything) if not _went_well(source, full, today)
    ]
    progress = Progress("Search index")
    progress.advance(outbox.drain())
    progress.close()
    if failed:
        raise CommandError(
            f"Not read to the end: {', '.join(failed)}. `manage.py sources show NAME` says why."
        )


def chosen(names: Sequence[str], *, everything: bool) -> list[Source]:
    """The sources of these names or UUIDs, or every approved one; CommandError for a name that is none."""
    if everything == bool(names):
        raise CommandError("Name the sources to harvest, or give --all.", returncode=2)
    if everything:
        return list(Source.objects.filter(state=Source.State.APPROVED))
    return [named(name) for name in names]


def named(name: str) -> Source:
    try:
        return Source.objects.get(Q(name=name) | Q(uuid=name) if _is_uuid(name) else Q(name=name))
    except Source.DoesNotExist:
        raise CommandError(
            f"There is no source {name!r}; `manage.py sources list` shows them.", returncode=2
        ) from None


def _is_uuid(name: str) -> bool:
    return len(name) == 36 and name.count("-") == 4


def _went_well(source: Source, full: bool, today: datetime | None) -> bool:
    try:
        run = _in_turn(source, full, today)
    except (SourceBusy, SourceNotApproved) as refused:
        Progress(source.name).close(str(refused))
        return False
    except Exception:  # noqa: BLE001 - the run has told it and is closed; the other sources go on
        return False
    return run.outcome in (Run.Outcome.SUCCEEDED, Run.Outcome.HELD)


def _in_turn(source: Source, full: bool, today: datetime | None) -> Run:
    while True:
        try:
            return harvest(source, full=full, today=today)
        except HostBusy:
            time.sleep(_LOOK_AGAIN)
