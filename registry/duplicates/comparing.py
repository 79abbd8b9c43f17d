"""Two descriptions side by side, with what differs between them marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from registry.catalogue.description import FIELDS
from registry.duplicates.terms import terms

Agreement = Literal["same", "differs", "only first", "only second"]

_LEFT_OUT = ("certain", "image")
_LONGEST = 4_000  # characters of a text that are shown and compared
_UNITS = re.compile(
    r"[^\W_]+\s*|\s+|.\s*", re.DOTALL
)  # with the space behind: spaces alone would match anywhere
_CHARACTERS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `differs`: the other text does not have it there."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both. Empty pieces: it is not known of that one."""

    field: str
    first: tuple[Piece, ...]
    second: tuple[Piece, ...]
    agreement: Agreement


def compared(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Row]:
    """The rows of all fields that either knows, texts with their differences marked word by word."""
    known = [field for field in FIELDS if field not in _LEFT_OUT and (field in first or field in second)]
    return [_row(field, first.get(field), second.get(field)) for field in known]


def _row(field: str, first: Any, second: Any) -> Row:
    if first is None or second is None:
        only: Agreement = "only second" if first is None else "only first"
        return Row(field, _whole(first), _whole(second), only)
    if _folded(first) == _folded(second):
        return Row(field, _whole(first), _whole(second), "same")
    if isinstance(first, str) and isinstance(second, str):
        return Row(field, *_marked(first[:_LONGEST], second[:_LONGEST]), "differs")
    if isinstance(first, list) and isinstance(second, list):
        return Row(field, _items(first, second), _items(second, first), "differs")
    return Row(field, _whole(first, differs=True), _whole(second, differs=True), "differs")


def _folded(value: Any) -> Any:
    return terms(value) or value if isinstance(value, str) else value


def _whole(value: Any, *, differs: bool = False) -> tuple[Piece, ...]:
    return () if value is None else (Piece(_text(value)[:_LONGEST], differs),)


def _items(own: Sequence[Any], other: Sequence[Any]) -> tuple[Piece, ...]:
    """A list's items, each marked that the other list lacks."""
    pieces = [Piece(_text(item), item not in other) for item in own]
    return tuple(piece for each in pieces for piece in (each, Piece("; ", False)))[:-1]


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(_text(part) for name, part in value.items() if name != "key")
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return str(value)


def _marked(first: str, second: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    units = _split(first), _split(second)
    first_folded, second_folded = ([unit.strip().casefold() for unit in side] for side in units)
    matcher = SequenceMatcher(None, first_folded, second_folded, autojunk=False)
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    for kind, a, b, c, d in matcher.get_opcodes():
        for side, text in enumerate(("".join(units[0][a:b]), "".join(units[1][c:d]))):
            if text:
                pieces[side].append(Piece(text, kind != "equal" and not text.isspace()))
    return tuple(pieces[0]), tuple(pieces[1])


def _split(text: str) -> list[str]:
    """Words and spaces; characters where words are not set apart."""
    found: list[str] = []
    for unit in _UNITS.findall(text):
        found += list(unit) if _CHARACTERS.search(unit) else [unit]
    return found
