"""Begins the vocabulary of an installation with the concepts that search ships; what people have changed stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from registry.catalogue.writing import writing
from registry.framework.rubric import DEPTH_CELLS
from registry.vocabulary.models import Concept, Label, Term
from registry.vocabulary.terms import find_concepts, folded
from search import concepts as shipped

_AT_ONCE = 10  # concepts in one transaction: some four hundred rows


def seed() -> int:
    """Adds the shipped concepts that this installation has never had, once there is a term to be mapped; returns how
    many they were."""
    if not Term.objects.exists():
        return 0
    known = set(Concept.objects.values_list("slug", flat=True))
    missing = iter([concept for concept in _shipped() if concept.id not in known])
    count = 0
    while some := list(islice(missing, _AT_ONCE)):
        _add(some)
        count += len(some)
    return count


@cache
def _shipped() -> tuple[shipped.Concept, ...]:
    return tuple(concept for concept in shipped.every() if not concept.is_side)


def _add(some: Sequence[shipped.Concept]) -> None:
    with writing():
        made = Concept.objects.bulk_create(
            [Concept(slug=each.id, aspect=each.about if each.about in DEPTH_CELLS else "") for each in some]
        )
        labels = [label for one, each in zip(made, some, strict=True) for label in _labels(one, each)]
        Label.objects.bulk_create(labels)
        find_concepts(label.folded for label in labels)


def _labels(concept: Concept, each: shipped.Concept) -> Iterator[Label]:
    """The first of each language is the preferred one."""
    seen: set[tuple[str, str]] = set()
    for term in each.terms:
        key = (term.language, folded(term.text))
        if key not in seen:
            preferred = all(language != term.language for language, _text in seen)
            seen.add(key)
            yield Label(concept=concept, language=key[0], folded=key[1], text=term.text, preferred=preferred)
