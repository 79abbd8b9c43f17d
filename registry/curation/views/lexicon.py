"""Staff's pages of the rater's lexicon: its words, edits of it, and what an edit would change before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.catalogue.models import Resource
from registry.curation.access import actor, seniors_only, staff_only
from registry.framework import lexicon
from registry.framework.folded_text import folded
from registry.framework.lexicon import LANGUAGES, OTHER_SENSE, Edit
from registry.framework.rubric import DEPTH_CELLS
from registry.framework.vocabularies import ASPECTS, VISITS
from registry.lexicon.models import LexiconEdit, Proposal
from registry.providers.see_other import see_other
from registry.vocabulary import lexicon_effect
from registry.vocabulary.lexicon_effect import NotPossible

PAGE = 50


def _abouts() -> Sequence[tuple[str, str]]:
    named = [(cell, (ASPECTS.get(cell) or VISITS).label(get_language())) for cell in DEPTH_CELLS]
    return [
        *named,
        ("trade", _("trading in general")),
        ("off-topic", _("something else altogether")),
        (OTHER_SENSE, _("looks like a subject and is none")),
    ]


class EditForm(forms.Form):
    """A term that is added."""

    term = forms.CharField(label=gettext_lazy("Term"), max_length=200)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[(tag, tag) for tag in LANGUAGES])
    about = forms.ChoiceField(label=gettext_lazy("What it is about"), choices=_abouts)
    strength = forms.TypedChoiceField(
        label=gettext_lazy("Strength"),
        coerce=int,
        choices=[(2, gettext_lazy("names it by itself")), (1, gettext_lazy("a hint that needs company"))],
    )

    def clean_term(self) -> str:
        term = " ".join(str(self.cleaned_data["term"]).split())
        if any(sign in term for sign in "()|*\t"):
            raise forms.ValidationError(_("Write the words alone, without the signs ( ) | and *."))
        if len(folded(term).strip()) < 2:
            raise forms.ValidationError(_("Write a word of two letters or more."))
        return term

    def edit(self) -> Edit:
        return Edit(**self.cleaned_data, context="", removed=False)


@require_safe
@staff_only
def words(request: HttpRequest) -> HttpResponse:
    return _words_page(request, EditForm())


@require_POST
@seniors_only
def propose(request: HttpRequest) -> HttpResponse:
    """Adds a term; nothing is rated otherwise until somebody keeps it."""
    form = EditForm(request.POST)
    if form.is_valid():
        try:
            made = lexicon_effect.propose(form.edit(), actor=actor(request))
        except NotPossible as refused:
            form.add_error("term", str(refused))
        else:
            return see_other("curation:proposal", made.pk)
    return _words_page(request, form)


@require_POST
@seniors_only
def propose_less(request: HttpRequest) -> HttpResponse:
    """Takes a shipped row out, or an edit back (`drop`)."""
    given = {name: request.POST.get(name, "")[:200] for name in ("language", "term", "about")}
    drop = request.POST.get("do") == "drop"
    edit = Edit(**given, strength=2, context="", removed=True)
    if drop:
        found = get_object_or_404(LexiconEdit, **given)
        edit = edit._replace(strength=found.strength, context=found.context, removed=found.removed)
    try:
        made = lexicon_effect.propose(edit, drop=drop, actor=actor(request))
    except NotPossible as refused:
        return _words_page(request, EditForm(), wrong=str(refused), status=409)
    return see_other("curation:proposal", made.pk)


@require_safe
@staff_only
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    return _proposal_page(request, _proposal(number))


@require_POST
@seniors_only
def decide_proposal(request: HttpRequest, number: int) -> HttpResponse:
    """Keeps or discards it: `do` says which."""
    chosen = _proposal(number)
    try:
        if request.POST.get("do") == "keep":
            lexicon_effect.keep(chosen, actor=actor(request))
            messages.success(request, _("Kept. Resources with the term are rated again in the background."))
        else:
            lexicon_effect.discard(chosen)
            messages.success(request, _("Discarded. Nothing has changed."))
    except NotPossible as refused:
        return _proposal_page(request, _proposal(number), wrong=str(refused), status=409)
    return see_other("curation:proposal", number)


def _proposal(number: int) -> Proposal:
    return get_object_or_404(Proposal, pk=min(number, 2**63 - 1))


def _words_page(request: HttpRequest, form: EditForm, *, status: int = 200, **given: Any) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:200]
    context = {
        "form": form,
        "asked": asked,
        "found": _rows_with(asked) if asked else [],
        "edits": LexiconEdit.objects.order_by("-pk")[:PAGE],
        "proposals": Proposal.objects.exclude(state__in=("done", "discarded"))[:PAGE],
        **given,
    }
    return render(request, "curation/lexicon.html", context, status=422 if form.errors else status)


def _rows_with(asked: str) -> Sequence[Edit]:
    wanted = folded(asked).strip()
    return list(islice((row for row in lexicon.shipped() if wanted in folded(row.term)), PAGE))


def _proposal_page(request: HttpRequest, shown: Proposal, *, status: int = 200, **given: Any) -> HttpResponse:
    effects = list(shown.effects.order_by("pk")[:PAGE])
    resources = Resource.objects.in_bulk([effect.resource for effect in effects])
    context = {
        "proposal": shown,
        "effects": [(resources[e.resource], e.moves) for e in effects if e.resource in resources],
        "left_out": max(0, shown.changed - PAGE),
        "moves": sorted(shown.moves.items(), key=lambda item: -item[1])[:PAGE],
        **given,
    }
    return render(request, "curation/proposal.html", context, status=status)
