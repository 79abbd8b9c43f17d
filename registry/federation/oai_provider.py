"""OAI-PMH 2.0 as a data provider speaks it: every verb and every error, over anything that pages its records.

Pure: no Django, no clock. Section numbers in comments are those of the protocol's text (2.0, 2002-06-14).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Protocol

from lxml import etree

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_LOCATION = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
CONTENT_TYPE = "text/xml; charset=utf-8"
NAMESPACES: dict[Any, str] = {None: OAI, "xsi": XSI}
SECONDS = "%Y-%m-%dT%H:%M:%SZ"

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PREFIX = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")
SET_SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")


@dataclass(frozen=True, slots=True)
class Format:
    """A metadata format that a repository offers (section 4.4)."""

    prefix: str
    schema: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Set:
    """A set of records; `spec` separates levels by colons (section 2.6)."""

    spec: str
    name: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record's header, and how to make its metadata in each of the formats that `prefixes` names.

    `datestamp` is aware. `metadata` is called with a prefix, and never for a deleted record; `about` gives
    what goes into the record's about containers.
    """

    identifier: str
    datestamp: datetime
    prefixes: Sequence[str]
    metadata: Callable[[str], etree._Element]
    sets: Sequence[str] = ()
    deleted: bool = False
    about: Sequence[etree._Element] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a harvester asks for: both ends inclusive, None where open (section 2.7)."""

    prefix: str
    since: datetime | None = None
    until: datetime | None = None
    set: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list. `cursor` is where the next part starts, None at the end; `size` is the whole list's."""

    records: Sequence[Record]
    cursor: str | None = None
    size: int | None = None


class UnknownCursor(ValueError):
    """A repository's answer to a cursor that it never gave out."""


class Repository(Protocol):
    """What the verbs need to know. `sets` is empty where there is no hierarchy of sets."""

    @property
    def name(self) -> str: ...
    @property
    def base_url(self) -> str: ...
    @property
    def admin_email(self) -> str: ...
    @property
    def earliest(self) -> datetime: ...
    @property
    def formats(self) -> Sequence[Format]: ...
    @property
    def sets(self) -> Sequence[Set]: ...

    def page(self, selection: Selection, cursor: str | None) -> Page:
        """The part of the list at a cursor of its own making, deleted records included.

        Without a cursor it is the first part. A cursor must be given only when something follows.
        """
        ...

    def get(self, identifier: str) -> Record | None:
        """The record of an identifier, deleted or not."""
        ...


class Refusal(Exception):
    """An error of section 3.6, by its code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def respond(repository: Repository, params: Mapping[str, Sequence[str]], now: datetime) -> bytes:
    """The XML answer to a request, always sent with status 200. `params`: each argument's values as sent."""
    root = etree.Element(_name("OAI-PMH"), nsmap=NAMESPACES)
    root.set(f"{{{XSI}}}schemaLocation", SCHEMA_LOCATION)
    _add(root, "responseDate", stamp(now))
    request = _add(root, "request", repository.base_url)
    try:
        verb, arguments = _understood(params)
        # Section 3.2: a request that was not understood is not repeated in its attributes.
        for key, value in (("verb", verb), *arguments.items()):
            request.set(key, legal(value))
        root.append(VERBS[verb].answer(repository, arguments))
    except Refusal as refusal:
        _add(root, "error", str(refusal)).set("code", refusal.code)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def legal(text: str) -> str:
    """The text without the characters that XML 1.0 forbids."""
    return FORBIDDEN.sub("", text)


def stamp(moment: datetime) -> str:
    """A datestamp to the second, in UTC."""
    return moment.astimezone(UTC).strftime(SECONDS)


# The request


def _understood(params: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, str]]:
    verbs = params.get("verb", ())
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refusal("badVerb", f"Ask for exactly one verb of: {', '.join(VERBS)}.")
    given = {key: values for key, values in params.items() if key != "verb"}
    for key, values in given.items():
        if len(values) != 1:
            raise Refusal("badArgument", f"The argument {key} is given more than once.")
    arguments = {key: values[0] for key, values in given.items()}
    _check_names(VERBS[verbs[0]], arguments)
    _check_syntax(arguments)
    return verbs[0], arguments


def _check_names(verb: Verb, arguments: Mapping[str, str]) -> None:
    for key in arguments:
        if key not in (*verb.required, *verb.optional, verb.exclusive):
            raise Refusal("badArgument", f"This verb has no argument {key}.")
    if verb.exclusive in arguments:
        if len(arguments) > 1:
            raise Refusal("badArgument", f"Nothing else may be given beside {verb.exclusive}.")
        return
    for key in verb.required:
        if key not in arguments:
            raise Refusal("badArgument", f"The argument {key} is missing.")


def _check_syntax(arguments: Mapping[str, str]) -> None:
    for key, pattern in (("metadataPrefix", PREFIX), ("set", SET_SPEC)):
        if key in arguments and not pattern.fullmatch(arguments[key]):
            raise Refusal("badArgument", f"The value of {key} has a character that none may have.")
    since, until = arguments.get("from"), arguments.get("until")
    if since is not None and until is not None:
        if len(since) != len(until):
            raise Refusal("badArgument", "from and until must have the same granularity.")
        if _moment(since) > _moment(until, last=True):
            raise Refusal("badArgument", "from is later than until.")
    for text in (since, until):
        if text is not None:
            _moment(text)


def _moment(text: str, *, last: bool = False) -> datetime:
    """A day or a second in UTC; of a day the first second, or the last one."""
    form = {10: "%Y-%m-%d", 20: SECONDS}.get(len(text))
    try:
        if form is None or not text.isascii():
            raise ValueError
        moment = datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        raise Refusal("badArgument", "Write dates as YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.") from None
    return datetime.combine(moment, time(23, 59, 59), UTC) if last and len(text) == 10 else moment


# The resumption token: everything that the next part needs, so that nothing is remembered between requests.


@dataclass(frozen=True, slots=True)
class Token:
    verb: str
    selection: Selection
    cursor: str
    position: int  # how many records of the list came before

    def encoded(self) -> str:
        wanted = self.selection
        ends = [stamp(end) if end else None for end in (wanted.since, wanted.until)]
        values = [self.verb, wanted.prefix, *ends, wanted.set, self.cursor, self.position]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()

    @classmethod
    def decoded(cls, text: str, verb: str) -> Token:
        """Raises Refusal for anything that `encoded` did not make for this verb."""
        try:
            values = json.loads(base64.b64decode(text.encode(), altchars=b"-_", validate=True))
            made_for, prefix, since, until, spec, cursor, position = values
            selection = Selection(prefix, _end(since), _end(until), spec)
            token = cls(made_for, selection, cursor, position)
            if [type(value) for value in (prefix, cursor, spec or "", position)] != [str, str, str, int]:
                raise ValueError
            if made_for != verb or token.encoded() != text:
                raise ValueError
        except (ValueError, TypeError, RecursionError, binascii.Error, Refusal):
            raise Refusal("badResumptionToken", "This token was not given out here: start anew.") from None
        return token


def _end(text: str | None) -> datetime | None:
    return None if text is None else _moment(text)


# The verbs


def _identify(repository: Repository, arguments: Mapping[str, str]) -> etree._Element:
    answer = _element("Identify")
    _add(answer, "repositoryName", repository.name)
    _add(answer, "baseURL", repository.base_url)
    _add(answer, "protocolVersion", "2.0")
    _add(answer, "adminEmail", repository.admin_email)
    _add(answer, "earliestDatestamp", stamp(repository.earliest))
    _add(answer, "deletedRecord", "persistent")
    _add(answer, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    return answer


def _list_metadata_formats(repository: Repository, arguments: Mapping[str, str]) -> etree._Element:
    offered = [form.prefix for form in repository.formats]
    if "identifier" in arguments:
        offered = list(_record(repository, arguments["identifier"]).prefixes)
    if not offered:
        raise Refusal("noMetadataFormats", "This record is offered in no format.")
    answer = _element("ListMetadataFormats")
    for form in repository.formats:
        if form.prefix in offered:
            entry = _add(answer, "metadataFormat")
            _add(entry, "metadataPrefix", form.prefix)
            _add(entry, "schema", form.schema)
            _add(entry, "metadataNamespace", form.namespace)
    return answer


def _list_sets(repository: Repository, arguments: Mapping[str, str]) -> etree._Element:
    if not repository.sets:
        raise Refusal("noSetHierarchy", "This repository has no sets.")
    if "resumptionToken" in arguments:  # all sets are given at once, so no token was ever given out
        raise Refusal("badResumptionToken", "The list of sets has no continuation: ask without a token.")
    answer = _element("ListSets")
    for each in repository.sets:
        entry = _add(answer, "set")
        _add(entry, "setSpec", each.spec)
        _add(entry, "setName", each.name)
    return answer


def _get_record(repository: Repository, arguments: Mapping[str, str]) -> etree._Element:
    record = _record(repository, arguments["identifier"])
    prefix = arguments["metadataPrefix"]
    if prefix not in record.prefixes:
        raise Refusal("cannotDisseminateFormat", f"This record is not offered as {prefix}.")
    answer = _element("GetRecord")
    answer.append(_full(record, prefix))
    return answer


def _list_identifiers(repository: Repository, arguments: Mapping[str, str]) -> etree._Element:
    return _list(repository, arguments, "ListIdentifiers", lambda record, _prefix: _header(record))


def _list_records(repository: Repository, arguments: Mapping[str, str]) -> etree._Element:
    return _list(repository, arguments, "ListRecords", _full)


def _list(
    repository: Repository,
    arguments: Mapping[str, str],
    verb: str,
    element: Callable[[Record, str], etree._Element],
) -> etree._Element:
    token = Token.decoded(arguments["resumptionToken"], verb) if "resumptionToken" in arguments else None
    selection = token.selection if token else _selection(arguments)
    _check_offer(repository, selection)
    page = _page(repository, selection, token)
    answer = _element(verb)
    for record in page.records:
        answer.append(element(record, selection.prefix))
    position = token.position if token else 0
    if page.cursor is not None:
        following = Token(verb, selection, page.cursor, position + len(page.records))
        _continuation(answer, following.encoded(), position, page.size)
    elif token:  # section 3.5: the last part of a list ends with an empty token
        _continuation(answer, "", position, page.size)
    return answer


def _check_offer(repository: Repository, selection: Selection) -> None:
    if selection.prefix not in [form.prefix for form in repository.formats]:
        raise Refusal("cannotDisseminateFormat", f"Nothing here is offered as {selection.prefix}.")
    if selection.set is not None and not repository.sets:
        raise Refusal("noSetHierarchy", "This repository has no sets.")


def _selection(arguments: Mapping[str, str]) -> Selection:
    return Selection(
        arguments["metadataPrefix"],
        _moment(arguments["from"]) if "from" in arguments else None,
        _moment(arguments["until"], last=True) if "until" in arguments else None,
        arguments.get("set"),
    )


def _page(repository: Repository, selection: Selection, token: Token | None) -> Page:
    try:
        page = repository.page(selection, token.cursor if token else None)
    except UnknownCursor:
        raise Refusal("badResumptionToken", "This token was not given out here: start anew.") from None
    if not page.records and token:
        raise Refusal("badResumptionToken", "The list has changed since: start anew.")
    if not page.records:
        raise Refusal("noRecordsMatch", "No record matches.")
    return page


def _record(repository: Repository, identifier: str) -> Record:
    record = repository.get(identifier)
    if record is None:
        raise Refusal("idDoesNotExist", "There is no record with this identifier.")
    return record


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb's arguments (section 4), and what answers it."""

    answer: Callable[[Repository, Mapping[str, str]], etree._Element]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    exclusive: str = ""


_SELECTIVE = (("metadataPrefix",), ("from", "until", "set"), "resumptionToken")
VERBS = {
    "GetRecord": Verb(_get_record, ("identifier", "metadataPrefix")),
    "Identify": Verb(_identify),
    "ListIdentifiers": Verb(_list_identifiers, *_SELECTIVE),
    "ListMetadataFormats": Verb(_list_metadata_formats, (), ("identifier",)),
    "ListRecords": Verb(_list_records, *_SELECTIVE),
    "ListSets": Verb(_list_sets, exclusive="resumptionToken"),
}


# The XML


def _full(record: Record, prefix: str) -> etree._Element:
    element = _element("record")
    element.append(_header(record))
    if not record.deleted:
        _add(element, "metadata").append(record.metadata(prefix))
    for statement in record.about:
        _add(element, "about").append(statement)
    return element


def _header(record: Record) -> etree._Element:
    header = _element("header")
    if record.deleted:
        header.set("status", "deleted")
    _add(header, "identifier", record.identifier)
    _add(header, "datestamp", stamp(record.datestamp))
    for spec in record.sets:
        _add(header, "setSpec", spec)
    return header


def _continuation(answer: etree._Element, text: str, position: int, size: int | None) -> None:
    token = _add(answer, "resumptionToken", text)
    token.set("cursor", str(position))
    if size:
        token.set("completeListSize", str(size))


def _element(name: str) -> etree._Element:
    return etree.Element(_name(name), nsmap=NAMESPACES)


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, _name(name))
    child.text = legal(text) or None
    return child


def _name(name: str) -> str:
    return f"{{{OAI}}}{name}"
