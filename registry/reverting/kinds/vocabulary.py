"""Decisions on terms of sources and on concepts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.catalogue.models import Change
from registry.reverting.kind import Kind, NotRevertible
from registry.roles.granting import SENIOR
from registry.vocabulary import deciding
from registry.vocabulary.models import Concept, Label, Term


class MappedTerm(Kind):
    """What a term means, that it was set aside, or left to labels again."""

    concerns_all = True

    def is_of(self, change: Change) -> bool:
        return change.subject.startswith("term:")

    def link(self, change: Change) -> str:
        return reverse("curation:term", args=[self._term(change).pk])

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        term = self._term(change)
        if change.before == Term.How.IGNORED:
            return _pairs(change, lambda: deciding.ignore_term(term, actor=actor))
        concept = Concept.objects.filter(slug=change.before).first() if _by_person(change) else None
        return _pairs(change, lambda: deciding.map_term(term, concept, actor=actor))

    def _term(self, change: Change) -> Term:
        name = change.subject.partition(":")[2]
        term = (
            Term.objects.select_related("concept").filter(pk=int(name)).first() if name.isdecimal() else None
        )
        if term is None:
            raise NotRevertible(_("No source uses this term any more."))
        return term


class OfConcept(Kind):
    least = SENIOR

    def is_of(self, change: Change) -> bool:
        return change.subject.startswith("concept:") and self.is_about(change)

    def is_about(self, change: Change) -> bool:
        raise NotImplementedError(f"{type(self).__name__} must implement is_about().")

    def link(self, change: Change) -> str:
        return reverse("curation:concept", args=[concept_of(change).slug])


class Labelled(OfConcept):
    """That a label was added, or removed."""

    def is_about(self, change: Change) -> bool:
        return change.field.startswith("label ")

    def later(self, change: Change) -> Sequence[Change]:
        said = (change.before, change.after)
        return [row for row in super().later(change) if row.before in said and row.after in said]

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        concept, language = concept_of(change), change.field.partition(" ")[2]
        if change.before:
            return _pairs(
                change, lambda: deciding.add_label(concept, language, str(change.before), actor=actor)
            )
        label = _label(concept, language, str(change.after))
        return _pairs(change, lambda: deciding.remove_label(label, actor=actor))


class Preferred(OfConcept):
    """Which label is shown in its language."""

    def is_about(self, change: Change) -> bool:
        return change.field.startswith("preferred ")

    def why_not(self, change: Change) -> str:
        return "" if change.before else _("None was shown before: remove the label, or prefer another.")

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        label = _label(concept_of(change), change.field.partition(" ")[2], str(change.before))
        return _pairs(change, lambda: deciding.prefer(label, actor=actor))


class Broader(OfConcept):
    def is_about(self, change: Change) -> bool:
        return change.field == "broader"

    def later(self, change: Change) -> Sequence[Change]:
        other = change.before or change.after
        return [row for row in super().later(change) if other in (row.before, row.after)]

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        concept, other = concept_of(change), _concept(str(change.before or change.after))
        what = deciding.add_broader if change.before else deciding.remove_broader
        return _pairs(change, lambda: what(concept, other, actor=actor))


class Deprecated(OfConcept):
    def is_about(self, change: Change) -> bool:
        return change.field == "deprecated"

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        concept = concept_of(change)
        return _pairs(change, lambda: deciding.deprecate(concept, bool(change.before), actor=actor))


def concept_of(change: Change) -> Concept:
    return _concept(change.subject.partition(":")[2])


def _by_person(change: Change) -> bool:
    """Whether the meaning before was a person's word, and not a label's."""
    earlier = Change.objects.filter(subject=change.subject, field=change.field, pk__lt=change.pk).last()
    return earlier is not None and earlier.after == change.before


def _concept(slug: str) -> Concept:
    concept = Concept.objects.filter(slug=slug).first()
    if concept is None:
        raise NotRevertible(_("There is no concept “%(slug)s” any more.") % {"slug": slug})
    return concept


def _label(concept: Concept, language: str, text: str) -> Label:
    label = (
        Label.objects.select_related("concept").filter(concept=concept, language=language, text=text).first()
    )
    if label is None:
        raise NotRevertible(_("The concept is not called “%(text)s” any more.") % {"text": text})
    return label


def _pairs(change: Change, act: Callable[[], Change]) -> Sequence[tuple[Change, Change]]:
    try:
        return [(change, act())]
    except deciding.NotPossible as refused:
        raise NotRevertible(str(refused)) from None
