"""What people decide of terms and concepts; each is a change in the history, and holds for every resource at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from registry.catalogue.models import Change
from registry.catalogue.writing import writing
from registry.vocabulary.models import Concept, Label, Term
from registry.vocabulary.terms import find_concepts, folded, reach


class TwoConcepts(Exception):
    """What was written names more than one concept; `concepts` are those to choose from."""

    def __init__(self, text: str, concepts: Sequence[Concept]) -> None:
        super().__init__(text)
        self.concepts = concepts


class NotPossible(Exception):
    """In words for the person who wanted it."""


def named(text: str) -> Concept:
    """The concept with that id or label. Raises TwoConcepts, and NotPossible where there is none."""
    text = text.strip()
    if found := Concept.objects.filter(slug=text, deprecated=False).first():
        return found
    called = Concept.objects.filter(labels__folded=folded(text), deprecated=False).distinct()
    concepts = list(called[:20])
    if len(concepts) > 1:
        raise TwoConcepts(text, concepts)
    if not concepts:
        raise NotPossible(
            _("No concept is called “%(text)s”. Choose another, or make it first.") % {"text": text}
        )
    return concepts[0]


def map_term(term: Term, concept: Concept | None, *, actor: str) -> Change:
    """Gives a term a concept; None takes back what a person has said, and leaves it to labels again."""
    if concept is not None and concept.deprecated:
        raise NotPossible(
            _("“%(concept)s” is deprecated: choose the concept that replaces it.") % {"concept": concept}
        )
    with writing():
        row = _write(term, concept, Term.How.PERSON if concept else Term.How.NONE, actor)
        if concept is None:
            find_concepts([term.folded])
    return row


def ignore_term(term: Term, *, actor: str) -> Change:
    """It names nothing that training is about, and leaves the worklist."""
    with writing():
        return _write(term, None, Term.How.IGNORED, actor)


def _write(term: Term, concept: Concept | None, how: str, actor: str) -> Change:
    before = term.concept.slug if term.concept else term.how or None
    after = concept.slug if concept else how or None
    Term.objects.filter(pk=term.pk).update(concept=concept, how=how)
    reach([term.pk])
    return _told(f"term:{term.pk}", "concept", before, after, actor)


def make_concept(slug: str, language: str, label: str, aspect: str, *, actor: str) -> Concept:
    with writing():
        if Concept.objects.filter(slug=slug).exists():
            raise NotPossible(_("There is a concept “%(slug)s” already.") % {"slug": slug})
        concept = Concept.objects.create(slug=slug, aspect=aspect)
        _told(f"concept:{slug}", "made", None, label, actor)
        add_label(concept, language, label, actor=actor)
    return concept


def add_label(concept: Concept, language: str, text: str, *, actor: str) -> Change:
    """The first of a language is the preferred one. Terms that are written so find the concept by it."""
    text = " ".join(text.split())
    with writing():
        first = not concept.labels.filter(language=language, preferred=True).exists()
        label, made = Label.objects.get_or_create(
            concept=concept,
            language=language,
            folded=folded(text),
            defaults={"text": text, "preferred": first},
        )
        if not made:
            raise NotPossible(_("It is called so already in this language."))
        row = _told(f"concept:{concept.slug}", f"label {language}", None, text, actor)
        find_concepts([label.folded])
        _reach_of(concept)
    return row


def remove_label(label: Label, *, actor: str) -> Change:
    concept = label.concept
    if concept.labels.count() == 1:
        raise NotPossible(_("A concept needs a label: add another one first."))
    with writing():
        label.delete()
        if label.preferred and (next_one := concept.labels.filter(language=label.language).first()):
            prefer(next_one, actor=actor)
        row = _told(f"concept:{concept.slug}", f"label {label.language}", label.text, None, actor)
        find_concepts([label.folded])
        _reach_of(concept)
    return row


def prefer(label: Label, *, actor: str) -> Change:
    """The label that is shown in its language."""
    with writing():
        others = Label.objects.filter(concept=label.concept, language=label.language)
        before = others.filter(preferred=True).values_list("text", flat=True).first()
        others.update(preferred=False)
        Label.objects.filter(pk=label.pk).update(preferred=True)
        subject = f"concept:{label.concept.slug}"
        return _told(subject, f"preferred {label.language}", before, label.text, actor)


def add_broader(concept: Concept, broader: Concept, *, actor: str) -> Change:
    with writing():
        if broader.pk == concept.pk or concept.pk in _all_broader(broader):
            raise NotPossible(
                _("“%(broader)s” is narrower than “%(concept)s” already, and cannot be broader too.")
                % {"broader": broader, "concept": concept}
            )
        concept.broader.add(broader)
        return _told(f"concept:{concept.slug}", "broader", None, broader.slug, actor)


def remove_broader(concept: Concept, broader: Concept, *, actor: str) -> Change:
    with writing():
        concept.broader.remove(broader)
        return _told(f"concept:{concept.slug}", "broader", broader.slug, None, actor)


def _all_broader(concept: Concept) -> set[int]:
    found, fresh = {concept.pk}, {concept.pk}
    while fresh:
        above = Concept.objects.filter(narrower__in=fresh).values_list("pk", flat=True)
        fresh = set(above) - found
        found |= fresh
    return found


def merge(concept: Concept, into: Concept, *, actor: str) -> None:
    """All that one concept has becomes the other's: labels, terms, and what is broader and narrower."""
    if concept.pk == into.pk:
        raise NotPossible(_("A concept cannot be merged with itself."))
    if into.deprecated:
        raise NotPossible(
            _("“%(concept)s” is deprecated: choose the concept that replaces it.") % {"concept": into}
        )
    with writing():
        moved = list(concept.terms.values_list("pk", flat=True))
        texts = [label.folded for label in concept.labels.all()]
        for label in concept.labels.all():
            there = into.labels.filter(language=label.language)
            if not there.filter(folded=label.folded).exists():
                preferred = label.preferred and not there.filter(preferred=True).exists()
                Label.objects.filter(pk=label.pk).update(concept=into, preferred=preferred)
        Term.objects.filter(pk__in=moved).update(concept=into)
        beyond = _all_broader(into)
        into.broader.add(*concept.broader.exclude(pk=into.pk).exclude(narrower__in=[into.pk]))
        for narrower in concept.narrower.exclude(pk__in=beyond):
            narrower.broader.add(into)
        concept.narrower.clear()
        concept.broader.clear()
        concept.deprecated, concept.replaced_by = True, into
        concept.save(update_fields=["deprecated", "replaced_by"])
        _told(f"concept:{concept.slug}", "merged into", None, into.slug, actor)
        find_concepts(texts)
        reach(moved)


def deprecate(concept: Concept, deprecated: bool, *, actor: str) -> Change:
    """It takes no further terms by its labels; what it has stays. The opposite brings it back."""
    if not deprecated and concept.replaced_by_id:
        raise NotPossible(_("It was merged into another concept, which has its labels and terms now."))
    with writing():
        row = _told(f"concept:{concept.slug}", "deprecated", concept.deprecated, deprecated, actor)
        concept.deprecated = deprecated
        concept.save(update_fields=["deprecated"])
        if not deprecated:
            find_concepts(concept.labels.values_list("folded", flat=True))
    return row


def _reach_of(concept: Concept) -> None:
    reach(concept.terms.filter(how=Term.How.PERSON).values_list("pk", flat=True))


def _told(subject: str, field: str, before: object, after: object, actor: str) -> Change:
    return Change.objects.create(
        subject=subject[:100], field=field[:60], before=before, after=after, cause="vocabulary", actor=actor
    )
