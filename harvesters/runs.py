"""One run of one source from start to end: pages are read, described, rated and stored; then it is concluded.

A run always ends in an honest state (rule 5). What a page brought, the run's counts and the checkpoint are
written in one transaction, so that an interrupted run is continued without loss or repetition.
"""

from __future__ import annotations

import logging
import uuid
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from harvesters import entries
from harvesters.absence import conclude, conclude_again
from harvesters.ahead import derive_occurrences
from harvesters.authentication import secret_of
from harvesters.carrying import CarryingPages
from harvesters.fetch import Fetcher
from harvesters.intake import pages
from harvesters.keeping import Keeping
from harvesters.listing import LONGEST_SINCE, Completeness, Outcome, Page, Request
from harvesters.preparing import Answers, Batch, Preparation
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import Protocol, harvester
from harvesters.reading_ahead import ReadingAhead
from harvesters.repetition import LastListing, forget
from harvesters.secrets import kept
from harvesters.stopwatch import Stopwatch
from harvesters.words import words
from registry.catalogue import outbox, ratings, storing
from registry.catalogue.presence import Presence
from registry.catalogue.writing import writing
from registry.garbage import collected_seldom
from registry.progress import Progress
from registry.sources import claiming
from registry.sources.models import Node, Run, RunError, Source
from registry.turns import giving_way

log = logging.getLogger(__name__)

BATCH = 500  # records stored in one transaction (rule 14)
LONGEST_FIELD = 100  # characters that its column holds
MOST_ERRORS = 1000  # of one run that are kept; the counts stay exact
COUNTS = ("listed", "added", "changed", "unchanged", "deleted", "rejected", "skipped", "withdrawn")
_DRAIN_EVERY = 3000  # records after which searchers begin to see what a long run has brought


class SourceNotApproved(Exception):
    """Only approved sources are harvested."""


@giving_way()
def harvest(
    source: Source,
    *,
    full: bool = False,
    progress: Progress | None = None,
    today: datetime | None = None,
    lease: uuid.UUID | None = None,
) -> Run:
    """Harvests a source now and returns its closed run.

    `full` asks for everything, whatever was taken before; `today` is what now is taken for; `lease` is what
    the source is to be held by, for whoever has to give it back when this process cannot.
    Raises claiming.SourceBusy and SourceNotApproved; what the source does wrong is told by the run.
    """
    if source.state != Source.State.APPROVED:
        raise SourceNotApproved(f"{source.name} is {source.get_state_display()}: approve it first.")
    lease = lease or uuid.uuid4()
    try:
        claiming.claim(source, lease=lease)
        full = full or source.full_due
        return _Harvest(source, lease, full, progress, today or timezone.now()).run_to_its_end()
    except KeyboardInterrupt:
        claiming.close_left(lease)  # it may come before the run is there, and while it is being closed
        raise


class _Harvest:
    """The state of one run while it goes on."""

    def __init__(
        self, source: Source, lease: uuid.UUID, full: bool, progress: Progress | None, now: datetime
    ) -> None:
        self.source, self.lease, self.now = source, lease, now
        self.progress = progress or Progress(source.name)
        if full:
            source.since, source.checkpoint, source.seen = "", None, None
        self.resumed = source.checkpoint is not None
        self.last = None if full or self.resumed else LastListing.of(source)
        forget(source)
        self.present = Presence(bytes(source.seen) if self.resumed and source.seen else None)
        self.run = Run.objects.create(source=source)
        self.preparation = Preparation(source, now)
        self.keeping = Keeping(source)
        self.stopwatch = Stopwatch()
        self.retry_after: float | None = None
        self.pause = 0.0  # seconds between two requests that the site asks for
        self.errors = 0
        self.undrained = 0
        self.drafts: dict[int, Any] = {}

    def run_to_its_end(self) -> Run:
        try:
            outcome = self._read()
        except KeyboardInterrupt:
            self._close(Run.Outcome.CANCELLED, again=True)
            raise
        except claiming.CancelAsked:
            outcome = Run.Outcome.CANCELLED
        except Exception:
            # The run must end in an honest state whatever happened; the error itself goes on to who called.
            log.exception("harvest of %s broke", self.source.name)
            self._note([_BROKEN])
            self._close(Run.Outcome.PARTIAL if self._took_something() else Run.Outcome.FAILED)
            raise
        self._close(outcome)
        return self.run

    def _read(self) -> str:
        try:
            with collected_seldom(), self._fetcher() as fetcher, ReadingAhead(self.preparation) as ahead:
                reader = harvester(self.source.protocol)(fetcher, self._request())
                for page, answers in self.stopwatch.each("read", ahead.pages(pages(reader))):
                    self._take(page, answers)
                self.pause = fetcher.pause(self.source.url)
        except SourceProblem as stopped:
            self._note([stopped.problem])
            self.retry_after = stopped.problem.retry_after
            return Run.Outcome.PARTIAL if self._took_something() else Run.Outcome.FAILED
        self._note(reader.outcome.warnings)
        with self.stopwatch.measure("conclude"):
            return self._conclude(reader)

    def _fetcher(self) -> Fetcher:
        """Raises SourceProblem when the source wants a secret that is not kept."""
        secret = secret_of(self.source.settings, self.source.url, kept(self.source))
        return Fetcher(settings.HARVEST_ALLOWED_ADDRESSES, settings.HARVEST_CONTACT, secret=secret)

    def _request(self) -> Request:
        return Request(
            url=self.source.url,
            settings=self.source.settings,
            today=self.now,
            since=self.source.since or None,
            checkpoint=self.source.checkpoint,
            version=self.last.version if self.last else None,
            last_complete=self._last_complete(),
            carries=CarryingPages(self.source),
            entries=partial(entries.listed, self.source),
        )

    def _last_complete(self) -> datetime | None:
        complete = self.source.runs.filter(outcome=Run.Outcome.SUCCEEDED, completeness=Completeness.COMPLETE)
        return complete.values_list("started", flat=True).first()

    def _take(self, page: Page, answers: Answers) -> None:
        if page.total is not None:
            self.run.total = self.progress.total = page.total
        self._note(page.warnings)
        parts = [page.records[i : i + BATCH] for i in range(0, len(page.records), BATCH)] or [[]]
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            with self.stopwatch.measure("describe"):
                batch = self.preparation.batch(part, answers, number * BATCH)
            with self.stopwatch.measure("store"):
                self._store(batch, page.checkpoint if last else self.source.checkpoint)
            self.progress.advance(len(part))

    def _store(self, batch: Batch, checkpoint: dict[str, Any] | None) -> None:
        try:
            with writing():
                stored = self._write(batch, checkpoint)
        except BaseException:
            # Nothing of the batch was written, so that nothing of it counts.
            self.run.refresh_from_db(fields=COUNTS)
            raise
        self.preparation.taken(stored.added)
        self.drafts |= stored.drafts
        self._follow_up(len(batch.incoming) + len(stored.deleted))

    def _write(self, batch: Batch, checkpoint: dict[str, Any] | None) -> storing.Stored:
        """Inside the transaction. Who has lost the source meanwhile, or is asked to end, raises at its end."""
        stored = storing.store(self.source, batch.incoming, batch.gone)
        if batch.returned:
            storing.mark_present(batch.returned)
        self._count(batch, stored)
        self._note(batch.problems)
        self.keeping.write(batch)
        self.present.add([*batch.present, *stored.added])
        self.source.checkpoint = checkpoint
        self.source.seen = self.present.packed() if checkpoint is not None else None
        claiming.renew(self.source, self.lease, checkpoint=checkpoint, seen=self.source.seen)
        return stored

    def _follow_up(self, written: int) -> None:
        self.undrained += written
        if self.undrained >= _DRAIN_EVERY:
            self.undrained = 0
            self._drain()

    def _drain(self) -> None:
        drafts, self.drafts = self.drafts, {}
        outbox.drain(drafts if self.preparation.is_organiser_as_it_was() else {})

    def _count(self, batch: Batch, stored: storing.Stored) -> None:
        for identifier in stored.outlived:
            batch.count(batch.kinds[identifier], -1)
            batch.count("skipped")
        for kind, count in batch.counts.items():
            setattr(self.run, kind, getattr(self.run, kind) + count)
        self.run.save(update_fields=[*batch.counts, "total"])

    def _note(self, problems: Sequence[Problem]) -> None:
        if not problems:
            return
        kept = problems[: max(0, MOST_ERRORS - self.errors)]
        self.errors += len(problems)
        RunError.objects.bulk_create(
            RunError(
                run=self.run,
                stage=p.stage,
                identifier=p.identifier or "",
                field=(p.field or "")[:LONGEST_FIELD],
                reason=str(p.reason),
                advice=str(p.advice),
                wording=p.wording,
                payload=zlib.compress(p.payload, 1) if p.payload else None,
            )
            for p in kept
        )

    def _took_something(self) -> bool:
        return bool(self.run.added + self.run.changed + self.run.unchanged + self.run.deleted)

    def _publish(self) -> None:
        """Something may have been told to others from now on: the node's namespace is fixed."""
        if self.source.may_republish and self.source.licence and self.run.added:
            Node.objects.filter(published=None).update(published=timezone.now())

    def _conclude(self, reader: Protocol) -> str:
        outcome = reader.outcome
        if outcome.not_modified and self.last:
            return self._conclude_again(outcome, self.last)
        self.run.completeness = outcome.completeness
        if conclude(self.run, self.present, now=self.now):
            return Run.Outcome.HELD
        if outcome.since and len(outcome.since) <= LONGEST_SINCE:
            # Not where other settings were saved meanwhile: everything has yet to be read by those.
            same = Source.objects.filter(pk=self.source.pk, settings=self.source.settings)
            same.update(since=outcome.since)
        if outcome.version:
            LastListing(outcome.version, self.run).keep()
        return Run.Outcome.SUCCEEDED

    def _conclude_again(self, outcome: Outcome, last: LastListing) -> str:
        last.found_again(self.run)
        self.run.save()
        if last.run.completeness in (Completeness.COMPLETE, Completeness.AHEAD):
            conclude_again(self.run, ahead=last.run.completeness == Completeness.AHEAD, now=self.now)
        LastListing(outcome.version or last.version, last.run).keep()
        return Run.Outcome.SUCCEEDED

    def _close(self, outcome: str, *, again: bool = False) -> None:
        self.run.outcome, self.run.ended = outcome, timezone.now()
        self.run.timings = self.stopwatch.rounded()
        ended = outcome in (Run.Outcome.SUCCEEDED, Run.Outcome.HELD)
        stuck = self.resumed and not self.run.listed
        with transaction.atomic():
            self.run.save()
            if ended or stuck:
                held = Source.objects.filter(pk=self.source.pk, lease=self.lease)
                held.update(checkpoint=None, seen=None)
            failed = outcome in (Run.Outcome.PARTIAL, Run.Outcome.FAILED)
            claiming.release(
                self.source,
                self.lease,
                failed=failed,
                again=again,
                retry_after=self.retry_after,
                pause=self.pause,
            )
        self._publish()
        if settings.RATE_WHILE_HARVESTING:
            ratings.rate_due()
        derive_occurrences(self.now)
        if self.drafts:
            self._drain()
        self.progress.close(_in_words(self.run))


_BROKEN = Problem(
    stage="store",
    reason=words("The registry itself failed while it took this feed."),
    advice=words("Nothing is wrong with the feed as far as is known; the operator's log says more."),
)


def _in_words(run: Run) -> str:
    counts = {name: getattr(run, name) for name in COUNTS}
    return f"{run.outcome}: " + ", ".join(
        f"{n} {name}" for name, n in counts.items() if n or name == "listed"
    )
