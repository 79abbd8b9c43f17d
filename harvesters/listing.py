"""What a protocol hands over while it reads a source: pages of harvested records, and what the listing proves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from harvesters.problems import Problem

LONGEST_SINCE = 60  # characters of what a run may leave for the next one in `Outcome.since`


class Completeness(StrEnum):
    """What the absence of a known record from this listing means (rule 4)."""

    COMPLETE = "complete"  # absent: no longer there (after two such listings)
    AHEAD = "ahead"  # the same, but only for records with an occurrence still to come (calendars)
    WINDOW = "window"  # nothing
    INCREMENTAL = "incremental"  # nothing; deletions are stated


@dataclass(slots=True, kw_only=True)  # not frozen, which makes them in half the time; nobody changes one
class Harvested:
    """One harvested record, or one listed address that yielded none.

    `payload` is the raw metadata (bytes, in the form that `format` names); its hash decides whether a record
    has changed. `rejected` or `skipped` says why nothing is described; a skipped or rejected record with an
    identifier still counts as present in the listing.
    """

    identifier: str | None
    payload: bytes = b""
    format: str = ""  # a key of harvesters.formats.FORMATS; any other is kept raw and not described
    datestamp: str | None = None  # as the source states it
    deleted: bool = False
    sets: tuple[str, ...] = ()  # OAI-PMH's setSpecs of the header
    base: str = ""  # the address that relative references resolve against
    listed_at: str = ""  # the page that carried it, when a listing names pages: a page that cannot be
    # read now still vouches for the records that it carried before
    rejected: Problem | None = None
    skipped: str = ""  # reason
    told: bool = False  # the reason is the same for many: a warning of the listing tells it once for all
    hash: bytes = b""  # of payload and whatever else decides what it comes to, once a run has reckoned it


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a listing that is stored in one go, at most a few hundred records.

    `checkpoint`: JSON value to go on from after this page, None where a listing starts anew each time.
    `total`: how many records the source says there are, for the progress bar.
    `warnings`: problems of the listing itself that stop nothing.
    """

    records: list[Harvested]
    checkpoint: dict[str, Any] | None = None
    total: int | None = None
    warnings: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Tells one version of the document that is a whole listing from another; all members are text, for JSON.

    `digest` is of what was answered; `etag` and `last_modified` are validators (RFC 9110, section 8.8).
    """

    url: str
    digest: str
    etag: str | None = None
    last_modified: str | None = None


class NotModified(Exception):
    """The listing is the one that the last complete run read: nothing in it needs to be read again."""


def _carries_nothing(address: str) -> bool:
    """Whether a page carried records when it was last read, and every one of them is still there."""
    return False


@dataclass(slots=True, kw_only=True)
class Request:
    """What a run asks a protocol for."""

    url: str
    settings: Mapping[str, Any]  # the source's settings, checked against docs/settings.schema.json
    today: datetime  # aware; what "now" is for this run
    since: str | None = None  # what the last complete run left in `Outcome.since`; None asks for everything
    checkpoint: dict[str, Any] | None = None  # of an interrupted run
    version: Version | None = (
        None  # what the last complete run left in `Outcome.version`; None reads in any case
    )
    last_complete: datetime | None = None  # when the last run began that read a complete listing to its end
    trial: bool = False  # nothing is stored: more may be asked than a run needs, to say what is wrong
    carries: Callable[[str], bool] = _carries_nothing
    entries: Callable[[], Iterable[Harvested]] = tuple  # what was typed in by hand, with what was taken back


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a protocol knows at the end of a listing; filled by the protocol while its pages are consumed."""

    completeness: Completeness = Completeness.COMPLETE
    since: str | None = None  # where the next incremental run starts (OAI-PMH: the server's responseDate)
    version: Version | None = None  # of the document that is the whole listing; None where it takes several
    not_modified: bool = False  # the document is the version that was asked about: it was not read again
    warnings: list[Problem] = field(default_factory=list)
