"""A query's words marked where a text has them, in whatever spelling: “logistica” marks “logística”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from search import analysis

SNIPPET = 240  # characters
_BEFORE = 40  # shown before the first mark
_SEARCHED = 6_000  # characters of a text that are looked through for the best place


class Piece(NamedTuple):
    """A stretch of plain text, to be escaped where it is shown."""

    text: str
    marked: bool


class _Span(NamedTuple):
    start: int
    end: int


class Wanted(dict[str, bool]):
    """Whether a word is marked, and whether a run without spaces may have marks: for the terms of a query, worked
    out once for each word of a page of hits."""

    def __init__(self, terms: frozenset[str]) -> None:
        super().__init__()
        self.terms = terms

    def __missing__(self, word: str) -> bool:
        if analysis.is_unspaced(word):
            run = analysis.folded(word)
            wanted = any(term in run for term in self.terms)
        else:
            wanted = not self.terms.isdisjoint(analysis.tokens(word))
        self[word] = wanted
        return wanted


def marked(text: str, wanted: Wanted) -> list[Piece]:
    """The whole text, in pieces."""
    return _pieces(text, list(_spans(text, wanted)), 0, len(text))


def snippet(text: str, wanted: Wanted, length: int = SNIPPET) -> list[Piece]:
    """The stretch of a text that has most marks, or its beginning; an ellipsis where it was cut."""
    searched = " ".join(text[:_SEARCHED].split())
    spans = list(_spans(searched, wanted))
    start, end = _window(searched, _best_start(spans, length), length)
    pieces = _pieces(searched, spans, start, end)
    if start > 0:
        pieces.insert(0, Piece("…", False))
    if end < len(searched) or len(text) > _SEARCHED:
        pieces.append(Piece("…", False))
    return pieces


def _spans(text: str, wanted: Wanted) -> Iterator[_Span]:
    """Where the marks are, in order, without overlaps."""
    if not wanted.terms:
        return
    for word in analysis.WORD.finditer(text):
        if not wanted[word[0]]:
            continue
        if analysis.is_unspaced(word[0]):
            yield from _run_spans(word[0], word.start(), wanted.terms)
        else:
            yield _Span(word.start(), word.end())


def _run_spans(run: str, offset: int, terms: frozenset[str]) -> Iterator[_Span]:
    """In a run without spaces each pair of characters is marked, neighbours together."""
    hit = [not terms.isdisjoint(analysis.tokens(character)) for character in run]
    for i in range(len(run) - 1):
        if _folded_pair(run[i : i + 2]) in terms:
            hit[i] = hit[i + 1] = True
    start = None
    for i, is_hit in enumerate([*hit, False]):
        if is_hit and start is None:
            start = i
        elif not is_hit and start is not None:
            yield _Span(offset + start, offset + i)
            start = None


@lru_cache(maxsize=50_000)
def _folded_pair(pair: str) -> str:
    """A page of hits in Chinese holds thousands of pairs, most of them again and again."""
    return analysis.folded(pair)


def _best_start(spans: Sequence[_Span], length: int) -> int:
    """The first of the marks from which most marks follow within the length."""
    best, most = 0, 0
    for i, span in enumerate(spans):
        within = sum(1 for other in spans[i : i + 20] if other.end <= span.start + length - _BEFORE)
        if within > most:
            best, most = span.start, within
    return max(0, best - _BEFORE)


def _window(text: str, start: int, length: int) -> tuple[int, int]:
    """About this length from about there, cut between words where there are spaces."""
    if start > 0:
        start = text.find(" ", start, start + _BEFORE) + 1 or start
    end = min(len(text), start + length)
    if end < len(text):
        space = text.rfind(" ", end - 30, end)
        end = space if space > start else end
    return start, end


def _pieces(text: str, spans: Sequence[_Span], start: int, end: int) -> list[Piece]:
    pieces, at = [], start
    for span in spans:
        if span.start < at or span.end > end:
            continue
        pieces += [Piece(text[at : span.start], False), Piece(text[span.start : span.end], True)]
        at = span.end
    return [piece for piece in (*pieces, Piece(text[at:end], False)) if piece.text]
