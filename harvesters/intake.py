"""Decides what becomes of each harvested record, in the one place that trials and stored runs share."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, MutableSet
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from harvesters.context import Context
from harvesters.formats import describe
from harvesters.listing import Harvested, NotModified, Page
from harvesters.problems import Problem, SourceProblem, Undescribable
from harvesters.protocols import Protocol
from harvesters.values.storable import storable
from harvesters.words import words
from registry.catalogue.description import Description

logger = logging.getLogger(__name__)

# PostgreSQL's index of identifiers takes no more bytes than these (a third of its pages of 8 kB, less the rest).
LONGEST_IDENTIFIER = 1_000  # characters
_LONGEST_IN_BYTES = 2_500
MOST_KEPT = 200_000  # bytes of a rejected record, of which each run keeps its own; documents can be long

_FAULT_ADVICE = words(
    "This is a fault of the registry, which has been logged. Until it is mended, a simpler form may be read."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one harvested record came to. `problems`: why it was not taken, or what stays unknown in it."""

    harvested: Harvested
    kind: Literal["described", "deleted", "rejected", "skipped"]
    description: Description | None = None
    problems: tuple[Problem, ...] = ()


def read(
    records: Iterable[Harvested], settings: Mapping[str, Any], today: datetime, seen: MutableSet[str]
) -> Iterator[Reading]:
    """Reads records one by one; `seen` holds the identifiers of this run so far, and is added to."""
    for harvested in records:
        if harvested.identifier is not None and harvested.identifier in seen:
            yield repeated(harvested)
            continue
        if harvested.identifier is not None:
            seen.add(harvested.identifier)
        yield read_one(harvested, settings, today)


def repeated(harvested: Harvested) -> Reading:
    """For a record whose identifier has been listed in this run before: the first one counts."""
    return _skipped(
        harvested,
        words("The same identifier was listed before."),
        words("Give every record an identifier of its own."),
    )


def read_one(harvested: Harvested, settings: Mapping[str, Any], today: datetime) -> Reading:
    """What a record comes to, its repetition in the run apart. Raises nothing."""
    if harvested.rejected:
        return _rejected(harvested, harvested.rejected)
    if harvested.skipped:
        return _skipped(harvested, harvested.skipped)
    if not harvested.identifier:
        return _rejected(harvested, _NO_IDENTIFIER)
    if harvested.deleted:
        return Reading(harvested=harvested, kind="deleted")
    return _described(harvested, settings, today)


def pages(harvester: Protocol) -> Iterator[Page]:
    """The pages of a listing, every record with an identifier that can be stored, or none.

    A fault of ours ends the listing with a SourceProblem, as anything else that stops it. One that has not been
    modified has no pages: the outcome says so.
    """
    try:
        with told(harvester.request.url):
            for page in harvester.pages():
                yield replace(page, records=[_identified(record) for record in page.records])
    except NotModified:
        harvester.outcome.not_modified = True


@contextmanager
def told(url: str) -> Iterator[None]:
    """A fault of ours within is logged and becomes a SourceProblem."""
    try:
        yield
    except (SourceProblem, NotModified):
        raise
    except Exception as fault:  # a run ends by itself in an honest state, whatever was sent (rule 5)
        logger.exception("reading %s failed", url)
        problem = Problem(
            stage="read",
            reason=words("The source could not be read (%(fault)s).", fault=type(fault).__name__),
            advice=_FAULT_ADVICE,
        )
        raise SourceProblem(problem) from fault


def _identified(harvested: Harvested) -> Harvested:
    stated = harvested.identifier
    if stated is None or (len(stated) <= LONGEST_IDENTIFIER and stated.isascii() and stated.isprintable()):
        return harvested  # as nearly all
    identifier = storable(stated)
    if len(identifier) <= LONGEST_IDENTIFIER and len(identifier.encode()) <= _LONGEST_IN_BYTES:
        return harvested if identifier is stated else replace(harvested, identifier=identifier)
    short = f"{identifier[:200]}…"
    if harvested.skipped:
        return replace(harvested, identifier=short)
    problem = harvested.rejected or _too_long(identifier)
    return replace(harvested, identifier=None, deleted=False, rejected=replace(problem, identifier=short))


def _too_long(identifier: str) -> Problem:
    return Problem(
        stage="read",
        field="identifier",
        reason=words(
            "The identifier is %(length)s characters long; up to %(most)s can be kept.",
            length=len(identifier),
            most=LONGEST_IDENTIFIER,
        ),
        advice=words("Give the record a shorter identifier, and keep it the same for ever."),
    )


def refused(harvested: Harvested, why: Undescribable) -> Reading:
    """For a record that could be described, and may not be taken for what it says."""
    return _rejected(
        harvested, Problem(stage="describe", reason=why.reason, advice=why.advice, field=why.field)
    )


_NO_IDENTIFIER = Problem(
    stage="read",
    field="identifier",
    reason=words("The record has no identifier."),
    advice=words("Give every record an identifier that stays the same for ever."),
)


def _described(harvested: Harvested, settings: Mapping[str, Any], today: datetime) -> Reading:
    context = Context(settings, harvested.base, today, harvested.identifier)
    try:
        description = describe(harvested.format, harvested.payload, context)
    except Undescribable as why:
        problem = Problem(stage="describe", reason=why.reason, advice=why.advice, field=why.field)
    except SourceProblem as unreadable:  # a payload that is a document of its own
        problem = replace(unreadable.problem, stage="describe")
    except Exception as fault:  # a payload that no format foresaw costs one record, not the run (rule 3)
        logger.exception("describing %s as %s failed", harvested.identifier, harvested.format)
        problem = Problem(
            stage="describe",
            reason=words("The record could not be described (%(fault)s).", fault=type(fault).__name__),
            advice=_FAULT_ADVICE,
        )
    else:
        problems = tuple(context.warnings)
        return Reading(harvested=harvested, kind="described", description=description, problems=problems)
    return _rejected(harvested, problem)


def _rejected(harvested: Harvested, problem: Problem) -> Reading:
    kept = replace(
        problem,
        identifier=problem.identifier or harvested.identifier,
        payload=(problem.payload or harvested.payload)[:MOST_KEPT],
    )
    return Reading(harvested=harvested, kind="rejected", problems=(kept,))


def _skipped(harvested: Harvested, reason: str, advice: str = "") -> Reading:
    problem = Problem(stage="read", identifier=harvested.identifier, reason=reason, advice=advice)
    return Reading(harvested=harvested, kind="skipped", problems=() if harvested.told else (problem,))
