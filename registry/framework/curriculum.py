"""The standard curriculum: the framework's modules in the order in which they are learnt, and a node's own words.

Pure. A node localises it by a file (docs/operator.md), which stands beside the standard and never replaces it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from registry.framework.concept import LANGUAGES, Concept, label_language, read_vocabulary
from registry.framework.vocabularies import ASPECTS, VISITS

ORDER = (
    "business-environment",
    "online-marketing",
    "cross-cultural-communications",
    "international-trade-practices",
    "internet-finance",
    "international-logistics",
    VISITS.id,
)
"""The six aspects and visits, from the first thought of selling abroad to the first shipment."""

_FILE = Path(__file__).parent / "terms" / "modules.tsv"
_LONGEST = 2_000  # characters of a localised text


@dataclass(frozen=True, slots=True)
class Module:
    """`concept`: its labels; `group` is the aspect, or visits, that it belongs to. `words`: what to search for to find
    what teaches it. `on_path`: needed for a first shipment."""

    concept: Concept
    words: str
    on_path: bool

    @property
    def id(self) -> str:
        return self.concept.id

    @property
    def aspect(self) -> str:
        return self.concept.group


class LocalisationProblem(ValueError):
    """A node's file that cannot be used; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Local:
    """What a node says of one module: texts by language of the interface, and links (title, address)."""

    titles: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    links: Sequence[tuple[str, str]] = ()

    def title(self, language: str | None) -> str:
        return _said(self.titles, language)

    def note(self, language: str | None) -> str:
        return _said(self.notes, language)


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """In the order of the curriculum."""
    concepts = read_vocabulary("modules")
    with _FILE.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    words, path = header.index("words"), header.index("path")
    return tuple(Module(concepts[row[0]], row[words], row[path] == "yes") for row in rows)


def module(id: str) -> Module | None:
    return next((module for module in modules() if module.id == id), None)


def path() -> tuple[Module, ...]:
    """The way from the start to the first shipment."""
    return tuple(module for module in modules() if module.on_path)


def read_localisation(text: str) -> Mapping[str, Local]:
    """A node's file, by module: {"modules": {"getting-paid": {"title": {"es": …}, "note": {"es": …}, "links":
    [{"title": …, "url": …}]}}}. LocalisationProblem for anything else."""
    try:
        stated = json.loads(text)
    except ValueError as error:
        raise LocalisationProblem(f"It is no JSON: {error}.") from None
    if not isinstance(stated, dict) or not isinstance(stated.get("modules"), dict):
        raise LocalisationProblem('It must be an object with "modules", an object by the ids of modules.')
    return {id: _local(id, said) for id, said in stated["modules"].items()}


def _local(id: str, said: Any) -> Local:
    if module(id) is None:
        known = ", ".join(module.id for module in modules())
        raise LocalisationProblem(f"There is no module {id!r}; there are {known}.")
    if not isinstance(said, dict) or not set(said) <= {"title", "note", "links"}:
        raise LocalisationProblem(f"{id}: give title, note and links, and nothing else.")
    links = said.get("links", [])
    if not isinstance(links, list):
        raise LocalisationProblem(f"{id}: links are a list.")
    return Local(
        _texts(id, said.get("title", {})), _texts(id, said.get("note", {})), [_link(id, one) for one in links]
    )


def _texts(id: str, stated: Any) -> Mapping[str, str]:
    sound = isinstance(stated, dict) and all(
        language in LANGUAGES and isinstance(text, str) and len(text) <= _LONGEST
        for language, text in stated.items()
    )
    if not sound:
        raise LocalisationProblem(f"{id}: texts are given by language, one of {', '.join(LANGUAGES)}.")
    return dict(stated)


def _link(id: str, stated: Any) -> tuple[str, str]:
    if isinstance(stated, dict) and set(stated) == {"title", "url"}:
        title, url = stated["title"], stated["url"]
        if isinstance(title, str) and isinstance(url, str) and url.startswith(("https://", "http://")):
            return title, url
    raise LocalisationProblem(f"{id}: a link has a title, and a url that begins with https:// or http://.")


def _said(texts: Mapping[str, str], language: str | None) -> str:
    """In the reader's language, else in the first one that there is."""
    return texts.get(label_language(language)) or next(iter(texts.values()), "")


def aspect(id: str) -> Concept:
    return VISITS if id == VISITS.id else ASPECTS[id]
