"""What a beginning may be meant to become, as somebody types: names of concepts, organisations, titles."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal, NamedTuple

from registry.catalogue.models import Resource
from search import analysis, concepts
from search.engines import Engine, EngineUnavailable, Hit, engine
from search.scoring import Begins, Best, Clause, Has, Sum

logger = logging.getLogger(__name__)

Kind = Literal["concept", "organisation", "title"]

LONGEST = 200  # characters; of a longer beginning the end counts
_MOST = {"concept": 3, "organisation": 2, "title": 4}
_LOOKED_THROUGH = 20  # resources, for titles and for organisations
_LONGEST_TITLE = 120  # a longer one is no use as a query
_LEAST = 2  # letters; one character of a script without spaces is a word


@dataclass(frozen=True, slots=True)
class Completion:
    """`language`: of the text, BCP 47; "" when it is not known."""

    text: str
    kind: Kind
    language: str = ""


def complete(typed: str, languages: Collection[str] = (), chosen: Engine | None = None) -> list[Completion]:
    """Completions of what was typed so far, for a reader of these languages; nothing that cannot be seen by
    everybody. An engine that is down leaves the vocabulary."""
    typed = " ".join(typed[-LONGEST:].split(" "))
    begun = analysis.folded(typed).lstrip()
    if not _is_enough(begun):
        return []
    found = [*vocabulary(begun, languages)]
    try:
        found += _of_resources(typed, begun, chosen or engine())
    except EngineUnavailable as error:
        logger.warning("Completing without titles: %s", error)
    unique = {analysis.folded(each.text): each for each in reversed(found)}
    return [each for each in found if unique.get(analysis.folded(each.text)) is each and each.text != typed]


def _is_enough(begun: str) -> bool:
    return len(begun.strip()) >= _LEAST or analysis.is_unspaced(begun.strip() or " ")


def warm() -> None:
    """Reads the vocabulary before somebody waits for it."""
    _names()


class _Name(NamedTuple):
    folded: str
    text: str
    language: str
    concept: str


def vocabulary(begun: str, languages: Collection[str]) -> Iterator[Completion]:
    """One name of each concept: in a language of the reader before others, at its beginning before further on."""
    own = {concepts.language_of(tag) for tag in languages}
    begun = begun.rstrip() if analysis.is_unspaced(begun) else begun
    near = [name for name in _names() if _goes_on(begun, name.folded)]
    near.sort(key=lambda name: (name.language not in own, not name.folded.startswith(begun), len(name.text)))
    by_concept = {name.concept: name for name in reversed(near)}
    for name in islice((n for n in near if by_concept[n.concept] is n), _MOST["concept"]):
        yield Completion(name.text, "concept", name.language)


def _goes_on(begun: str, name: str) -> bool:
    """Whether a name goes on so, from its beginning or from that of one of its words."""
    if analysis.is_unspaced(begun):
        return begun in name
    return name.startswith(begun) or f" {begun}" in name


@cache
def _names() -> tuple[_Name, ...]:
    named = ((each, term) for each in concepts.every() for term in each.terms)
    return tuple(_Name(analysis.folded(t.text), t.text, t.language, each.id) for each, t in named)


def _of_resources(typed: str, begun: str, chosen: Engine) -> Iterator[Completion]:
    people = _clause("people", typed)
    titles = _clause("title", typed)
    if people is None or titles is None:
        return
    by_people = _visible(chosen.best(people, _LOOKED_THROUGH))
    names = (name for resource in by_people for name in _organisations(resource) if _has_words(begun, name))
    for name in _first(names, _MOST["organisation"]):
        yield Completion(name, "organisation")
    found = _visible(chosen.best(titles, _LOOKED_THROUGH))
    languages = {each.title: each.effective.get("language") or "" for each in reversed(found)}
    for title in _first((each.title for each in found), _MOST["title"]):
        if len(title) <= _LONGEST_TITLE:
            yield Completion(title, "title", languages[title])


def _clause(field: str, typed: str) -> Clause | None:
    """All words but the last, and one that begins as the last does; None where nothing is a word."""
    words = analysis.words(typed)
    if not words:
        return None
    *whole, last = words if not typed[-1].isspace() or analysis.is_unspaced(words[-1]) else (*words, "")
    parts = [Best(tuple(Has(field, each) for each in unit.alternatives), 0.0) for unit in _units(whole)]
    parts += _last(field, last)
    return Sum(tuple(parts), len(parts))


def _units(words: Sequence[str]) -> list[analysis.Unit]:
    return analysis.units(" ".join(words))


def _last(field: str, last: str) -> Iterator[Best]:
    """A word that begins so, or is so: the ending that it loses in the index may have been typed already."""
    if not last:
        return
    tokens = analysis.phrase(last)
    if analysis.is_unspaced(last):
        yield Best((Has(field, tokens) if len(last) > 1 else Begins(field, last),), 0.0)
        return
    *before, end = tokens
    yield from (Best((Has(field, (token,)),), 0.0) for token in before)
    beginning = "".join(c for c in last.rpartition("-")[2] if c.isalnum())
    yield Best((Has(field, (end,)), *([Begins(field, beginning)] if beginning else [])), 0.0)


def _visible(hits: Iterable[Hit]) -> list[Resource]:
    """In the order of the hits (rule 8)."""
    ids = [hit.id for hit in hits]
    organised = ("record__organisation", "record__source__organisation")
    by_id = (
        Resource.objects.visible()
        .select_related(*organised)
        .defer("profile", "record__description")
        .in_bulk(ids)
    )
    return [by_id[id] for id in ids if id in by_id]


def _organisations(resource: Resource) -> Iterator[str]:
    if publisher := resource.effective.get("publisher"):
        yield str(publisher)
    yield resource.record.organiser.name


def _has_words(begun: str, name: str) -> bool:
    """Whether each word that was typed begins one of the name's."""
    said = analysis.words(name)
    return all(any(_begins(word, other) for other in said) for word in analysis.words(begun))


def _begins(word: str, other: str) -> bool:
    return word in other if analysis.is_unspaced(word) else other.startswith(word)


def _first(texts: Iterable[str], most: int) -> list[str]:
    return list(islice(dict.fromkeys(texts), most))
