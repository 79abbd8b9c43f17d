"""Reads OAI-PMH 2.0 repositories: page by page along resumption tokens, with deletions, in full or since a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from harvesters.fetch import Fetched, FetchProblem
from harvesters.fetch.problems import no_address
from harvesters.listing import Completeness, Harvested, Page
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import Protocol
from harvesters.protocols.oai_answers import (
    OAIError,
    RecordList,
    format_of,
    metadata_formats,
    policies,
    record_list,
)

# The formats that are understood, the one that says most first. Native records are for peers, whose settings
# name the prefix.
PREFERENCE = ("schema_org_rdf", "schema_org", "oai_dc")
_JSON_PREFIXES = frozenset({"schema_org", "schema.org", "schemaorg", "jsonld", "json-ld", "schema_org_json"})
_ARGUMENTS = frozenset({"verb", "metadataPrefix", "set", "from", "until", "resumptionToken", "identifier"})
_PAGE_SIZE = 250
_MOST_EMPTY = 100  # pages without records in a row: some repositories leave out what may not be shown
# A record can get its datestamp some time before the list shows it.
_OVERLAP = timedelta(hours=1)
_OVERLAP_BY_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Position:
    """How far a list has been read; as JSON it is the checkpoint of a page."""

    prefix: str
    since: str | None = None  # the `from` of an incremental list
    token: str | None = None  # what leads on; None: from the start
    started: str | None = None  # the server's responseDate at the start
    listed: int = 0

    def as_json(self) -> dict[str, Any]:
        return {name: value for name in _POSITION if (value := getattr(self, name)) is not None}

    def after(self, answer: RecordList) -> _Position:
        return replace(
            self,
            token=answer.token,
            started=self.started or answer.response_date,
            listed=self.listed + len(answer.records),
        )


_POSITION = tuple(field.name for field in fields(_Position))


class Harvester(Protocol):
    """Settings: `metadata_prefix` (else the best that the repository offers) and `set`.

    A pasted request (…?verb=ListRecords&metadataPrefix=rdf&set=a) is taken as base URL and settings.
    """

    def pages(self) -> Iterator[Page]:
        self._read_address()
        position = self._start()
        circle = _Circle()
        while True:
            self.outcome.completeness = Completeness.INCREMENTAL if position.since else Completeness.COMPLETE
            try:
                answer = self._list(position)
            except OAIError as error:
                if error.code == "noRecordsMatch":
                    self._nothing_listed(position, error)
                    return
                position = self._another_way(position, error)
                continue
            if self._others and not any(_is_understood(record) for record in answer.records):
                position = replace(position, prefix=self._others.pop(0))
                continue
            circle.check(answer)
            before, position = position, position.after(answer)
            yield from self._stored_pages(answer, before=before, after=position)
            if answer.broken:
                raise answer.broken
            if answer.token is None:
                break
            self._others.clear()
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
        self._prefix = self.request.settings.get("metadata_prefix") or pasted.get("metadataPrefix")
        self._set = self.request.settings.get("set") or pasted.get("set")

    def _start(self) -> _Position:
        self._others: list[str] = []  # prefixes to try where the best one turns out not to be understood
        checkpoint = self.request.checkpoint
        if checkpoint and checkpoint.get("token"):
            return _Position(**{name: checkpoint[name] for name in _POSITION if name in checkpoint})
        if self._prefix:
            return _Position(prefix=self._prefix, since=self._from())
        best, *self._others = self._prefixes()
        return _Position(prefix=best, since=self._from())

    def _prefixes(self) -> list[str]:
        """Those offered in a format that is understood, the best first; the first one offered if there is none."""
        try:
            offered = metadata_formats(self._ask({"verb": "ListMetadataFormats"}))
        except FetchProblem as problem:
            if problem.status is None or problem.retry_after is not None:
                raise
            offered = []  # some programs answer ListRecords only
        except SourceProblem:
            offered = []  # the list itself says what else is wrong
        by_format = {_format_offered(prefix, namespace): prefix for prefix, namespace in reversed(offered)}
        known = [by_format[name] for name in PREFERENCE if name in by_format]
        return (
            known or [prefix for prefix, _ in offered[:1]] or ["oai_dc"]
        )  # which every repository must offer

    def _from(self) -> str | None:
        """The `from` of an incremental list; None where only the whole list shows what has been deleted."""
        if self.request.since is None:
            return None
        try:
            since = datetime.fromisoformat(self.request.since)
            policy = policies(self._ask({"verb": "Identify"}))
        except (ValueError, SourceProblem):
            return None
        if not policy.keeps_deletions:
            return None
        if policy.by_day:
            return (since - _OVERLAP_BY_DAY).strftime("%Y-%m-%d")
        return (since - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _list(self, position: _Position) -> RecordList:
        if position.token:
            return record_list(self._ask({"verb": "ListRecords", "resumptionToken": position.token}))
        arguments = {"metadataPrefix": position.prefix, "set": self._set, "from": position.since}
        return record_list(
            self._ask({"verb": "ListRecords"} | {name: value for name, value in arguments.items() if value})
        )

    def _ask(self, arguments: dict[str, str]) -> Fetched:
        query = urlencode([*self._own_query, *arguments.items()], quote_via=quote, safe="")
        address = f"{self._base}?{query}"
        try:
            return self.fetcher.get(address, accept="text/xml, application/xml;q=0.9, */*;q=0.1")
        except FetchProblem as problem:
            if problem.status is None or b"<OAI-PMH" not in problem.body:
                raise
            # An error of the protocol belongs into an answer of 200; many programs send it with its own status.
            return Fetched(url=address, status=problem.status, headers={}, body=problem.body)

    def _another_way(self, position: _Position, error: OAIError) -> _Position:
        """Where to go on after an error that can be avoided; raises any other."""
        checkpoint = self.request.checkpoint
        if error.code == "badResumptionToken" and checkpoint and position.token == checkpoint.get("token"):
            # The token expired while the run was interrupted: nothing is lost by reading from the start.
            return _Position(prefix=position.prefix, since=position.since)
        if error.code == "badArgument" and position.since and not position.token:
            # A granularity that changed, or a time before the first record.
            return _Position(prefix=position.prefix)
        if error.code == "cannotDisseminateFormat" and self._others:
            return replace(position, prefix=self._others.pop(0))
        raise error

    def _stored_pages(self, answer: RecordList, *, before: _Position, after: _Position) -> Iterator[Page]:
        """The answer in parts that can each be stored in one go; only the last moves the checkpoint on."""
        back, on = before.as_json(), (before if answer.broken else after).as_json()
        parts = range(0, max(len(answer.records), 1), _PAGE_SIZE)
        for start in parts:
            yield Page(
                records=answer.records[start : start + _PAGE_SIZE],
                checkpoint=on if start == parts[-1] else back,
                total=answer.size,
            )

    def _nothing_listed(self, position: _Position, error: OAIError) -> None:
        self.outcome.since = position.started or error.response_date
        if position.since or position.listed:
            return  # nothing has changed, or nothing more has come
        self._warn(
            "The repository lists no records (noRecordsMatch).",
            "Check the set and the metadata prefix if there should be some.",
        )

    def _conclude(self, position: _Position, last: RecordList) -> None:
        if last.single:
            self.outcome.completeness = Completeness.WINDOW
            self._warn(
                "The address answers one record (GetRecord), not a list.", "Give the repository's base URL."
            )
        elif last.size is not None and position.listed < last.size:
            # A list that ends too soon proves no absence, and the next one must be whole again.
            self.outcome.completeness = Completeness.WINDOW
            self._warn(
                f"The repository says that its list has {last.size:,} records, and listed {position.listed:,}.",
                "Check that every page of the list but the last carries a resumption token.",
            )
        else:
            self.outcome.since = position.started

    def _warn(self, reason: str, advice: str) -> None:
        self.outcome.warnings.append(Problem(stage="read", reason=reason, advice=advice))


def _format_offered(prefix: str, namespace: str) -> str:
    return "schema_org" if prefix.lower() in _JSON_PREFIXES else format_of(namespace)


def _is_understood(record: Harvested) -> bool:
    return record.deleted or record.rejected is not None or record.format in PREFERENCE


class _Circle:
    """Notices a list without end: some repositories repeat a token, or its page, or empty pages, for ever."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._empty = 0  # pages without records, one after the other

    def check(self, answer: RecordList) -> None:
        """Raises where nothing new is to be expected."""
        page = hash(tuple((record.identifier, record.datestamp, record.payload) for record in answer.records))
        self._empty = 0 if answer.records else self._empty + 1
        if page in self._seen or self._empty > _MOST_EMPTY:
            what = "the same records" if answer.records else "pages without records"
            raise SourceProblem(
                Problem(
                    stage="read",
                    reason=f"The repository gives {what} again and again instead of the next ones.",
                    advice="Let each resumption token lead to the records after it, and the last page carry none.",
                )
            )
        if answer.records:
            self._seen.add(page)
