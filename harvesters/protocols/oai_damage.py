"""Cuts a damaged list of OAI-PMH records into single ones, so that one bad record costs one record (rule 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

# Namespace prefix and all, up to the element that holds the records; a static repository has one for each format.
_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:OAI-PMH|Repository))\b")
_LIST = re.compile(r"<(?P<prefix>(?:[\w.-]+:)?)ListRecords\b[^>]*>")
_OAI_DC = re.compile(r"""metadataPrefix\s*=\s*["']oai_dc["']""")
_VALUE = r"((?:<!\[CDATA\[.*?\]\]>|[^<])*+)"
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>|([^<]+)", re.DOTALL)
_COMMENTS = r"(?:\s|<!--.*?-->)*+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A damaged list in pieces. `whole`: its end was there, so that nothing is missing behind the last piece."""

    records: list[tuple[str, str]]  # each as a document of its own, and as it was sent
    whole: bool
    token: str | None
    size: str | None
    response_date: str | None


def cut_into_records(text: str) -> Cut | None:
    """None for a text that is no list of records, or that declares entities."""
    root, lists = _ROOT.search(text), list(_LIST.finditer(text))
    if root is None or not lists:
        return None
    head, chosen = text[: lists[0].start()], next((one for one in lists if _OAI_DC.search(one[0])), lists[0])
    if "<!DOCTYPE" in head or "<!ENTITY" in text:
        return None
    prefix = re.escape(chosen["prefix"])
    end = f"</{chosen['prefix']}ListRecords"
    body, closed, _ = text[chosen.end() :].partition(end)
    *pieces, tail = _pieces(body, _record_prefix(body) or prefix)
    token = re.search(rf"<{prefix}resumptionToken\b([^>]*)>{_VALUE}</", tail, re.DOTALL)
    size = re.search(r"""completeListSize\s*=\s*["'](\d+)["']""", token[1]) if token else None
    date = re.search(rf"<{prefix}responseDate>([^<]*)</", head)
    return Cut(
        records=[(f"{head}{chosen[0]}{piece}{end}></{root[1]}>", piece) for piece in pieces],
        whole=bool(closed),
        token=_text(token[2]) or None if token else None,
        size=size[1] if size else None,
        response_date=date[1].strip() if date else None,
    )


def identifier_in(record: str) -> str | None:
    """The identifier of a record that is no well-formed XML, if its header shows one."""
    header = record.partition("metadata>")[0]
    found = re.search(rf"<(?:[\w.-]+:)?identifier>{_VALUE}</", header, re.DOTALL)
    return _text(found[1]) or None if found else None


def _text(value: str) -> str:
    """What the value of an element says; CDATA says what it is, all else is escaped."""
    return "".join(plain or unescape(escaped) for plain, escaped in _CDATA.findall(value)).strip()


def _record_prefix(body: str) -> str | None:
    """As an expression; a static repository's records are in another namespace than the list around them."""
    found = re.search(rf"<((?:[\w.-]+:)?)record\b[^>]*>{_COMMENTS}<\1header\b", body, re.DOTALL)
    return re.escape(found[1]) if found else None


def _pieces(body: str, prefix: str) -> list[str]:
    """Each record that has its end tag, then what follows the last one.

    A record begins where its header follows at once: payloads can have elements named record too.
    """
    starts = [
        m.start()
        for m in re.finditer(rf"<{prefix}record\b[^>]*>{_COMMENTS}<{prefix}header\b", body, re.DOTALL)
    ]
    pieces = []
    tail = body
    for start, end in pairwise([*starts, len(body)]):
        last = max((m.end() for m in re.finditer(rf"</{prefix}record\s*>", body[start:end])), default=0)
        if last:
            pieces.append(body[start : start + last])
        tail = body[start + last : end]
    return [*pieces, tail]
