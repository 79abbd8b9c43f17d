"""Reads OAI-PMH 2.0 repositories: page by page along resumption tokens, with deletions, in full or since a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from lxml import etree

from harvesters.listing import Completeness, Page
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import Protocol, oai_last_time, oai_sets, oai_static
from harvesters.protocols.oai_answers import WHAT, RecordList, StaticRepository, is_static
from harvesters.protocols.oai_continuing import Circle, Thread
from harvesters.protocols.oai_errors import OAIError
from harvesters.protocols.oai_position import Position
from harvesters.protocols.oai_requests import PREFERENCE, Repository, is_understood
from harvesters.values.dates import instant
from harvesters.words import sentences, words
from harvesters.xml import parsed

_PAGE_SIZE = 250


class Harvester(Protocol):
    """Settings: `metadata_prefix` (else the best that the repository offers), `set` (one, or a list of them) and
    `full_every_days`.

    A pasted request (…?verb=ListRecords&metadataPrefix=rdf&set=a) is taken as base URL and settings.
    """

    def pages(self) -> Iterator[Page]:
        self._repository = Repository(self.fetcher, self.request)
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
                answer = self._repository.records(position)
            except OAIError as error:
                if error.codes != {"noRecordsMatch"}:
                    position = self._another_way(position, error)
                    continue
                answer = RecordList(records=[], response_date=error.response_date)
            if self._others and answer.records and not any(map(is_understood, answer.records)):
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

    def _start(self) -> Position:
        self._remembered = False  # the prefix is the last run's, and the formats were not asked for
        self._others: list[str] = []  # prefixes to try where the best one turns out not to be understood
        self._begin_list()
        position = self._of_checkpoint()
        self._resumed = position is not None  # what this run has seen of the list is not its beginning
        if position is not None:
            return position
        last = oai_last_time.last_time(self._repository)
        self._remembered = last is not None and last.prefix is not None
        prefixes = [last.prefix] if last and last.prefix else self._repository.prefixes()
        best, *self._others = prefixes
        if self.request.trial:
            self._warn_of_sets()
        return self._beginning(best, oai_last_time.since(last, self._repository))

    def _begin_list(self) -> None:
        self._thread, self._circle, self._lost = Thread(), Circle(), False

    def _beginning(self, prefix: str, since: str | None = None) -> Position:
        sets = self._repository.sets
        return Position(prefix=prefix, set=sets[0] if sets else None, since=since)

    def _of_checkpoint(self) -> Position | None:
        """Where an interrupted run goes on; None where it has to begin anew."""
        kept = self.request.checkpoint or {}
        if kept.get("finished") or not any(kept.get(name) for name in ("token", "after", "earlier")):
            return None
        position = Position.of_json(kept)
        if not self._repository.asks_for(position):
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
        if "cannotDisseminateFormat" in error.codes and self._remembered:
            self._remembered = False
            best, *self._others = self._repository.prefixes()
            return self._beginning(best)
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
            offered = ", ".join(prefix for prefix, _ in self._repository.formats())
            return words("It offers: %(offered)s.", offered=offered[:300]) if offered else ""
        if error.codes & {"badArgument", "noSetHierarchy"}:
            return sentences(*(self._unknown_sets() or ()))
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
        sets = self._repository.sets
        left = sets[sets.index(position.set) + 1 :] if position.set else []
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
                words(
                    "The repository says that its list has %(size)s records, and listed %(listed)s.",
                    size=position.size or 0,
                    listed=position.listed,
                ),
                words("Check that every page of the list but the last carries a resumption token."),
            )
            return replace(position, unproven=True)
        if position.after and position.size is None:
            return self._not_shown_whole(position)
        return position

    def _not_shown_whole(self, position: Position) -> Position:
        self._warn(
            words(
                "A resumption token was no longer known, and the list was taken up at a datestamp;"
                " nothing shows whether it was whole."
            ),
            words("Let tokens live for an hour or more, and state completeListSize."),
        )
        return replace(position, unproven=True)

    def _stored_pages(self, answer: RecordList, *, before: Position, after: Position) -> Iterator[Page]:
        """The answer in parts that can each be stored in one go; only the last moves the checkpoint on."""
        if not answer.records and answer.token is None:
            return
        back, on = before.as_json(), (before if answer.broken else after).as_json()
        is_last_list = before.set in (None, *self._repository.sets[-1:])
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
                words("The address answers one record (GetRecord), not a list."),
                words("Give the repository's base URL."),
            )
        elif position.unproven:
            self.outcome.completeness = Completeness.WINDOW
        else:
            self.outcome.since = oai_last_time.kept(position.started, self._repository, position.prefix)

    def _ask_for_static(self) -> None:
        """Raises NotModified, or StaticRepository, where the last run read one: no other leaves a version."""
        if self.request.version and (root := self._file()) is not None:
            raise StaticRepository(root)

    def _file(self) -> etree._Element | None:
        """The static repository at the address itself, whose version is that of the listing; None if it is none."""
        try:
            fetched = self.listing_document(self._repository.plain)
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
        if self._repository.sets:
            raise OAIError([("noSetHierarchy", words("it is a static repository, one file"))])
        if self.outcome.version is None:  # it was found out by a request
            found = self._file()
            root = root if found is None else found
        pages = list(oai_static.pages(root, self._repository.prefix, PREFERENCE))
        if not pages:
            self._warn_of_nothing()
        yield from pages

    def _warn_of_nothing(self, position: Position | None = None) -> None:
        where = position.set if position else None
        self._warn(
            words("The repository lists no records in the set “%(set)s” (noRecordsMatch).", set=where)
            if where
            else words("The repository lists no records (noRecordsMatch)."),
            words("Check the set and the metadata prefix if there should be some."),
        )
        if where and not self.request.trial:
            self._warn_of_sets()

    def _warn_of_sets(self) -> None:
        """Once, of sets that the settings name and the repository has not."""
        if told := self._unknown_sets():
            self._warn(*told)

    def _unknown_sets(self) -> tuple[str, str] | None:
        sets = self._repository.sets
        return oai_sets.unknown(sets, self._repository.ask) if sets else None

    def _warn(self, reason: str, advice: str) -> None:
        self.outcome.warnings.append(Problem(stage="read", reason=reason, advice=advice))
