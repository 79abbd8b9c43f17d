"""Staff's pages of the vocabulary: the terms of sources that map to nothing, and the concepts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import validate_slug
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harvesters.values.languages import language_tag
from registry.catalogue.models import Resource
from registry.curation import changes
from registry.curation.access import (
    actor,
    curates_everything,
    for_everything,
    person,
    seniors_only,
    staff_only,
)
from registry.framework.rubric import DEPTH_CELLS
from registry.framework.vocabularies import ASPECTS, VISITS
from registry.providers.see_other import see_other
from registry.roles.granting import SENIOR, has
from registry.vocabulary import deciding
from registry.vocabulary.deciding import NotPossible, TwoConcepts
from registry.vocabulary.labels import labels_for
from registry.vocabulary.models import Concept, Label, Term
from registry.vocabulary.terms import folded
from registry.worklist.refreshing import look_again

PAGE = 50
_SHOWN = 20  # resources of a term
_STATES = {"open": Term.How.NONE, **{how.value: how for how in Term.How if how.value}}
UNMAPPED = "unmapped-term"  # the kind of task


class LabelForm(forms.Form):
    language = forms.CharField(label=gettext_lazy("Language"), max_length=60)
    text = forms.CharField(label=gettext_lazy("Label"), max_length=200)

    def clean_language(self) -> str:
        tag = language_tag(self.cleaned_data["language"])
        if not tag:
            raise forms.ValidationError(_("Write its tag or its name: es, zh-Hant, Vietnamese."))
        return tag

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not folded(text):
            raise forms.ValidationError(_("Write a word."))
        return text


def _aspects() -> Sequence[tuple[str, str]]:
    language = get_language()
    named = [(cell, (ASPECTS.get(cell) or VISITS).label(language)) for cell in DEPTH_CELLS]
    return [("", _("None of them")), *named]


class ConceptForm(LabelForm):
    slug = forms.CharField(
        label=gettext_lazy("Id"),
        max_length=80,
        validators=[validate_slug],
        help_text=gettext_lazy("Letters, digits and hyphens, for ever: certificate-of-origin."),
    )
    aspect = forms.ChoiceField(label=gettext_lazy("Aspect"), choices=_aspects, required=False)
    field_order = ("text", "language", "slug", "aspect")


@require_safe
@staff_only
def terms(request: HttpRequest) -> HttpResponse:
    """Of one state; what most resources carry is first. `page` counts from 1."""
    state = request.GET.get("state", "open")
    if state not in _STATES:
        return render(request, "400.html", status=400)
    listed = Term.objects.filter(how=_STATES[state], count__gt=0).order_by("-count", "pk")
    start = (_page(request) - 1) * PAGE
    found = list(listed.select_related("concept")[start : start + PAGE + 1])
    context = {
        "states": _states(),
        "state": state,
        "terms": found[:PAGE],
        "next": _page(request) + 1 if len(found) > PAGE else 0,
    }
    return render(request, "curation/terms.html", context)


@require_safe
@staff_only
def term(request: HttpRequest, number: int) -> HttpResponse:
    return _term_page(request, _term(number))


@require_POST
@staff_only
def map_term(request: HttpRequest, number: int) -> HttpResponse:
    """By a concept's id or label. A label of two concepts is answered with both, to choose from."""
    for_everything(request)
    chosen = _term(number)
    try:
        concept = deciding.named(request.POST.get("concept", ""))
        deciding.map_term(chosen, concept, actor=actor(request))
    except TwoConcepts as two:
        return _term_page(request, chosen, choices=two.concepts, written=str(two), status=409)
    except NotPossible as refused:
        return _term_page(
            request, chosen, written=request.POST.get("concept", ""), wrong=str(refused), status=422
        )
    return _decided(request, chosen, _("Mapped. It holds for every resource that carries the term."))


@require_POST
@staff_only
def ignore_term(request: HttpRequest, number: int) -> HttpResponse:
    for_everything(request)
    chosen = _term(number)
    deciding.ignore_term(chosen, actor=actor(request))
    return _decided(request, chosen, _("Set aside."))


@require_POST
@staff_only
def reopen_term(request: HttpRequest, number: int) -> HttpResponse:
    """Takes back what a person has decided of it."""
    for_everything(request)
    chosen = _term(number)
    deciding.map_term(chosen, None, actor=actor(request))
    return _decided(request, chosen, _("Taken back."))


@require_safe
@staff_only
def concepts(request: HttpRequest) -> HttpResponse:
    return _concepts_page(request, ConceptForm())


@require_POST
@seniors_only
def new_concept(request: HttpRequest) -> HttpResponse:
    form = ConceptForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = deciding.make_concept(
                given["slug"], given["language"], given["text"], given["aspect"], actor=actor(request)
            )
        except NotPossible as refused:
            form.add_error("slug", str(refused))
        else:
            return see_other("curation:concept", made.slug)
    return _concepts_page(request, form)


@require_safe
@staff_only
def concept(request: HttpRequest, slug: str) -> HttpResponse:
    return _concept_page(request, _concept(slug), LabelForm())


@require_POST
@seniors_only
def add_label(request: HttpRequest, slug: str) -> HttpResponse:
    chosen, form = _concept(slug), LabelForm(request.POST)
    if not form.is_valid():
        return _concept_page(request, chosen, form)
    given = form.cleaned_data
    return _done(
        request,
        chosen,
        lambda: deciding.add_label(chosen, given["language"], given["text"], actor=actor(request)),
    )


@require_POST
@seniors_only
def change_label(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Prefers or removes one: `do` says which."""
    chosen = _concept(slug)
    label = get_object_or_404(Label.objects.select_related("concept"), pk=_id(number), concept=chosen)
    what = deciding.prefer if request.POST.get("do") == "prefer" else deciding.remove_label
    return _done(request, chosen, lambda: what(label, actor=actor(request)))


@require_POST
@seniors_only
def relate(request: HttpRequest, slug: str) -> HttpResponse:
    """Adds or removes a broader concept, or merges into another one: `do` says which, `concept` which one."""
    chosen = _concept(slug)
    do = {"broader": deciding.add_broader, "not-broader": deciding.remove_broader, "merge": deciding.merge}
    what = do.get(request.POST.get("do", ""))
    if what is None:
        return render(request, "400.html", status=400)
    try:
        other = deciding.named(request.POST.get("concept", ""))
    except TwoConcepts as two:
        return _concept_page(
            request,
            chosen,
            LabelForm(),
            choices=two.concepts,
            do=request.POST["do"],
            written=str(two),
            status=409,
        )
    except NotPossible as refused:
        return _concept_page(request, chosen, LabelForm(), wrong=str(refused), status=422)
    return _done(request, chosen, lambda: what(chosen, other, actor=actor(request)))


@require_POST
@seniors_only
def deprecate(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = _concept(slug)
    deprecated = request.POST.get("do") != "back"
    return _done(request, chosen, lambda: deciding.deprecate(chosen, deprecated, actor=actor(request)))


def _done(request: HttpRequest, chosen: Concept, what: Callable[[], object]) -> HttpResponse:
    try:
        what()
    except NotPossible as refused:
        return _concept_page(request, chosen, LabelForm(), wrong=str(refused), status=409)
    messages.success(request, _("Kept."))
    return see_other("curation:concept", chosen.slug)


def _decided(request: HttpRequest, chosen: Term, told: str) -> HttpResponse:
    """On to the next term of the worklist, so that one is decided after the other."""
    look_again(UNMAPPED)
    messages.success(request, f"{chosen.text}: {told}")
    following = Term.objects.filter(how=Term.How.NONE, count__gt=0).order_by("-count", "pk").first()
    return see_other("curation:term", following.pk) if following else see_other("curation:terms")


def _states() -> Sequence[tuple[str, str, int]]:
    counts = dict(Term.objects.filter(count__gt=0).values_list("how").annotate(number=Count("pk")).order_by())
    labels = dict(Term.How.choices)
    return [(id, str(labels[how.value]), counts.get(how.value, 0)) for id, how in _STATES.items()]


def _page(request: HttpRequest) -> int:
    stated = request.GET.get("page", "1")
    return (
        max(1, min(int(stated), 10_000)) if stated.isascii() and stated.isdigit() and len(stated) < 6 else 1
    )


def _id(number: int) -> int:
    return min(number, 2**63 - 1)


def _term(number: int) -> Term:
    return get_object_or_404(Term.objects.select_related("concept"), pk=_id(number))


def _concept(slug: str) -> Concept:
    return get_object_or_404(Concept.objects.select_related("replaced_by"), slug=slug)


def _term_page(request: HttpRequest, shown: Term, *, status: int = 200, **given: Any) -> HttpResponse:
    """`given`: what was written, what is wrong with it, and the concepts to choose from."""
    carriers = Resource.objects.visible().filter(pk__in=shown.carried_by.values("resource")).order_by("pk")
    if "choices" not in given and shown.how == Term.How.AMBIGUOUS:
        given["choices"] = Concept.objects.filter(labels__folded=shown.folded, deprecated=False).distinct()
    choices = list(given.pop("choices", ())) or _alike(shown)
    context = {
        "term": shown,
        "resources": carriers[:_SHOWN],
        "choices": _named(choices),
        "history": changes.history(f"term:{shown.pk}"),
        "may": curates_everything(person(request)),
        "status": status,
        **given,
    }
    return render(request, "curation/term.html", context, status=status)


def _alike(shown: Term) -> Sequence[Concept]:
    """Concepts that have a word of the term in a label: suggestions, the best known first."""
    longest = max(shown.folded.split(), key=len, default="")
    if len(longest) < 2:
        return []
    alike = Concept.objects.filter(labels__folded__contains=longest, deprecated=False)
    return list(
        alike.annotate(carried=Sum("terms__count", default=0)).order_by("-carried", "pk").distinct()[:5]
    )


def _named(found: Sequence[Concept]) -> Sequence[tuple[Concept, str]]:
    names = labels_for([each.pk for each in found], get_language())
    return [(each, names.get(each.pk, each.slug)) for each in found]


def _concepts_page(request: HttpRequest, form: ConceptForm) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:200]
    listed = _matching(asked)
    start = (_page(request) - 1) * PAGE
    found = list(listed.annotate(carried=Sum("terms__count", default=0))[start : start + PAGE + 1])
    context = {
        "asked": asked,
        "concepts": _named(found[:PAGE]),
        "next": _page(request) + 1 if len(found) > PAGE else 0,
        "form": form,
    }
    return render(request, "curation/concepts.html", context, status=422 if form.errors else 200)


def _matching(asked: str) -> QuerySet[Concept]:
    if not asked:
        return Concept.objects.filter(deprecated=False).order_by("slug")
    named = Label.objects.filter(folded__contains=folded(asked)).values("concept")
    return (Concept.objects.filter(pk__in=named) | Concept.objects.filter(slug__contains=asked)).order_by(
        "slug"
    )


def _concept_page(
    request: HttpRequest, shown: Concept, form: LabelForm, *, status: int = 200, **given: Any
) -> HttpResponse:
    choices = given.pop("choices", ())
    context = {
        "concept": shown,
        "labels": shown.labels.all(),
        "broader": _named(list(shown.broader.all())),
        "narrower": _named(list(shown.narrower.all()[:PAGE])),
        "terms": shown.terms.order_by("-count", "pk")[:PAGE],
        "choices": _named(list(choices)),
        "form": form,
        "history": changes.history(f"concept:{shown.slug}"),
        "may": has(person(request), SENIOR),
        **given,
    }
    return render(request, "curation/concept.html", context, status=422 if form.errors else status)
