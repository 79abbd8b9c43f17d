"""Evidence as quotations: the words that a judgement rests on, marked within what stands around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from registry.framework.profile import Evidence
from search.marking import Piece

# Fields that a source wrote as text; of another field the value is a fact, which its reason names.
_TEXTS = ("title", "description", "access", "level", "publisher", "subjects", "audience")
_AROUND = 45  # characters shown on either side
_MOST = 3  # quotations of one judgement


def quotes(evidence: Iterable[Evidence], known: Mapping[str, Any]) -> Sequence[Sequence[Piece]]:
    """One quotation for each passage, neighbours together. `known`: effective values.

    Words that are no longer where they were found are quoted alone.
    """
    by_text: dict[str, list[Evidence]] = defaultdict(list)
    for words in evidence:
        if words.field.partition("/")[0] in _TEXTS:
            by_text[words.field].append(words)
    found = [
        quote
        for field, spans in by_text.items()
        for quote in _quoted(_text(known, field), sorted(spans, key=lambda e: e.start))
    ]
    return found[:_MOST]


def _text(known: Mapping[str, Any], field: str) -> str:
    name, _slash, place = field.partition("/")
    value = known.get(name) or ""
    if isinstance(value, str):
        return value
    return str(value[int(place)]) if place.isdecimal() and int(place) < len(value) else ""


def _quoted(text: str, spans: Sequence[Evidence]) -> Iterable[Sequence[Piece]]:
    passage: list[Evidence] = []
    for span in spans:
        if text[span.start : span.end] != span.text:
            yield [Piece(span.text, True)]
        elif passage and span.start - passage[-1].end > 2 * _AROUND:
            yield _passage(text, passage)
            passage = [span]
        elif not passage or span.start >= passage[-1].end:
            passage.append(span)
    if passage:
        yield _passage(text, passage)


def _passage(text: str, spans: Sequence[Evidence]) -> Sequence[Piece]:
    start, end = _word_start(text, spans[0].start - _AROUND), _word_end(text, spans[-1].end + _AROUND)
    pieces = [Piece("…", False)] if start > 0 else []
    for span in spans:
        pieces += [Piece(text[start : span.start], False), Piece(text[span.start : span.end], True)]
        start = span.end
    pieces.append(Piece(text[start:end], False))
    if end < len(text):
        pieces.append(Piece("…", False))
    return [piece for piece in pieces if piece.text]


def _word_start(text: str, place: int) -> int:
    """Not within a word, where words are parted by spaces."""
    if place <= 0:
        return 0
    space = text.find(" ", place, place + _AROUND // 2)
    return space + 1 if space >= 0 else place


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - _AROUND // 2, place)
    return space if space >= 0 else place
