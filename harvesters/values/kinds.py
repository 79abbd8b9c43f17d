"""What kind of resource a source means, in the catalogue's terms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from registry.framework.vocabularies import RESOURCE_TYPES

# Types that say less than others: used only when nothing more exact is stated beside them.
GENERIC = ("event", "article", "learning-resource")

# Class names of schema.org, DCMI types, values of info:eu-repo, and words in which people state a type beside
# the labels of the vocabulary: a type's id, a tab, its terms.
_TERMS = Path(__file__).with_suffix(".tsv")

_PREFIX = re.compile(
    r"^(?:https?://(?:schema\.org|purl\.org/dc/dcmitype)/|info:eu-repo/semantics/|doc-type:|schema:|sdo:)"
)


def resource_type(*terms: str) -> str | None:
    """The id of the resource type that the terms state, the most exact first; None when they state none.

    Takes class names of schema.org, values of dc:type, and words in several languages ("hands-on tutorial",
    "线上研讨会"). A generic answer (an event, an article) gives way to an exact one of another term.
    """
    found = [kind for term in terms if term and (kind := _type_of(term))]
    exact = (kind for kind in found if kind not in GENERIC)
    return next(exact, None) or min(found, key=GENERIC.index, default=None)


def type_of_media(media_types: Iterable[str]) -> str | None:
    """The resource type of what is attached to an entry: sound makes a podcast of it, moving pictures a video."""
    kinds = {stated.strip().lower().partition("/")[0] for stated in media_types}
    return "podcast" if "audio" in kinds else "video" if "video" in kinds else None


@lru_cache(maxsize=4096)
def _type_of(term: str) -> str | None:
    name = _PREFIX.sub("", " ".join(term.lower().split()))
    if name in _BY_TERM:
        return _BY_TERM[name]
    kinds = [_BY_TERM[match[0]] for match in _PHRASE.finditer(name[:200])]
    exact = [kind for kind in kinds if kind not in GENERIC]
    return next(iter(exact or kinds), None)


def _read_terms() -> dict[str, str]:
    by_term: dict[str, str] = {}
    for concept in RESOURCE_TYPES:
        for label in concept.labels.values():
            by_term.setdefault(label.lower(), concept.id)
    _, *rows = _TERMS.read_text(encoding="utf-8").splitlines()
    for row in rows:
        kind, terms = row.split("\t")
        by_term.update(dict.fromkeys(terms.split("|"), RESOURCE_TYPES[kind].id))
    return by_term


def _phrase(term: str) -> str:
    # Thai, Chinese and Japanese are written without spaces, so that a word's edge is no boundary there.
    return rf"\b{re.escape(term)}\b" if term[0] < "\u0e00" else re.escape(term)


_BY_TERM = _read_terms()
_PHRASE = re.compile("|".join(_phrase(term) for term in sorted(_BY_TERM, key=len, reverse=True)))
