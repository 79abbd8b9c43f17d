"""Concepts of vocabularies for learning resources, by address: what each is called, and which resource type it is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from registry.framework.vocabularies import RESOURCE_TYPES

# Without the scheme of the address; values of IEEE 1484.12.1 (LOM) have the name of their source before them.
_TABLE = Path(__file__).with_suffix(".tsv")
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_LEVEL = re.compile(r"(?<=/level_)0(?=\d$)")


class Concept(NamedTuple):
    label: str  # in English
    kind: str  # a name of a resource type, as values.kinds reads it; empty for none


def concept(address: str) -> Concept | None:
    """The concept of an address (or of "LOMv1.0/exercise"); None for one that is not known here."""
    name = _LEVEL.sub("", _SCHEME.sub("", address.strip()).rstrip("/"))
    return _concepts().get(name.lower())


@cache
def _concepts() -> dict[str, Concept]:
    _, *rows = _TABLE.read_text(encoding="utf-8").splitlines()
    found = {}
    for row in rows:
        name, label, kind = row.split("\t")
        found[name.lower()] = Concept(label, RESOURCE_TYPES[kind].labels["en"] if kind else "")
    return found
