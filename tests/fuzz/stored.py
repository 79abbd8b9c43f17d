"""Harvests mutants into a catalogue: every run ends and counts honestly, and the source gives again what it gave."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from harvesters.adding import add, approve, refuse
from harvesters.protocols import WITHOUT_ADDRESS
from harvesters.runs import harvest
from registry.catalogue.models import Record
from registry.progress import Progress
from registry.sources.models import Run, Source
from tests.fuzz.documents import Seed
from tests.fuzz.running import Finding, publish, spoilt
from tests.harvesters.faults import Site
from tests.harvesters.providers import settings_at

_PARTS = ("added", "changed", "unchanged", "deleted", "rejected", "skipped")


def stored(
    site: Site, seed: Seed, count: int, chance: str, others: Sequence[Seed]
) -> Iterator[Finding | None]:
    """So many mutants of a document, one after the other, with the document itself before and behind them."""
    source = _source(site, seed)
    _, _, random = spoilt(seed, 0, chance, others)
    publish(site, seed, seed.body, random)
    before = _taken(source)
    for number in range(count):
        body, mutations, random = spoilt(seed, number, f"{chance}:stored", others)
        publish(site, seed, body, random)
        try:
            what = _wrong(harvest(source, progress=Progress(source.name, stream=io.StringIO())))
        except Exception as error:  # noqa: BLE001 (what is looked for)
            what = f"{type(error).__name__}: {error}"
        source.refresh_from_db()
        yield (
            Finding(document=f"stored {seed.name}", number=number, mutations=mutations, what=what)
            if what
            else None
        )
    site.answers.clear()
    publish(site, seed, seed.body, random)
    yield _forgot(seed, before, _taken(source))
    refuse(source, actor="fuzz", reason="the next document has the same address")


def _source(site: Site, seed: Seed) -> Source:
    source = add(
        "" if seed.protocol in WITHOUT_ADDRESS else site.url(seed.path),
        name=seed.name[:100],
        protocol=seed.protocol,
        organisation="Fuzz",
        settings=settings_at(site, seed.protocol, seed.settings),
        licence="CC0-1.0",
    )
    approve(source, actor="fuzz")
    source.refresh_from_db()
    return source


def _taken(source: Source) -> dict[str, Any]:
    """What a full harvest gives: the descriptions of the records that are there, by identifier."""
    harvest(source, full=True, progress=Progress(source.name, stream=io.StringIO()))
    source.refresh_from_db()
    present = Record.objects.filter(source=source, state=Record.State.LIVE)
    return dict(present.values_list("identifier", "description"))


def _wrong(run: Run) -> str | None:
    run.refresh_from_db()
    if run.ended is None or run.ended > timezone.now() or not run.outcome:
        return "its run did not end"
    if run.listed != sum(getattr(run, part) for part in _PARTS):
        return f"its counts do not add up: {run.listed} listed"
    if run.outcome != Run.Outcome.SUCCEEDED and not run.errors.exists() and run.outcome != Run.Outcome.HELD:
        return f"it ended as {run.outcome}, and nothing says why"
    of_ours = run.errors.filter(advice__contains="fault of the registry").first()
    return of_ours.reason if of_ours else None


def _forgot(seed: Seed, before: dict[str, Any], after: dict[str, Any]) -> Finding | None:
    lost = [identifier for identifier in before if after.get(identifier) != before[identifier]]
    if not lost:
        return None
    what = f"the document itself gives something else after its mutants: {lost[:3]}"
    return Finding(document=f"stored {seed.name}", number=-1, mutations="none", what=what)
