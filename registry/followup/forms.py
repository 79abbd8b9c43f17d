"""The forms of follow-up. Each carries a number of its own, so that one that is sent twice is taken once."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry.followup.models import Helped, Question
from registry.followup.spoken import languages
from registry.framework import economies
from registry.framework.vocabularies import ASPECTS, VISITS

_LONGEST = 4000


def aspect_choices() -> list[tuple[str, str]]:
    """The six aspects and visits, in the language of the page."""
    language = get_language()
    return [(one.id, one.label(language)) for one in (*ASPECTS, VISITS)]


def economy_choices() -> list[tuple[str, str]]:
    """APEC's economies, in the order of their names."""
    language = get_language() or "en"
    return sorted(
        ((code, economies.label(code, language)) for code in economies.APEC), key=lambda one: one[1]
    )


class OnceForm(forms.Form):
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid.uuid4
        if signed_in and "address" in self.fields:
            del self.fields["address"]


class QuestionForm(OnceForm):
    """`resource`: what it is about, if it is about one; else an aspect is chosen."""

    title = forms.CharField(label=_("Your question, in a sentence"), max_length=200)
    text = forms.CharField(
        label=_("More about it"),
        max_length=_LONGEST,
        required=False,
        widget=forms.Textarea,
        help_text=_("What you sell, where to, what you have tried. Leave out names, addresses and numbers."),
    )
    aspect = forms.ChoiceField(label=_("What it is about"))
    of = forms.ChoiceField(label=_("Whom to ask"), choices=Question.Of.choices, initial=Question.Of.PROVIDER)
    name = forms.CharField(
        label=_("How you want to be called"),
        max_length=80,
        required=False,
        help_text=_("Everybody can see it."),
    )
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "We write when there is an answer; nobody else sees it. Without it, staff look at the question first."
        ),
    )
    private = forms.BooleanField(
        label=_("Do not publish it"),
        required=False,
        help_text=_("Answers help others, too, so questions are public unless you say otherwise."),
    )
    ask_later = forms.BooleanField(label=_("Ask me some weeks later whether it helped"), required=False)

    def __init__(self, *args: Any, about_resource: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aspect"].choices = aspect_choices()  # type: ignore[attr-defined]
        for name in ("aspect",) if about_resource else ("of", "ask_later"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("private") and "address" in self.fields and not cleaned.get("address"):
            self.add_error(
                "address", _("Without an address we could not bring you an answer that is not published.")
            )
        return cleaned


class AnswerForm(OnceForm):
    text = forms.CharField(label=_("Your answer"), max_length=_LONGEST, widget=forms.Textarea)


class HelpedForm(OnceForm):
    said = forms.ChoiceField(
        label=_("Did it help you?"), choices=Helped.Said.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text=_("What could you do afterwards? Staff read it before it is shown, without your name."),
    )


class TrainerForm(OnceForm):
    name = forms.CharField(label=_("Your name"), max_length=120)
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    economy = forms.ChoiceField(label=_("Economy"))
    aspects = forms.MultipleChoiceField(label=_("What you teach"), widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(label=_("In which languages"), widget=forms.CheckboxSelectMultiple)
    about = forms.CharField(
        label=_("About you"), max_length=1000, required=False, widget=forms.Textarea,
        help_text=_("What you have done in cross-border trade, and whom you train."),
    )  # fmt: skip
    website = forms.URLField(label=_("Website"), max_length=500, required=False, assume_scheme="https")
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Not shown. Questions that fit what you teach come there."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aspects"].choices = aspect_choices()  # type: ignore[attr-defined]
        self.fields["economy"].choices = economy_choices()  # type: ignore[attr-defined]
        self.fields["languages"].choices = languages()  # type: ignore[attr-defined]
