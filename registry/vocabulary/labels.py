"""What the concepts of resources are called: for search, in every language, and for readers, in theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from registry.framework.concept import label_language
from registry.vocabulary.models import Concept, Label, ResourceTerm, Term

_FALLBACKS = {"zh-Hans": ("zh-Hans", "zh", "zh-Hant"), "zh-Hant": ("zh-Hant", "zh", "zh-Hans")}


def searched(resources: Collection[int] | QuerySet[Any]) -> dict[int, tuple[str, ...]]:
    """By resource (id, or a query of them): all labels of the concepts that people have given its terms. One query.

    A term that is a label itself is left out: search bridges languages for those by itself.
    """
    found: dict[int, dict[str, None]] = defaultdict(dict)
    rows = ResourceTerm.objects.filter(resource__in=resources, term__how=Term.How.PERSON)
    for id, text in rows.order_by("resource", "term__concept__labels").values_list(
        "resource", "term__concept__labels__text"
    ):
        if text:
            found[id][text] = None
    return {id: tuple(texts) for id, texts in found.items()}


def topics(resource: int, language: str | None) -> list[str]:
    """The concepts of a resource, as a reader of this language calls them. Two queries."""
    concepts = Concept.objects.filter(terms__carried_by__resource=resource).distinct().order_by("slug")
    names = labels_for([concept.pk for concept in concepts], language)
    return [names[concept.pk] for concept in concepts if concept.pk in names]


def labels_for(concepts: Collection[int], language: str | None) -> dict[int, str]:
    """The preferred label of each concept in a language; in English, or whatever there is, where it has none."""
    served = label_language(language)
    wanted = (*_FALLBACKS.get(served, (served,)), "en")
    ranks = {tag: rank for rank, tag in enumerate(wanted)}
    best: dict[int, tuple[int, str]] = {}
    rows = Label.objects.filter(concept__in=concepts, preferred=True).order_by("pk")
    for concept, tag, text in rows.values_list("concept", "language", "text"):
        rank = ranks.get(tag, len(wanted))
        if concept not in best or rank < best[concept][0]:
            best[concept] = (rank, text)
    return {concept: text for concept, (_rank, text) in best.items()}
