"""Spoils documents by chance, and again in the same way from the same seed: bytes, tokens, structure, encodings."""

from __future__ import annotations

import copy
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from lxml import etree

LARGEST = 400_000  # bytes of a mutant
_TOKEN = re.compile(r"[A-Za-z_][\w.-]*|\d+|\s+|[^\w\s]", re.ASCII)
# Bytes for bytes, so that a text in any encoding can be taken to pieces and put together again.
_AS_BYTES = "latin-1"

_NASTY = (
    *("", " ", "0", "-1", "1", "99999999999999999999", "1e999", "NaN", "0001-01-01", "9999-12-31", "2026-02-30"),
    *("null", "true", "[]", "{}", '"', "'", "\\", "\\ud800", "\\u0000", "%00", "%", "&", "&#0;", "&#xD800;", "&x;"),
    *("<", ">", "]]>", "<![CDATA[", "<!--", "-->", "<?", "<!DOCTYPE a [", "<!ENTITY b '&c;'>", "</", "/>"),
    *("\0", "\r", "\n", "\t", "\x1b", "\x85", "\xff\xfe", "\xef\xbb\xbf", "\xe2\x80\xae", "\xed\xa0\x80"),
    *("http://", "https://[", "javascript:alert(1)", "//", "mailto:a@b.example", "file:///etc/passwd", "#", "?"),
    *("P", "PT0S", "P99999999999D", "FREQ=SECONDLY", "RRULE:FREQ=YEARLY;INTERVAL=0", "DTSTART:00000000T000000Z"),
    *("BEGIN:VEVENT", "END:VCALENDAR", "24:61:61", "+99:99", "TZID=../../etc/passwd", "=cmd|' /C calc'!A0"),
)  # fmt: skip
_CHARSETS = (
    "utf-16",
    "utf-16-le",
    "utf-32",
    "gb18030",
    "big5",
    "euc-kr",
    "shift_jis",
    "cp1252",
    "tis-620",
    "cp500",
)
_DECLARATION = re.compile(rb"""(encoding\s*=\s*["'])[^"']*""")

Spoil = Callable[[bytes, Random], bytes]


def mutant(body: bytes, random: Random, others: Sequence[bytes]) -> tuple[bytes, list[str]]:
    """A spoilt document, and how it was spoilt: by one to four mutations, of which some may change nothing.

    `others` are documents that a piece may come from.
    """
    names = []
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        kind = random.choice(list(_MUTATIONS))
        spoil = random.choice(_MUTATIONS[kind])
        names.append(spoil.__name__.strip("_"))
        body = spoil(body, random)[:LARGEST]
    if others and random.random() < 0.05:
        names.append("spliced")
        body = _spliced(body, random.choice(others), random)[:LARGEST]
    return body, names


def _span(length: int, random: Random, longest: int) -> tuple[int, int]:
    start = random.randrange(length + 1)
    return start, min(length, start + random.randrange(1, longest + 1))


def _flipped(body: bytes, random: Random) -> bytes:
    spoilt = bytearray(body)
    for _ in range(random.choice((1, 2, 10, 100)) if body else 0):
        spoilt[random.randrange(len(spoilt))] = random.randrange(256)
    return bytes(spoilt)


def _deleted(body: bytes, random: Random) -> bytes:
    start, end = _span(len(body), random, random.choice((1, 20, 1000)))
    return body[:start] + body[end:]


def _duplicated(body: bytes, random: Random) -> bytes:
    start, end = _span(len(body), random, random.choice((1, 20, 1000)))
    return body[:end] + body[start:end] * random.choice((1, 2, 50)) + body[end:]


def _swapped(body: bytes, random: Random) -> bytes:
    first, middle, last = sorted(random.randrange(len(body) + 1) for _ in range(3))
    return body[:first] + body[middle:last] + body[first:middle] + body[last:]


def _truncated(body: bytes, random: Random) -> bytes:
    return body[: random.randrange(len(body) + 1)]


def _beheaded(body: bytes, random: Random) -> bytes:
    return body[random.randrange(min(len(body), 300) + 1) :]


def _noise(body: bytes, random: Random) -> bytes:
    start = random.randrange(len(body) + 1)
    return body[:start] + random.randbytes(random.choice((1, 10, 500))) + body[start:]


def _tokens(body: bytes) -> list[str]:
    return _TOKEN.findall(body.decode(_AS_BYTES))


def _joined(tokens: list[str]) -> bytes:
    return "".join(tokens).encode(_AS_BYTES, "replace")


def _tokens_swapped(body: bytes, random: Random) -> bytes:
    tokens = _tokens(body)
    for _ in range(random.choice((1, 3, 20)) if tokens else 0):
        one, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        tokens[one], tokens[other] = tokens[other], tokens[one]
    return _joined(tokens)


def _tokens_lost(body: bytes, random: Random) -> bytes:
    share = random.choice((0.001, 0.01, 0.2))
    return _joined([token for token in _tokens(body) if random.random() > share])


def _tokens_replaced(body: bytes, random: Random) -> bytes:
    tokens = _tokens(body)
    for _ in range(random.choice((1, 3, 20)) if tokens else 0):
        tokens[random.randrange(len(tokens))] = random.choice(_NASTY)
    return _joined(tokens)


def _numbers_replaced(body: bytes, random: Random) -> bytes:
    extremes = ("0", "1", "99", "-1", "00", "2569", "65536", "4294967296", "9" * 30, "1" * 5000)
    share = random.choice((0.02, 0.3))
    return re.sub(
        rb"\d+",
        lambda found: random.choice(extremes).encode() if random.random() < share else found[0],
        body,
    )


def _token_grown(body: bytes, random: Random) -> bytes:
    tokens = _tokens(body)
    if tokens:
        at = random.randrange(len(tokens))
        tokens[at] *= random.choice((100, 3_000, 30_000)) // max(1, len(tokens[at]) // 10)
    return _joined(tokens)


def _lines(body: bytes, random: Random) -> bytes:
    """Lines swapped, lost, doubled or run together."""
    lines = body.splitlines(keepends=True)
    if not lines:
        return body
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(4):
        case 0:
            lines[at], lines[to] = lines[to], lines[at]
        case 1:
            del lines[min(at, to) : min(at, to) + random.choice((1, 3))]
        case 2:
            lines[at:at] = lines[to : to + 5]
        case _:
            lines[at] = lines[at].rstrip(b"\r\n")
    return b"".join(lines)


def _tree(body: bytes, random: Random) -> bytes:
    """Elements or members swapped, lost, doubled, renamed, emptied or nested, in a document that stays whole."""
    if body[:4] == b"PK\x03\x04":
        return _part_of_archive(body, random)
    try:
        if body.lstrip()[:1] in (b"{", b"["):
            return json.dumps(_json_spoilt(json.loads(body), random), ensure_ascii=False).encode(
                "utf-8", "replace"
            )
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except (ValueError, etree.XMLSyntaxError, RecursionError):
        return _lines(body, random)
    for _ in range(random.choice((1, 2, 5))):
        _element_spoilt(random.choice(list(root.iter(etree.Element))), random)
    return etree.tostring(root, encoding="utf-8")


def _part_of_archive(body: bytes, random: Random) -> bytes:
    """One part of a workbook or a text document, in an archive that stays sound."""
    written = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(body)) as old,
            zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            chosen = random.choice(old.namelist())
            for name in old.namelist():
                part = old.read(name)
                new.writestr(name, mutant(part, random, ())[0] if name == chosen else part)
    except (zipfile.BadZipFile, ValueError, IndexError, OSError, EOFError, zlib.error, NotImplementedError):
        return _flipped(body, random)
    return written.getvalue()


def _element_spoilt(element: etree._Element, random: Random) -> None:
    parent = element.getparent()
    if parent is None:
        return
    match random.randrange(7):
        case 0:
            parent.remove(element)
        case 1:
            for _ in range(random.choice((1, 3, 20))):
                parent.append(copy.deepcopy(element))
        case 2:
            element.text = random.choice(["", "x", "2026-02-30", "9" * 400, "<b>&amp;</b>", "\u202e跨境"])
        case 3:
            element.tag = random.choice(["item", "entry", "a", "{urn:x}title", "record", "url"])
        case 4:
            for child in list(element):
                element.remove(child)
        case 5:
            for name in list(element.attrib):
                del element.attrib[name]
        case _:
            _nest(element, random.choice((2, 50, 400)))


def _nest(element: etree._Element, depth: int) -> None:
    inner = element
    for _ in range(depth):
        inner = etree.SubElement(inner, element.tag)
    inner.text = "deep"


def _json_spoilt(document: Any, random: Random) -> Any:
    places = list(_json_places(document))
    for _ in range(random.choice((1, 2, 5)) if places else 0):
        holder, key = random.choice(places)
        try:
            holder[key] = _json_other(holder[key], random)
        except (KeyError, IndexError):
            continue  # what an earlier mutation took away
    return document


def _json_places(document: Any) -> list[tuple[Any, Any]]:
    places: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting and len(places) < 5_000:
        holder = waiting.pop()
        members = (
            holder.items()
            if isinstance(holder, dict)
            else enumerate(holder)
            if isinstance(holder, list)
            else ()
        )
        for key, value in members:
            places.append((holder, key))
            waiting.append(value)
    return places


def _json_other(value: Any, random: Random) -> Any:
    nested: Any = "deep"
    for _ in range(random.choice((5, 200))):
        nested = [nested] if random.random() < 0.5 else {"@type": "Course", "name": nested}
    return random.choice(
        [
            None,
            True,
            0,
            -1,
            1e308,
            10**40,
            "",
            "x",
            "\u202e跨境",
            "9" * 400,
            [],
            {},
            [value] * 3,
            {"a": value},
            nested,
        ]
    )


def _encoded_anew(body: bytes, random: Random) -> bytes:
    return body.decode("utf-8", "replace").encode(random.choice(_CHARSETS), "replace")


def _declared_otherwise(body: bytes, random: Random) -> bytes:
    named = random.choice((*_CHARSETS, "utf-7", "bogus", "x" * 300, "base64")).encode()
    return _DECLARATION.sub(lambda found: found[1] + named, body, count=1)


def _encoded_in_part(body: bytes, random: Random) -> bytes:
    start, end = _span(len(body), random, 2_000)
    part = body[start:end].decode("utf-8", "replace").encode(random.choice(_CHARSETS), "replace")
    return body[:start] + part + body[end:]


def _marked(body: bytes, random: Random) -> bytes:
    return (
        random.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"\0\0", b"PK\x03\x04")) + body
    )


def _spliced(body: bytes, other: bytes, random: Random) -> bytes:
    start, end = _span(len(other), random, 5_000)
    at = random.randrange(len(body) + 1)
    return body[:at] + other[start:end] + body[at:]


_MUTATIONS: dict[str, tuple[Spoil, ...]] = {
    "bytes": (_flipped, _deleted, _duplicated, _swapped, _truncated, _beheaded, _noise),
    "tokens": (_tokens_swapped, _tokens_lost, _tokens_replaced, _numbers_replaced, _token_grown),
    "structure": (_tree, _tree, _lines),
    "encodings": (_encoded_anew, _declared_otherwise, _encoded_in_part, _marked),
}
