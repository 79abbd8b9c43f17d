"""Cuts a damaged list of OAI-PMH records into single ones, so that one bad record costs one record (rule 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

# Namespace prefix and all, up to the element that holds the records.
_HEAD = re.compile(r"^.*?<(?P<prefix>(?:[\w.-]+:)?)ListRecords\b[^>]*>", re.DOTALL)
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
    head = _HEAD.match(text)
    if head is None or "<!DOCTYPE" in head[0] or "<!ENTITY" in text:
        return None
    prefix = re.escape(head["prefix"])
    close = f"</{head['prefix']}ListRecords></{head['prefix']}OAI-PMH>"
    *pieces, tail = _pieces(text[head.end() :], prefix)
    token = re.search(rf"<{prefix}resumptionToken\b([^>]*)>([^<]*)</", tail)
    size = re.search(r"""completeListSize\s*=\s*["'](\d+)["']""", token[1]) if token else None
    date = re.search(rf"<{prefix}responseDate>([^<]*)</", head[0])
    return Cut(
        records=[(head[0] + piece + close, piece) for piece in pieces],
        whole=f"</{head['prefix']}ListRecords" in tail,
        token=unescape(token[2]).strip() or None if token else None,
        size=size[1] if size else None,
        response_date=date[1].strip() if date else None,
    )


def identifier_in(record: str) -> str | None:
    """The identifier of a record that is no well-formed XML, if its header shows one."""
    found = re.search(r"<(?:[\w.-]+:)?identifier>\s*([^<\s][^<]*?)\s*</", record.partition("metadata>")[0])
    return unescape(found[1]) if found else None


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
