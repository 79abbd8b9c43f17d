"""What a complete listing proves of the records that it no longer holds, and when a person must decide (rule 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from harvesters import reidentification
from harvesters.listing import Completeness
from harvesters.repetition import forget
from harvesters.words import words
from registry.catalogue import history
from registry.catalogue.models import Record
from registry.catalogue.presence import Presence
from registry.catalogue.reidentifying import take_over
from registry.catalogue.storing import mark_present, withdraw
from registry.catalogue.writing import writing
from registry.sources import claiming
from registry.sources.models import Run, Source

SMALLEST = 5  # a smaller source may lose anything; a hold would only be a nuisance
_BATCH = 400
_PAIRS = 50  # merged in one transaction
_PROVING = (Completeness.COMPLETE, Completeness.AHEAD)


def conclude(run: Run, present: Presence, *, now: datetime) -> bool:
    """Withdraws what two complete listings in a row have missed; returns whether the run is held instead.

    It is held when a complete listing has collapsed, and when many records seem to come under new identifiers.
    """
    proves = run.completeness in _PROVING
    known = _known(run.source, run.completeness == Completeness.AHEAD, now)
    missing = sum(1 for _ in present.missing(_ids(known))) if proves else 0
    count = known.count() - _added(run, known)
    if proves and count >= SMALLEST and _has_collapsed(run.source, count, missing):
        return _hold(run, present, missing, Run.HeldFor.COLLAPSE)
    if count >= SMALLEST and reidentification.is_likely(run, present):
        return _hold(run, present, missing, Run.HeldFor.IDENTIFIERS)
    if proves:
        _note_returned(run.source, present)
        if missing:
            _withdraw_proved(run, known, present)
        _outdate_held(run.source)
    return False


def _hold(run: Run, present: Presence, missing: int, why: Run.HeldFor) -> bool:
    _outdate_held(run.source)
    run.seen, run.would_withdraw, run.held_for = present.packed(), missing, why
    return True


def conclude_again(run: Run, *, ahead: bool, now: datetime) -> None:
    """Withdraws what the last complete listing was the first to miss: the run has found that listing unchanged."""
    proved = _known(run.source, ahead, now).filter(absent_since__isnull=False)
    _withdraw(run, list(proved.values_list("pk", flat=True)))


def would_remove(run: Run) -> list[int]:
    """The ids of the records that releasing a held run withdraws: live, known before it, and not in its listing."""
    if run.completeness not in _PROVING:
        return []
    present = Presence(bytes(run.seen or b"") or None)
    known = _known(run.source, run.completeness == Completeness.AHEAD, run.started)
    return list(present.missing(_ids(known.filter(created__lt=run.started))))


def release(run: Run, *, actor: str) -> None:
    """A person says that what a held listing no longer held is really gone."""
    _decide(run, "released", actor)
    _withdraw(run, would_remove(run))


def discard(run: Run, *, actor: str) -> None:
    """A person says that a held listing was a mistake: nothing is removed."""
    _decide(run, "discarded", actor)


def reidentify(run: Run, *, actor: str) -> None:
    """A person says that the records came under new identifiers: each keeps its resource and is known by the new.

    Raises NotHeld, and claiming.SourceBusy while the source is being harvested.
    """
    with claiming.held(run.source):
        pairs = reidentification.pairs_of(run)
        _decide(run, "reidentified", actor)
        for start in range(0, len(pairs), _PAIRS):
            with writing():
                take_over([(pair.old, pair.new) for pair in pairs[start : start + _PAIRS]], actor=actor)
        forget(run.source)


def _has_collapsed(source: Source, known: int, missing: int) -> bool:
    """Whether too few of the known records are left, or none."""
    left = known - missing
    return not left or left * 100 < source.collapse_percent * known


class NotHeld(Exception):
    """The run is not held, or somebody has decided on it already."""


def _decide(run: Run, decision: str, actor: str) -> None:
    with writing():
        waiting = Run.objects.filter(pk=run.pk, outcome=Run.Outcome.HELD, decided="")
        if not waiting.update(decided=decision):
            raise NotHeld(
                words("This run waits for no decision: a later one is there, or somebody has just made it.")
            )
        history.write(
            history.changed(run.source, "held run", None, run.would_withdraw, cause=decision, actor=actor)
        )


def _known(source: Source, ahead: bool, now: datetime) -> QuerySet[Record]:
    known = Record.objects.filter(source=source, state=Record.State.LIVE)
    if ahead:
        known = known.filter(resource__occurrences__starts__gte=now).distinct()
    return known


def _added(run: Run, known: QuerySet[Record]) -> int:
    """How many of the known are this run's own; they say nothing of what the listing has lost."""
    return known.filter(created__gte=run.started).count()


def _ids(known: QuerySet[Record]) -> Iterator[int]:
    return known.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)


def _outdate_held(source: Source) -> None:
    """Earlier runs that wait for a decision: a later listing says better what is there."""
    Run.objects.filter(source=source, outcome=Run.Outcome.HELD, decided="").update(decided="outdated")


def _note_returned(source: Source, present: Presence) -> None:
    """Who is listed again was not absent twice in a row, also when it could not be read."""
    absent = source.records.filter(absent_since__isnull=False).values_list("pk", flat=True)
    returned = [id for id in absent if id in present]
    for start in range(0, len(returned), _BATCH):
        with writing():
            mark_present(returned[start : start + _BATCH])


def _withdraw_proved(run: Run, known: QuerySet[Record], present: Presence) -> None:
    missing = list(present.missing(_ids(known)))
    proved = set(known.filter(absent_since__isnull=False).values_list("pk", flat=True))
    first = [id for id in missing if id not in proved]
    for start in range(0, len(first), _BATCH):
        with writing():
            Record.objects.filter(pk__in=first[start : start + _BATCH]).update(absent_since=run.pk)
    _withdraw(run, [id for id in missing if id in proved])


def _withdraw(run: Run, ids: list[int]) -> None:
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        with writing():
            withdraw(run.source, part)
            run.withdrawn += len(part)
            run.save(update_fields=["withdrawn"])
