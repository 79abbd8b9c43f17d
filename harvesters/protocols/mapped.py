"""Mapped sources: JSON, NDJSON and XML whose records and fields the source's settings name by paths."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from jmespath.exceptions import JMESPathError
from lxml import etree

from harvesters.fetch import Fetched
from harvesters.formats import mapped_xml
from harvesters.json_text import loaded, objects_before_break
from harvesters.listing import Completeness, Harvested, Page
from harvesters.paging import Paging, Position
from harvesters.paths import JsonPlace, Place, XmlPlace, compiled_jmespath, compiled_xpath
from harvesters.problems import SourceProblem
from harvesters.protocols.mapped_damage import cut_into_records
from harvesters.protocols.record_listing import RecordListing, rejected, unreadable
from harvesters.recency import FULL_EVERY_DAYS, Recency, begun
from harvesters.settings import is_xpath
from harvesters.words import words
from harvesters.xml import parsed

_ACCEPT = "application/json, application/x-ndjson, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


class Harvester(RecordListing):
    """Reads one document, or the pages of a list that the setting `paging` leads through.

    The listing is complete, unless the settings say that it is incremental, or it was asked for what has changed
    since the last run (`since`).
    """

    def records(self) -> Iterator[Harvested]:
        position = self._position()
        fetched = self.unpacked(self.listing_document(position.url, _ACCEPT))
        yield from self._of_document(fetched)
        self._leave(replace(position, started=self._begun(fetched)))

    def read_pages(self) -> Iterator[Page]:
        if "paging" not in self.settings:
            yield from super().read_pages()
            return
        paging = Paging(self.settings["paging"])
        position: Position | None = Position.of(self.request.checkpoint) or self._first(paging)
        while position and not self.broken:
            page, position = self._read_page(paging, position)
            yield page

    def _read_page(self, paging: Paging, position: Position) -> tuple[Page, Position | None]:
        """The page at a position, and the position after it; None at the end, wanted or not."""
        batch: list[Harvested] = []
        fetched = self._fetched_page(position, batch)
        if fetched is None or self.broken:
            return self.page(batch, checkpoint=position.as_json()), None  # the next run reads this page again
        position = replace(position, started=position.started or self._begun(fetched))
        try:
            total = paging.total(self._document)
            after = paging.after(position, fetched, self._document, batch)
        except SourceProblem as problem:  # the list itself leads nowhere: the next run begins anew
            self.broken = problem
            return self.page(batch), None
        if after is None:
            self._leave(position)
        return self.page(batch, checkpoint=after.as_json() if after else None, total=total), after

    def _fetched_page(self, position: Position, batch: list[Harvested]) -> Fetched | None:
        """The answer whose records are added to the batch; `broken` says why some of them, or all, are missing."""
        try:
            fetched = self.unpacked(self.fetcher.get(position.url, accept=_ACCEPT))
        except SourceProblem as problem:
            self.broken = problem
            return None
        batch += self.until_broken(self._of_document(fetched))
        return fetched

    def _first(self, paging: Paging) -> Position:
        position = self._position()
        return replace(position, url=paging.first(position.url))

    def _position(self) -> Position:
        """The start of the listing, in full or since the last run."""
        if self._recency is None:
            return Position(url=self.request.url)
        since = self._recency.since
        return Position(url=self._recency.address(self.request.url, since), since=since)

    def _begun(self, fetched: Fetched) -> str:
        return begun(fetched.headers.get("Date", ""), self.request.today)

    def _leave(self, position: Position) -> None:
        """Says at the end what the listing proves, and from when on the next one asks."""
        if self._recency is None or position.started is None:
            return
        everything = position.since is None
        if not everything:
            self.outcome.completeness = Completeness.INCREMENTAL
        self.outcome.since = self._recency.left(position.started, everything=everything)

    @cached_property
    def _recency(self) -> Recency | None:
        stated = self.settings.get("since")
        days = self.settings.get("full_every_days", FULL_EVERY_DAYS)
        return Recency(stated, self.request.since, self.request.today, days) if stated else None

    def _of_document(self, fetched: Fetched) -> Iterator[Harvested]:
        """The records of one document, which `_document` then is."""
        self._document: Place = JsonPlace(None)
        if is_xpath(self.settings):
            yield from self._of_xml(fetched)
            return
        text = self.text(fetched)
        _check_text(text)
        yield from self._of_json(text, fetched)

    def _of_xml(self, fetched: Fetched) -> Iterator[Harvested]:
        text = self.text(fetched)
        try:
            root = parsed(text.encode("utf-8", "ignore"), what=_XML)
        except SourceProblem as problem:
            yield from self._of_damaged_xml(text, problem, fetched)
            return
        self._document = XmlPlace(root, self.settings.get("namespaces", {}))
        for found in _elements(root, self.settings):
            if isinstance(found, etree._Element):
                yield self._of_element(found, fetched)
            else:
                yield rejected(
                    words("The path to the records leads to a text."), _RECORDS_XPATH, str(found).encode()
                )

    def _of_damaged_xml(self, text: str, problem: SourceProblem, fetched: Fetched) -> Iterator[Harvested]:
        """The records that can be read one by one; the problem is raised if they are not all that there were."""
        cut = cut_into_records(text, self.settings["records"])
        if cut is None:
            raise problem
        for record in cut.records:
            try:
                root = parsed(record.encode("utf-8", "ignore"), what=words("a record"))
            except SourceProblem as bad:
                yield rejected(bad.problem.reason, bad.problem.advice, record.encode("utf-8", "ignore"))
            else:
                yield self._of_element(root[0], fetched)
        if not cut.whole:
            raise problem

    def _of_element(self, element: etree._Element, fetched: Fetched) -> Harvested:
        identifier = mapped_xml.record_identifier(element, self.settings)
        return self.harvested(identifier, mapped_xml.payload_of(element), mapped_xml.FORMAT, fetched)

    def _of_json(self, text: str, fetched: Fetched) -> Iterator[Harvested]:
        try:
            document = loaded(text)
        except ValueError as error:
            if "records" not in self.settings and _is_ndjson(text):
                yield from self._of_lines(text, fetched)
                return
            for record in objects_before_break(text, _member(self.settings)):
                yield self._of_object(record, fetched)
            raise unreadable(
                words("The JSON cannot be read further: %(error)s.", error=error),
                words("Check it with a validator."),
            ) from None
        self._document = JsonPlace(document)
        for record in _listed(document, text, fetched, self.settings):
            yield self._of_object(record, fetched)

    def _of_lines(self, text: str, fetched: Fetched) -> Iterator[Harvested]:
        for number, line in enumerate(io.StringIO(text), 1):
            if not line.strip():
                continue
            try:
                record = loaded(line)
            except ValueError as error:
                advice = words("Write each record as one JSON object on a line of its own.")
                yield rejected(
                    words("Line %(number)s is unreadable: %(error)s.", number=str(number), error=error),
                    advice,
                    line.encode("utf-8", "replace"),
                )
                if _breaks_off(line):
                    raise unreadable(
                        words("The list breaks off in line %(number)s.", number=str(number)),
                        words("See that it is written and sent in full."),
                    ) from None
            else:
                yield self._of_object(record, fetched)

    def _of_object(self, record: Any, fetched: Fetched) -> Harvested:
        if isinstance(record, dict):
            return self.json_record(record, fetched)
        return rejected(
            words("A record is unreadable: it is no JSON object."),
            words("Write each record as a JSON object."),
            json.dumps(record).encode(),
        )


_XML = words("an XML document with records")
_RECORDS_XPATH = words("State a path to elements as `records`, such as //event.")


def _elements(root: etree._Element, settings: Mapping[str, Any]) -> list[Any]:
    path = settings["records"]
    try:
        found = compiled_xpath(path, tuple(settings.get("namespaces", {}).items()))(root)
    except etree.XPathError as error:
        raise unreadable(
            words("The path %(path)s cannot be followed: %(error)s.", path=path, error=error), _RECORDS_XPATH
        ) from None
    if not isinstance(found, list):
        raise unreadable(words("The path %(path)s does not lead to elements.", path=path), _RECORDS_XPATH)
    return found


def _listed(document: Any, text: str, fetched: Fetched, settings: Mapping[str, Any]) -> list[Any]:
    if "records" in settings:
        return _at_path(document, settings["records"])
    if isinstance(document, list):
        return document
    if isinstance(document, dict) and _says_lines(fetched):
        return [document]
    raise unreadable(
        words("The JSON document is no list, and the settings do not say where its records are."),
        words("State the path to the records as `records`; the document has lists at %(names)s.", names=names)
        if (names := _lists_in(document))
        else words("State the path to the records as `records`."),
    )


def _at_path(document: Any, path: str) -> list[Any]:
    try:
        found = compiled_jmespath(path).search(document) if path != "." else document
    except JMESPathError as error:
        raise unreadable(
            words("The path %(path)s cannot be followed: %(error)s.", path=path, error=error),
            words("Correct `records`."),
        ) from None
    if not isinstance(found, list):
        leads = (
            words("The path %(path)s leads to nothing", path=path)
            if found is None
            else words("The path %(path)s leads to no list", path=path)
        )
        raise unreadable(
            words("%(leads)s; the answer says “%(answer)s”.", leads=leads, answer=answer)
            if (answer := _said_in(document))
            else words("%(leads)s.", leads=leads),
            words("Correct `records`; the document has lists at %(names)s.", names=names)
            if (names := _lists_in(document))
            else words("Correct `records`."),
        )
    return found


def _member(settings: Mapping[str, Any]) -> str | None:
    """The member of the document that lists the records."""
    path = settings.get("records")
    return str(path).rpartition(".")[2] if path is not None else None


def _said_in(document: Any) -> str:
    """What an API answers with instead of a list: many do so with the status 200."""
    said = document.items() if isinstance(document, dict) else ()
    stated = [
        value.get("message") if isinstance(value, dict) else value
        for name, value in said
        if name in _MESSAGES
    ]
    return next((value.strip()[:200] for value in stated if isinstance(value, str) and value.strip()), "")


_MESSAGES = ("message", "error", "detail", "error_description", "msg")


def _lists_in(document: Any) -> str:
    """Where the lists are, for advice."""
    members = document.items() if isinstance(document, dict) else ()
    names = [name for name, value in members if isinstance(value, list)]
    return ", ".join(names[:10])


def _says_lines(fetched: Fetched) -> bool:
    """Whether header or address say that each line is a record, so that one object is a list of one."""
    path = fetched.url.partition("?")[0].lower()
    return "ndjson" in fetched.content_type or "jsonl" in fetched.content_type or path.endswith(_LINES)


_LINES = (".ndjson", ".jsonl", ".jsonlines")


def _is_ndjson(text: str) -> bool:
    """Whether some line is a JSON object by itself, in a text that is no JSON as a whole."""
    return not text.lstrip().startswith("[") and any(
        isinstance(record, dict) for line in io.StringIO(text) if (record := _object(line)) is not None
    )


def _object(line: str) -> Any:
    try:
        return loaded(line) if line.lstrip().startswith("{") else None
    except ValueError:
        return None


def _breaks_off(line: str) -> bool:
    """Whether the last line of a file stops within its object."""
    return line.lstrip().startswith("{") and not line.rstrip(" ").endswith(("\n", "}"))


def _check_text(text: str) -> None:
    start = text.lstrip("\ufeff \t\r\n")[:500].lower()
    if not start:
        raise unreadable(
            words("The answer is empty."), words("Let the address answer with a list of records.")
        )
    if re.match(r"<!doctype html|<html|<head|<body", start):
        raise unreadable(
            words("The answer is an HTML page where a list of records should be."),
            words("Give the address of the list itself, one that can be read without signing in."),
        )
    if re.match(r"<|.{0,99}<\?xml", start):
        raise unreadable(
            words("The answer is XML, and the settings do not say where its records are."),
            words(
                "State the path to the records as `records`: an XPath that begins with /, such as //event."
            ),
        )
