"""What goes with a resource, each with the reason: what it is part of and its parts, a next step, what is like it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry.catalogue.keys import canonical, digest
from registry.catalogue.models import Decision, RecordKey, Resource
from registry.duplicates.related import related
from registry.framework.rubric import DEPTH_CELLS
from registry.framework.vocabularies import ASPECTS, VISITS
from search import analysis, concepts
from search.content import BELOW, above
from search.engines import Engine, EngineUnavailable, Hit, engine
from search.facets import language as tag
from search.needs import Need, needs
from search.scoring import Best, Clause, Flat, From, Has, Is, Sum, Times

logger = logging.getLogger(__name__)

MOST = 4  # of each kind
_MOST_EDITIONS = 8  # a thing may be there in many languages
_LOOKED_THROUGH = 12
_TOPICS, _NAMES = 8, 30  # needs of a title, and names of each
_SUBJECTS = 6
_FIELDS = {"title": 4.0, "subjects": 2.0}
_SAME_ASPECT, _SAME_LANGUAGE, _NOT_OVER = 6.0, 3.0, 4.0

# Words before the number of a part; a number alone ("Incoterms 2020") is none.
_PART = re.compile(
    r"(?P<before>(?:\b(?:part|parte|partie|phần|bagian|module|módulo|modul|mô-đun|lesson|lección|bài|unit|unidad|level|nivel|"
    r"week|semana|chapter|capítulo|часть|модуль)\s*|#|第))(?P<number>\d{1,2})(?!\d)",
    re.IGNORECASE,
)

_EDITIONS: Mapping[str, Promise] = {
    Decision.Relation.LANGUAGE: _("the same in another language"),
    Decision.Relation.SERIES: _("another part of the same series"),
    Decision.Relation.LATER: _("a later edition"),
    Decision.Relation.EARLIER: _("an earlier edition"),
}


@dataclass(frozen=True, slots=True)
class Related:
    """`reason`: for the reader of the page."""

    resource: Resource
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Relations:
    """Of each kind a few, the best first. No resource is there twice. `editions`: what people have said of it."""

    editions: Sequence[Related] = ()
    part_of: Sequence[Related] = ()
    parts: Sequence[Related] = ()
    next: Sequence[Related] = ()
    similar: Sequence[Related] = ()

    def __bool__(self) -> bool:
        return bool(self.editions or self.part_of or self.parts or self.next or self.similar)


def relations(
    resource: Resource, now: datetime, languages: Collection[str] = (), chosen: Engine | None = None
) -> Relations:
    """What a visible resource goes with, of what everybody may see (rule 8); while the engine is down, what people
    have said."""
    chosen = chosen or engine()
    topics = _topics(resource, languages)
    asked = (_parts(resource), _following(resource), _deeper(resource, topics), _like(resource, topics, now))
    try:
        hits = [chosen.best(clause, _LOOKED_THROUGH) if clause else [] for clause in asked]
    except EngineUnavailable as error:
        logger.warning("Only what people have said is related to anything: %s", error)
        hits = []
    higher, said = _above(resource), related(resource)
    seen, taken = _visible(hits, [*higher, *said]), {resource.pk}
    editions = _take(
        [seen[id] for id in said if id in seen],
        lambda other: _EDITIONS[said[other.pk]],
        taken,
        _MOST_EDITIONS,
    )
    if not hits:
        return Relations(editions=editions)
    part_of = _take([seen[id] for id in higher if id in seen], _is_above, taken)
    parts, follows, deeper, like = ([seen[hit.id] for hit in some if hit.id in seen] for some in hits)
    found_parts = _take(parts, _is_part, taken)
    following = _take(
        [each for each in follows if _folded(each.title) == _next_title(resource.title)], _is_next_part, taken
    )
    next_step = _take(deeper, lambda other: _goes_deeper(resource, other), taken)
    similar = _take(like, lambda other: _is_like(resource, other), taken)
    return Relations(editions, part_of, found_parts, [*following, *next_step][:MOST], similar)


def _take(
    candidates: Iterable[Resource],
    reason: Callable[[Resource], str | Promise | None],
    taken: set[int],
    most: int = MOST,
) -> list[Related]:
    """The first of them that have a reason and that no better reason has taken."""
    found: list[Related] = []
    for each in candidates:
        if each.pk not in taken and len(found) < most and (why := reason(each)):
            found.append(Related(each, why))
            taken.add(each.pk)
    return found


def _visible(hits: Sequence[Sequence[Hit]], others: Collection[int]) -> dict[int, Resource]:
    ids = {hit.id for some in hits for hit in some} | set(others)
    organised = ("record__organisation", "record__source__organisation")
    return Resource.objects.visible().select_related(*organised).defer("record__description").in_bulk(ids)


# What each kind is asked by.


def _topics(resource: Resource, languages: Collection[str]) -> list[Need]:
    """What it is about: the needs that its title and subjects would express as a query, concepts first."""
    own = [str(resource.effective.get("language") or ""), *languages]
    texts = [resource.title, *resource.effective.get("subjects", ())[:_SUBJECTS]]
    found = dict.fromkeys(need for text in texts for need in needs(text, own) if not need.is_side)
    return sorted(found, key=lambda need: not need.aspects)[:_TOPICS]


def _about(topics: Sequence[Need]) -> Sum:
    return Sum(
        tuple(Best(tuple(_in_field(f, by, need) for f, by in _FIELDS.items()), 0.2) for need in topics), 1
    )


def _in_field(field: str, weight: float, need: Need) -> Clause:
    named = tuple(Times(Has(field, each.tokens), each.weight) for each in need.alternatives[:_NAMES])
    return Times(Best(named, 0.2), weight * need.weight)


def _like(resource: Resource, topics: Sequence[Need], now: datetime) -> Clause | None:
    """What is about the same, teaches the same, in its language; what is over comes later."""
    if not topics:
        return None
    moment = int(now.timestamp())
    language = tag(resource.effective.get("language") or "")
    bonuses: list[Clause] = [
        Flat(Sum((From("ends", moment), Is("date", ("unknown",)))), _NOT_OVER),
        *(Flat(Is("depths", (f"{aspect}-2", f"{aspect}-3")), _SAME_ASPECT) for aspect in _taught(resource)),
        *([Flat(Is("language", (language,)), _SAME_LANGUAGE)] if language else []),
    ]
    # One of the topics at least: the bonuses are worth nothing alone.
    return Sum((_about(topics), Sum((_about(topics), *bonuses))), 2)


def _deeper(resource: Resource, topics: Sequence[Need]) -> Clause | None:
    """What is about the same and goes deeper into an aspect that it teaches."""
    further = [
        Flat(
            Is("depths", (f"{aspect}-{deeper}",)), _SAME_ASPECT / (deeper - depth)
        )  # the next depth before the last
        for aspect, depth in _depths(resource).items()
        for deeper in range(depth + 1, 4)
        if depth >= 1
    ]
    return Sum((_about(topics), Best(tuple(further), 0.0)), 2) if further and topics else None


def _following(resource: Resource) -> Clause | None:
    """What is called the same but for the number of the part."""
    title = _next_title(resource.title)
    return Has("title", analysis.phrase(title)) if title else None


def _parts(resource: Resource) -> Clause | None:
    """What lies below its address."""
    address = canonical(resource.effective.get("url") or "")
    return Is("names", (f"{BELOW}{address}",)) if address else None


def _above(resource: Resource) -> list[int]:
    """The resources at the addresses above its own, the nearest first."""
    digests = [digest("url", address) for address in above(resource.effective.get("url") or "")]
    if not digests:
        return []
    rows = RecordKey.objects.filter(digest__in=digests).annotate(leader=F("record__resource__leader"))
    found = {
        key: leader or record for key, record, leader in rows.values_list("digest", "record", "leader")[:20]
    }
    return [found[key] for key in digests if key in found]


# Why each is there; None where there is no reason to be told, and then it is not shown.


def _is_above(_other: Resource) -> Promise:
    return _("Its address says that this belongs to it")


def _is_part(_other: Resource) -> Promise:
    return _("Its address says that it belongs to this")


def _is_next_part(_other: Resource) -> Promise:
    return _("The part that follows")


def _goes_deeper(resource: Resource, other: Resource) -> str | None:
    theirs = _depths(other)
    for aspect, depth in _depths(resource).items():
        if theirs.get(aspect, 0) > depth >= 1:
            return str(format_lazy(_("Goes deeper into {aspect}"), aspect=_label(aspect)))
    return None


def _is_like(resource: Resource, other: Resource) -> str | None:
    """The concepts that both are about, else the aspects that both teach, else the words that both titles have."""
    both = [name for id, name in _named(resource).items() if id in _named(other)]
    if both:
        return str(format_lazy(_("Both are about: {what}"), what=_listed(both)))
    taught = [_label(aspect) for aspect in _taught(resource) if aspect in _taught(other)]
    if taught:
        return str(format_lazy(_("Both teach: {what}"), what=_listed(taught)))
    theirs = set(analysis.phrase(other.title))
    words = [word for word in analysis.words(resource.title) if theirs.intersection(analysis.phrase(word))]
    return str(format_lazy(_("Both are about: {what}"), what=_listed(words))) if words else None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(list(dict.fromkeys(names))[:2])


def _named(resource: Resource) -> dict[str, str]:
    """The concepts that title and subjects name, by id, with what they are called in the language of the page."""
    language = concepts.language_of(get_language() or "en")
    found: dict[str, str] = {}
    for text in (resource.title, *resource.effective.get("subjects", ())[:_SUBJECTS]):
        for match in concepts.matches(concepts.atoms(text), [str(resource.effective.get("language") or "")]):
            for each in match.concepts:
                if not each.is_side and each.about != concepts.PLACE:
                    found.setdefault(each.id, _name(each, language))
    return found


def _name(concept: concepts.Concept, language: str) -> str:
    by_language = {term.language: term.text for term in reversed(concept.terms)}
    return by_language.get(language) or by_language.get("en") or concept.id


def _label(aspect: str) -> str:
    concept = ASPECTS.get(aspect) or VISITS
    return concept.label(get_language())


def _depths(resource: Resource) -> dict[str, int]:
    cells = resource.profile.get("cells", {})
    stated = {cell: cells[cell]["value"] for cell in DEPTH_CELLS if cell in cells}
    return {cell: value for cell, value in stated.items() if isinstance(value, int)}


def _taught(resource: Resource) -> list[str]:
    return [cell for cell, depth in _depths(resource).items() if depth >= 2]


def _next_title(title: str) -> str:
    """The folded title of the next part of a numbered series; "" where it is none."""
    found = list(_PART.finditer(title))
    if not found:
        return ""
    last = found[-1]
    number = str(int(last["number"]) + 1).zfill(len(last["number"]))
    return _folded(title[: last.start("number")] + number + title[last.end("number") :])


def _folded(title: str) -> str:
    return " ".join(analysis.folded(title).split())
