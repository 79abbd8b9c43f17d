"""Cuts an OAI-PMH list of the usual form into records by its bytes: what has not changed is never parsed.

Whatever is not exactly of that form is left to the parser; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from harvesters.fetch import Fetched
from harvesters.listing import Harvested
from harvesters.problems import SourceProblem
from harvesters.protocols.oai_answers import RecordList, format_of, record_list
from harvesters.xml import PLAIN_UTF8

_BEFORE = re.compile(rb"<ListRecords>\s*+$")
_NAMED = (
    rb"\s*+<identifier>([^<&]++)</identifier>\s*+<datestamp>([^<&]*+)</datestamp>\s*+"
    rb"((?:<setSpec>[^<&]*+</setSpec>\s*+)*+)</header>\s*+"
)
_LIVE = re.compile(rb"<record>\s*+<header>" + _NAMED + rb"<metadata>\s*+")
_DELETED = re.compile(
    rb"""<record>\s*+<header\s++status\s*+=\s*+["']deleted["']\s*+>""" + _NAMED + rb"</record>\s*+"
)
_END, _AFTER = b"</metadata>", re.compile(rb"</metadata>\s*+</record>\s*+")
_SET = re.compile(r"<setSpec>([^<]*)</setSpec>")

_VALUE = rb"""\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')"""
_START_TAG = re.compile(rb"<([A-Za-z_][\w.-]*+):[\w.-]++((?:\s++[\w:.-]++" + _VALUE + rb")*+)\s*+>")
_ATTRIBUTE = re.compile(r"""([\w.-]++)(?::([\w.-]++))?\s*+=\s*+["']([^"']*+)["']""")
# Formats that a namespace alone tells.
_FORMATS = frozenset({"oai_dc", "lom"})


def cut_or_parsed(answer: Fetched) -> RecordList:
    """The list of records that an answer is. Raises what `record_list` does."""
    return _cut(answer) or record_list(answer)


def _cut(answer: Fetched) -> RecordList | None:
    """None where the parser has to say what the answer is."""
    body = answer.body
    start = body.find(b"<record>")
    if start < 0 or b"<!" in body[:start] or not _BEFORE.search(body, 0, start) or not PLAIN_UTF8.match(body):
        return None
    records: list[Harvested] = []
    position = start
    while body.startswith(b"<record>", position):
        found = _live(body, position) or _deleted(body, position)
        if found is None:
            return None
        record, position = found
        records.append(record)
    rest = body[:start] + body[position:]
    if b"<record" in rest:
        return None
    try:
        return replace(record_list(replace(answer, body=rest)), records=records)
    except SourceProblem:
        return None  # it breaks off, or what is around the records is no list


def _live(body: bytes, start: int) -> tuple[Harvested, int] | None:
    """The record that begins there, and where it ends."""
    header = _LIVE.match(body, start)
    if header is None:
        return None
    begin = header.end()
    end = body.find(_END, begin)
    after = _AFTER.match(body, end) if end >= begin else None
    if after is None:
        return None
    payload = body[begin:end].rstrip()
    format = _format(payload)
    if format is None:
        return None
    named = _named(header)
    if named:
        named.payload, named.format = payload, format
    return (named, after.end()) if named else None


def _deleted(body: bytes, start: int) -> tuple[Harvested, int] | None:
    header = _DELETED.match(body, start)
    named = _named(header) if header else None
    if not header or not named:
        return None
    named.deleted = True
    return named, header.end()


def _named(header: re.Match[bytes]) -> Harvested | None:
    identifier, datestamp, sets = header.groups()
    try:
        named = Harvested(
            identifier=identifier.decode().strip(), datestamp=datestamp.decode().strip() or None
        )
        if sets:
            named.sets = tuple(spec.strip() for spec in _SET.findall(sets.decode()))
    except UnicodeDecodeError:
        return None
    return named if named.identifier else None


def _format(payload: bytes) -> str | None:
    """The format of metadata that stands for itself: every prefix is declared by its own first tag.

    None for what is not sure to be such: a comment, CDATA, names without a prefix.
    """
    tag = _START_TAG.match(payload)
    understood = _understood(tag[0], tag[1], tag[2]) if tag else None
    if tag is None or understood is None:
        return None
    format, anything_else = understood
    return None if anything_else.search(payload, tag.end()) else format


@lru_cache(maxsize=200)
def _understood(tag: bytes, prefix: bytes, attributes: bytes) -> tuple[str, re.Pattern[bytes]] | None:
    """What the first tag makes of the metadata: its format, and what finds a `<` that begins none of its tags."""
    try:
        stated = _ATTRIBUTE.findall(attributes.decode())
    except UnicodeDecodeError:
        return None
    namespaces = {name: value for start, name, value in stated if start == "xmlns" and name}
    used = {start for start, name, _value in stated if name} - {"xmlns", "xml"}
    format = format_of(namespaces.get(prefix.decode(), ""))
    if format not in _FORMATS or not used <= namespaces.keys():
        return None
    known = "|".join(map(re.escape, namespaces)).encode()
    own_tag = (
        rb"/?(?:"
        + known
        + rb"):[\w.-]++(?:\s++(?:(?:xml|"
        + known
        + rb"):)?[\w.-]++"
        + _VALUE
        + rb")*+\s*+/?>"
    )
    return format, re.compile(rb"<(?!" + own_tag + rb")")
