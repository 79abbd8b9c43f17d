"""Reads OAI-PMH 2.0 repositories: page by page along resumption tokens, with deletions, in full or since a time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from lxml import etree

from harvesters.fetch import Fetched, FetchProblem
from harvesters.fetch.problems import no_address
from harvesters.listing import Completeness, Harvested, Page
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import Protocol, oai_sets, oai_static
from harvesters.protocols.oai_answers import (
    WHAT,
    Policies,
    RecordList,
    StaticRepository,
    format_of,
    is_static,
    metadata_formats,
    policies,
    record_list,
)
from harvesters.protocols.oai_continuing import Circle, Thread
from harvesters.protocols.oai_errors import OAIError
from harvesters.protocols.oai_position import Position
from harvesters.values.dates import instant
from harvesters.xml import parsed

# The formats that are understood, the one that says most first. Native records are for peers, whose settings
# name the prefix.
PREFERENCE = ("schema_org", "schema_org_rdf", "lom", "oai_dc")
# AMB is schema.org's JSON-LD, with concepts of SKOS
_JSON_PREFIXES = frozenset(
    {"amb", "schema_org", "schema.org", "schemaorg", "jsonld", "json-ld", "schema_org_json"}
)
_ARGUMENTS = frozenset({"verb", "metadataPrefix", "set", "from", "until", "resumptionToken", "identifier"})
_ANSWER = re.compile(rb"<(?:[\w.-]+:)?OAI-PMH\b")
_PAGE_SIZE = 250
# A record can get its datestamp some time before the list shows it.
_OVERLAP = timedelta(hours=1)
_OVERLAP_BY_DAY = timedelta(days=1)
# How often the whole list is read, by deletedRecord, where the settings state nothing: what keeps deletions for ever
# tells them all, what keeps them for a time may have dropped some, what keeps none tells them by absence alone.
_FULL_EVERY_DAYS = {"persistent": None, "transient": 7}
_EARLY = timedelta(hours=1)  # that a run may come before its time


class Harvester(Protocol):
    """Settings: `metadata_prefix` (else the best that the repository offers), `set` (one, or a list of them) and
    `full_every_days`.

    A pasted request (…?verb=ListRecords&metadataPrefix=rdf&set=a) is taken as base URL and settings.
    """

    def pages(self) -> Iterator[Page]:
        self._read_address()
        try:
            self._ask_for_static()
            yield from self._lists(self._start())
        except StaticRepository as found:
            yield from self._static(found.root)

    def _lists(self, position: Position) -> Iterator[Page]:
        """Each set's list in turn; without sets it is one."""
        while not position.finished:
            self.outcome.completeness = Completeness.INCREMENTAL if position.since else Completeness.COMPLETE
            try:
                answer = self._list(position)
            except OAIError as error:
                if error.codes != {"noRecordsMatch"}:
                    position = self._another_way(position, error)
                    continue
                answer = RecordList(records=[], response_date=error.response_date)
            if self._others and answer.records and not any(map(_is_understood, answer.records)):
                position = replace(position, prefix=self._others.pop(0))
                continue
            answer = self._within_circle(answer, position)
            new = self._thread.new(answer.records)
            before = position
            position = self._next(position.following(answer, len(new)), answer)
            yield from self._stored_pages(replace(answer, records=new), before=before, after=position)
            if answer.broken:
                raise answer.broken
        self._conclude(position, answer)

    def _read_address(self) -> None:
        try:
            parts = urlsplit(self.request.url.strip())
        except ValueError:
            raise no_address(self.request.url) from None
        query = parse_qsl(parts.query, keep_blank_values=True)
        pasted = {name: value for name, value in query if name in _ARGUMENTS}
        self._base = urlunsplit(parts._replace(query="", fragment=""))
        self._own_query = [(name, value) for name, value in query if name not in _ARGUMENTS]
        self._plain = f"{self._base}?{urlencode(self._own_query)}" if self._own_query else self._base
        self._prefix = self.request.settings.get("metadata_prefix") or pasted.get("metadataPrefix")
        stated = self.request.settings.get("set") or pasted.get("set") or []
        self._sets = list(dict.fromkeys([stated] if isinstance(stated, str) else stated))

    def _start(self) -> Position:
        self._others: list[str] = []  # prefixes to try where the best one turns out not to be understood
        self._begin_list()
        position = self._of_checkpoint()
        self._resumed = position is not None  # what this run has seen of the list is not its beginning
        if position is not None:
            return position
        best = self._prefix
        if best is None:
            best, *self._others = self._prefixes()
        if self.request.trial and self._sets:
            self._warn_of_sets()
        return self._beginning(best, self._from())

    def _begin_list(self) -> None:
        self._thread, self._circle, self._lost = Thread(), Circle(), False

    def _beginning(self, prefix: str, since: str | None = None) -> Position:
        return Position(prefix=prefix, set=self._sets[0] if self._sets else None, since=since)

    def _of_checkpoint(self) -> Position | None:
        """Where an interrupted run goes on; None where it has to begin anew."""
        kept = self.request.checkpoint or {}
        if kept.get("finished") or not any(kept.get(name) for name in ("token", "after", "earlier")):
            return None
        position = Position.of_json(kept)
        is_another = (position.set is not None or self._sets) and position.set not in self._sets
        if is_another or (self._prefix and position.prefix != self._prefix):
            return None  # the settings are not those that it was read by
        if self._has_expired(position):
            return replace(position.again(None), listed=0)
        return replace(position, unproven=position.unproven or position.after is not None)

    def _has_expired(self, position: Position) -> bool:
        """Whether the token need not be tried, which some programs answer with anything but an error."""
        expires = instant(position.expires) if position.expires else None
        return (
            bool(expires and expires.endswith("Z"))
            and datetime.fromisoformat(str(expires)) <= self.request.today
        )

    def _prefixes(self) -> list[str]:
        """Those offered in a format that is understood, the best first; the first one offered if there is none."""
        offered = self._offered()
        by_format = {_format_offered(prefix, namespace): prefix for prefix, namespace in reversed(offered)}
        known = [by_format[name] for name in PREFERENCE if name in by_format]
        # oai_dc is what every repository must offer
        return known or [prefix for prefix, _ in offered[:1]] or ["oai_dc"]

    def _offered(self) -> list[tuple[str, str]]:
        """The prefix and namespace of each format that the repository says it offers."""
        try:
            return metadata_formats(self._ask({"verb": "ListMetadataFormats"}))
        except FetchProblem as problem:
            if problem.status is None or problem.retry_after is not None:
                raise
            return []  # some programs answer ListRecords only
        except SourceProblem:
            return []  # the list itself says what else is wrong

    def _from(self) -> str | None:
        """The `from` of an incremental list; None where only the whole list shows what has been deleted."""
        if self.request.since is None:
            return None
        try:
            since = self._last_time(self.request.since)
            policy = policies(self._ask({"verb": "Identify"}))
        except (ValueError, SourceProblem):
            return None
        if self._full_is_due(policy):
            return None
        if policy.by_day:
            return (since - _OVERLAP_BY_DAY).strftime("%Y-%m-%d")
        return (since - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _last_time(self, kept: str) -> datetime:
        """Of the last run, as the repository stated it; ValueError where that asked for something else."""
        stated, _, reading = kept.partition(" ")
        if reading and reading != self._reading():
            raise ValueError(reading)
        moment = datetime.fromisoformat(stated)
        return moment.astimezone(UTC) if moment.tzinfo else moment

    def _reading(self) -> str:
        """What the settings ask for, told from anything else: of a set that is new to us the old records are new."""
        return hashlib.sha256(json.dumps([self._prefix, sorted(self._sets)]).encode()).hexdigest()[:12]

    def _full_is_due(self, policy: Policies) -> bool:
        """Whether the whole list is to be read, since no other shows what has gone without being stated as deleted."""
        days = self.request.settings.get("full_every_days", _FULL_EVERY_DAYS.get(policy.deleted, 0))
        last = self.request.last_complete
        if days is None:
            return False
        return last is None or self.request.today - last >= timedelta(days=days) - _EARLY

    def _list(self, position: Position) -> RecordList:
        if position.token:
            return record_list(self._ask({"verb": "ListRecords", "resumptionToken": position.token}))
        arguments = {
            "metadataPrefix": position.prefix,
            "set": position.set,
            "from": position.after or position.since,
        }
        return record_list(
            self._ask({"verb": "ListRecords"} | {name: value for name, value in arguments.items() if value})
        )

    def _ask(self, arguments: dict[str, str]) -> Fetched:
        query = urlencode([*self._own_query, *arguments.items()], quote_via=quote, safe="")
        address = f"{self._base}?{query}"
        try:
            return self.fetcher.get(address, accept="text/xml, application/xml;q=0.9, */*;q=0.1")
        except FetchProblem as problem:
            if problem.status is None or not _ANSWER.search(problem.body):
                raise
            # An error of the protocol belongs into an answer of 200; many programs send it with its own status.
            return Fetched(url=address, status=problem.status, headers={}, body=problem.body)

    def _another_way(self, position: Position, error: OAIError) -> Position:
        """Where to go on after an error that can be avoided; raises any other."""
        if "badResumptionToken" in error.codes and position.token:
            return self._taken_up(position, error)
        if "badArgument" in error.codes and not position.token:
            if position.after:
                return self._taken_up(position, error, at_datestamp=False)
            if position.since:
                return self._with_another_time(position)
        if "cannotDisseminateFormat" in error.codes and self._others:
            return replace(position, prefix=self._others.pop(0))
        raise error.advised(self._more_advice(error))

    def _taken_up(self, position: Position, error: SourceProblem, *, at_datestamp: bool = True) -> Position:
        """Where a list goes on whose token is lost; raises the error where nothing more can be expected."""
        if (
            self._resumed
        ):  # the part before the checkpoint is not known here: from the start, so that nothing is lost
            self._resumed = False
            self._begin_list()
            return replace(position.again(None), listed=0)
        self._circle, self._lost = Circle(), True
        after = self._thread.at_datestamp() if at_datestamp else None
        if after is not None or self._thread.from_start():
            return position.again(after)
        if position.checking and not position.is_short:  # all has been read that could be
            return self._end_of_list(self._not_shown_whole(position))
        raise error

    def _with_another_time(self, position: Position) -> Position:
        """Where a repository refuses a `from`: its granularity has changed, or the time is before its first record."""
        self._begin_list()
        since = str(position.since)
        return self._beginning(position.prefix, since[:10] if len(since) > 10 else None)

    def _more_advice(self, error: OAIError) -> str:
        """What the repository offers instead of what it refuses."""
        if "cannotDisseminateFormat" in error.codes:
            offered = ", ".join(prefix for prefix, _ in self._offered())
            return f"It offers: {offered[:300]}." if offered else ""
        if self._sets and error.codes & {"badArgument", "noSetHierarchy"}:
            return " ".join(oai_sets.unknown(self._sets, self._ask) or ())
        return ""

    def _within_circle(self, answer: RecordList, position: Position) -> RecordList:
        """The answer; the end of the list where the whole of it has come and its last page comes again and again."""
        if not self._circle.closed(answer):
            return answer
        if position.size is None or position.is_short:
            raise self._circle.problem(answer)
        return RecordList(records=[])

    def _next(self, position: Position, answer: RecordList) -> Position:
        """Where to go on after a page: on in its list, in the next set's, or nowhere."""
        if answer.records or answer.token is None:
            self._others.clear()
        if answer.token is not None or answer.broken:
            return position
        if (
            position.is_short
            and not self._lost
            and not self._resumed
            and (after := self._thread.at_datestamp())
        ):
            self._circle = Circle()
            return position.again(after)
        if self._lost and position.after and self._may_lack(position):
            self._circle = Circle()
            return replace(position.again(None), checking=True)
        return self._end_of_list(self._proven(position))

    def _may_lack(self, position: Position) -> bool:
        """Whether a list that was taken up at a datestamp is to be read again from its start: it may be in no order."""
        proven = position.size is not None and not position.is_short
        in_order = position.size is None and self._thread.is_surely_ordered
        return not proven and not in_order and self._thread.from_start(without_news=True)

    def _end_of_list(self, position: Position) -> Position:
        """The beginning of the next set's list, or the end of all."""
        left = self._sets[self._sets.index(position.set) + 1 :] if position.set else []
        if not left:
            return replace(position, finished=True)
        self._resumed = False
        self._begin_list()
        return position.of_set(left[0])

    def _proven(self, position: Position) -> Position:
        """The end of a list, with what it proves; a warning where it may not be whole."""
        if not position.listed and not position.since:
            self._warn_of_nothing(position)
        if position.is_short:
            # A list that ends too soon proves no absence, and the next one must be whole again.
            self._warn(
                f"The repository says that its list has {position.size:,} records, and listed {position.listed:,}.",
                "Check that every page of the list but the last carries a resumption token.",
            )
            return replace(position, unproven=True)
        if position.after and position.size is None:
            return self._not_shown_whole(position)
        return position

    def _not_shown_whole(self, position: Position) -> Position:
        self._warn(
            "A resumption token was no longer known, and the list was taken up at a datestamp;"
            " nothing shows whether it was whole.",
            "Let tokens live for an hour or more, and state completeListSize.",
        )
        return replace(position, unproven=True)

    def _stored_pages(self, answer: RecordList, *, before: Position, after: Position) -> Iterator[Page]:
        """The answer in parts that can each be stored in one go; only the last moves the checkpoint on."""
        if not answer.records and answer.token is None:
            return
        back, on = before.as_json(), (before if answer.broken else after).as_json()
        is_last_list = not self._sets or before.set == self._sets[-1]
        parts = range(0, max(len(answer.records), 1), _PAGE_SIZE)
        for start in parts:
            yield Page(
                records=answer.records[start : start + _PAGE_SIZE],
                checkpoint=on if start == parts[-1] else back,
                total=before.earlier + answer.size if answer.size is not None and is_last_list else None,
            )

    def _conclude(self, position: Position, last: RecordList) -> None:
        if last.single:
            self.outcome.completeness = Completeness.WINDOW
            self._warn(
                "The address answers one record (GetRecord), not a list.", "Give the repository's base URL."
            )
        elif position.unproven:
            self.outcome.completeness = Completeness.WINDOW
        else:
            self.outcome.since = f"{position.started} {self._reading()}" if position.started else None

    def _ask_for_static(self) -> None:
        """Raises NotModified, or StaticRepository, where the last run read one: no other leaves a version."""
        if self.request.version and (root := self._file()) is not None:
            raise StaticRepository(root)

    def _file(self) -> etree._Element | None:
        """The static repository at the address itself, whose version is that of the listing; None if it is none."""
        try:
            fetched = self.listing_document(self._plain)
            root = parsed(fetched.body, what=WHAT, charset=fetched.charset)
        except SourceProblem:
            root = None
        if root is None or not is_static(root):
            self.outcome.version = None
            return None
        return root

    def _static(self, root: etree._Element) -> Iterator[Page]:
        """A repository in one file, which is its whole list each time."""
        self.outcome.completeness = Completeness.COMPLETE
        if self._sets:
            raise OAIError([("noSetHierarchy", "it is a static repository, one file")])
        if self.outcome.version is None:  # it was found out by a request
            found = self._file()
            root = root if found is None else found
        pages = list(oai_static.pages(root, self._prefix, PREFERENCE))
        if not pages:
            self._warn_of_nothing()
        yield from pages

    def _warn_of_nothing(self, position: Position | None = None) -> None:
        where = f" in the set “{position.set}”" if position and position.set else ""
        self._warn(
            f"The repository lists no records{where} (noRecordsMatch).",
            "Check the set and the metadata prefix if there should be some.",
        )
        if where and not self.request.trial:
            self._warn_of_sets()

    def _warn_of_sets(self) -> None:
        """Once, of sets that the settings name and the repository has not."""
        if told := oai_sets.unknown(self._sets, self._ask):
            self._warn(*told)

    def _warn(self, reason: str, advice: str) -> None:
        self.outcome.warnings.append(Problem(stage="read", reason=reason, advice=advice))


def _format_offered(prefix: str, namespace: str) -> str:
    return "schema_org" if prefix.lower() in _JSON_PREFIXES else format_of(namespace)


def _is_understood(record: Harvested) -> bool:
    return record.deleted or record.rejected is not None or record.format in PREFERENCE
