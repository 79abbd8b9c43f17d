"""Bytes to text, whatever encoding a document is in and whatever one it says it is in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import chardet
from w3lib.encoding import read_bom, resolve_encoding

_HEAD = 1024  # a declaration stands at the beginning
_SAMPLE = 100_000  # bytes that the detector looks at
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:-]+)"""  # XML
    rb"""|<meta[^>]{0,300}?\bcharset\s*=\s*["']?\s*([\w.:-]+)"""  # HTML
    rb"""|@charset\s+"([\w.:-]+)""",
    re.IGNORECASE,
)
_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_SURE_OF_LATIN = 0.05  # of the detector's confidence, which is low for all short texts
_BEYOND_ASCII = re.compile(r"[^\W\x00-\x7f]")
_INSIDE_LATIN = re.compile(r"(?<=[A-Za-z])[\u0370-\u07ff]|[\u0370-\u07ff](?=[A-Za-z])")
# What is stated by default, whatever the text is in. Every byte of most other encodings fits it.
_WESTERN = frozenset({"cp1252", "iso8859-15"})
_LEAST_IN_RUNS = 4
# Python has them under names of encodings; two of them take for ever over a long text.
_NOT_OF_TEXTS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
_SHIFTED = ("iso2022", "hz")  # written in ASCII bytes, so that every text in them is valid UTF-8 too


def text_of(body: bytes, charset: str | None = None) -> str:
    """The text of a document; `charset` is what its Content-Type header states.

    A byte order mark decides, then UTF-8 if the bytes are valid UTF-8 (texts in other encodings hardly ever
    are, while documents often declare another one wrongly), then what the document and the header state if
    the bytes fit and look like it (a detector decides between two that do), then the detector alone. Bytes that
    fit nothing become U+FFFD.
    """
    marked, mark = read_bom(body)
    if marked:
        return body[len(mark or b"") :].decode(marked, "replace")
    stated = list(_stated(body, charset))
    for encoding in (*_surely(body, stated), "utf-8"):
        text = _decoded(body, encoding)
        if text is not None:
            return text
    utf8 = body.decode("utf-8", "replace")
    if _mostly_fits(utf8):
        return utf8
    return _otherwise(body, [encoding for encoding in stated if not _is_utf(encoding)])


def _otherwise(body: bytes, stated: list[str]) -> str:
    """The text of a document that is not in UTF-8."""
    fitting = {encoding: text for encoding in stated if (text := _decoded(body, encoding)) is not None}
    sound = {
        encoding: text
        for encoding, text in fitting.items()
        if encoding not in _WESTERN or not _is_in_runs(text)
    }
    if len(sound) == 1:
        return next(iter(sound.values()))
    guessed = _detected(body)
    if guessed in sound:
        return sound[guessed]
    for text in sound.values():
        return text
    if guessed:
        return body.decode(guessed, "replace")
    for encoding in stated:
        text = body.decode(encoding, "replace")
        if _mostly_fits(text):
            return text
    return body.decode("cp1252", "replace")


def _detected(body: bytes) -> str | None:
    """The encoding that a document is in by the look of its bytes, whatever it declares."""
    guess = chardet.detect(_DECLARED.sub(b"", body[:_SAMPLE]))
    for encoding in _known(guess["encoding"]):
        text = body.decode(encoding, "replace")
        if _mostly_fits(text) and _is_likely(text, guess["confidence"]):
            return encoding
    return None


def _stated(body: bytes, charset: str | None) -> Iterator[str]:
    """Known encodings that the document and its header state, each as the superset that is meant."""
    declared = _DECLARED.search(body[:_HEAD])
    if declared:
        yield from _known(next(name for name in declared.groups() if name).decode("ascii", "replace"))
    yield from _known(charset)


def _known(name: str | None) -> list[str]:
    """The encoding of that name, if it is one of texts."""
    resolved = resolve_encoding(name) if name else None
    if not resolved or codecs.lookup(resolved).name in _NOT_OF_TEXTS:
        return []
    try:
        b" ".decode(resolved, "replace")
    except LookupError:  # of bytes to bytes, as base64
        return []
    return [resolved]


def _surely(body: bytes, stated: list[str]) -> Iterator[str]:
    yield from (encoding for encoding in stated if encoding.replace("-", "").startswith(_SHIFTED))
    if b"\0" in body[:2] and body[:2] != b"\0\0":
        yield "utf-16-be" if body[:1] == b"\0" else "utf-16-le"


def _is_utf(encoding: str) -> bool:
    """A wide encoding that is only stated, while the bytes show no sign of it, is never right."""
    return codecs.lookup(encoding).name.startswith("utf")


def _decoded(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_likely(text: str, confidence: float) -> bool:
    """Whether the detector's guess is better than Western European, which it mistakes for others in short texts.

    Letters of another alphabet stand in words of their own: "Cafי" is a misread "Café".
    """
    beyond = [found[0] for found in _BEYOND_ASCII.finditer(text, 0, _SAMPLE)]
    if all(letter < "\u0250" for letter in beyond):
        return confidence >= _SURE_OF_LATIN
    return sum(1 for _ in _INSIDE_LATIN.finditer(text, 0, _SAMPLE)) * 2 <= len(beyond)


def _is_in_runs(text: str) -> bool:
    """Whether what lies beyond ASCII stands side by side, as it hardly does in a Western European text."""
    beyond = sum(1 for character in text[:_SAMPLE] if character > "\x7f")
    side_by_side = sum(len(found[0]) for found in _RUN.finditer(text, 0, _SAMPLE))
    return side_by_side >= _LEAST_IN_RUNS and side_by_side * 2 >= beyond


def _mostly_fits(text: str) -> bool:
    """At most one character in twenty beyond ASCII is damaged."""
    return text.count("\ufffd") * 20 <= sum(1 for character in text if character > "\x7f")
