"""Takes up the subjects of resources as these change, and finds the concept of each that is called just so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from registry.catalogue.keys import digest
from registry.catalogue.models import Resource
from registry.catalogue.outbox import enqueue
from registry.catalogue.visibility import live
from registry.catalogue.writing import writing
from registry.framework.folding import fold
from registry.vocabulary.models import Followed, Label, Reach, ResourceTerm, Term

AT_ONCE = 200  # resources that one transaction takes up
TOLD_AT_ONCE = 400
_PIECES = 5  # transactions of one call, so that it returns soon
_LONGEST = 200  # characters; longer ones are sentences
_MOST = 50  # subjects of one resource


def keep_up(now: datetime | None = None) -> None:
    """The worker's part: some resources that have changed, and some that search is to be told of."""
    for _ in range(_PIECES):
        if not take_up(now or timezone.now()):
            break
    for _ in range(_PIECES):
        if not tell():
            break


def folded(text: str) -> str:
    """As terms and labels are compared."""
    return " ".join(fold(text).split())[:_LONGEST]


def take_up(now: datetime) -> int:
    """The next resources that have changed; returns how many they were."""
    with writing():
        place = Followed.current()
        changed = place.next(now, AT_ONCE)
        _take_up(changed)
        place.advance(changed)
    return len(changed)


def _take_up(changed: Sequence[Resource]) -> None:
    said = {resource.pk: _subjects(resource) for resource in changed}
    known = _terms({key: text for texts in said.values() for key, text in texts.items()})
    wanted = {(id, known[key]) for id, texts in said.items() for key in texts}
    there = {(row.resource_id, row.term_id): row.pk for row in ResourceTerm.objects.filter(resource__in=said)}
    ResourceTerm.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    new = wanted - there.keys()
    ResourceTerm.objects.bulk_create([ResourceTerm(resource_id=id, term_id=term) for id, term in sorted(new)])
    _count({term for _id, term in new | (there.keys() - wanted)})


def _subjects(resource: Resource) -> dict[str, tuple[str, str]]:
    """By their folded form: as written, and the resource's language. None of what is not shown."""
    record = resource.record
    shown = live(record.state, record.source.state) and resource.leader_id is None
    if not shown or resource.hidden or resource.off_topic:
        return {}
    language = str(resource.effective.get("language") or "")[:20]
    texts = [str(text).strip()[:_LONGEST] for text in resource.effective.get("subjects", ())[:_MOST]]
    return {key: (text, language) for text in texts if (key := folded(text))}


def _terms(texts: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    digests = {digest("term", key): key for key in texts}
    known = set(Term.objects.filter(digest__in=digests).values_list("digest", flat=True))
    new = [
        Term(digest=number, folded=key, text=texts[key][0], language=texts[key][1])
        for number, key in digests.items()
        if number not in known
    ]
    if new:
        Term.objects.bulk_create(new)
        find_concepts([term.folded for term in new])
    return {
        digests[number]: pk
        for number, pk in Term.objects.filter(digest__in=digests).values_list("digest", "pk")
    }


def _count(terms: Iterable[int]) -> None:
    carried = ResourceTerm.objects.filter(term=OuterRef("pk")).order_by().values("term")
    number = Subquery(carried.annotate(number=Count("pk")).values("number"))
    Term.objects.filter(pk__in=list(terms)).update(count=Coalesce(number, 0))


def find_concepts(texts: Iterable[str]) -> None:
    """Gives terms that nobody has decided on the concept that is called so, if just one is. `texts`: folded."""
    texts = list(dict.fromkeys(texts))
    concepts: dict[str, set[int]] = {text: set() for text in texts}
    named = Label.objects.filter(folded__in=texts, concept__deprecated=False)
    for text, id in named.values_list("folded", "concept"):
        concepts[text].add(id)
    open_terms = Term.objects.filter(digest__in=[digest("term", text) for text in texts])
    for term in open_terms.exclude(how__in=(Term.How.PERSON, Term.How.IGNORED)):
        found = concepts[term.folded]
        how = Term.How.AMBIGUOUS if len(found) > 1 else Term.How.LABEL if found else Term.How.NONE
        concept: int | None = next(iter(found)) if len(found) == 1 else None
        if (term.how, term.concept_id) != (how, concept):
            Term.objects.filter(pk=term.pk).update(how=how, concept=concept)


def reach(terms: Iterable[int]) -> None:
    """Search is to be told of all that carry these terms; the worker does it. Call it where they change."""
    for term in terms:
        Reach.objects.update_or_create(term_id=term, defaults={"after": 0})


def tell() -> int:
    """Tells search of the next resources that carry a term whose concept has changed; returns how many."""
    with writing():
        due = Reach.objects.order_by("term").first()
        if due is None:
            return 0
        carriers = ResourceTerm.objects.filter(term=due.term_id, resource__gt=due.after).order_by("resource")
        ids = list(carriers.values_list("resource", flat=True)[:TOLD_AT_ONCE])
        enqueue(ids)
        if len(ids) < TOLD_AT_ONCE:
            due.delete()
        else:
            due.after = ids[-1]
            due.save(update_fields=["after"])
    return max(len(ids), 1)
