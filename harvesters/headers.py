"""Columns and keys recognised by their names, for sources whose settings state no fields."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

# Each line: a field, a tab, and the names it has in a dozen languages, parted by |, the most usual first.
# A name that several fields could go by, such as "date" or "contact", is not among them.
_NAMES = Path(__file__).with_suffix(".tsv")

_SESSION = "occurrences."
_SEPARATORS = {
    "audience": [";", "|"],
    "creators": [";", "|"],
    "economies": [";", "|"],
    "forms": [";", "|", "/", ","],
    "identifiers": [";", "|"],
    "subjects": [";", "|", ",", "、", "，"],
    "type": [";", "|"],
}


@lru_cache(maxsize=4096)
def fields_by_name(names: frozenset[str]) -> dict[str, Any]:
    """The settings' `fields` for columns of these names.

    A field is read from all columns that are named so, the more usual name first; their order says nothing.
    """
    columns: dict[str, list[str]] = {}
    for name in _by_rank(names):
        columns.setdefault(_known()[_folded(name)].field, []).append(name)
    columns.pop("identifier", None)
    sessions = {field: found for field, found in columns.items() if field.startswith(_SESSION)}
    fields: dict[str, Any] = {
        field: [_stated(field, name) for name in found]
        for field, found in columns.items()
        if field not in sessions
    }
    if f"{_SESSION}start" in sessions:
        fields["occurrences"] = {"fields": {f.removeprefix(_SESSION): found for f, found in sessions.items()}}
    return fields


@lru_cache(maxsize=4096)
def identifier_by_name(names: frozenset[str]) -> str | None:
    """The column that is named as identifiers most usually are."""
    return next((name for name in _by_rank(names) if _known()[_folded(name)].field == "identifier"), None)


class _Known(NamedTuple):
    rank: int
    field: str


def _stated(field: str, name: str) -> dict[str, Any]:
    separators = _SEPARATORS.get(field)
    return {"path": name, "split": separators} if separators else {"path": name}


def _by_rank(names: frozenset[str]) -> list[str]:
    known = [(_known()[_folded(name)].rank, name) for name in names if _folded(name) in _known()]
    return [name for _, name in sorted(known)]


@cache
def _known() -> dict[str, _Known]:
    _, *lines = _NAMES.read_text(encoding="utf-8").splitlines()
    pairs = (
        (field, name) for field, names in (line.split("\t") for line in lines) for name in names.split("|")
    )
    return {_folded(name): _Known(rank, field) for rank, (field, name) in enumerate(pairs)}


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    """A name without case, full-width forms, and the signs that programs put between words."""
    return re.sub(r"[\s_\-:*]+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()
