"""What anybody fills in to have something taken down."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.takedown.models import TakedownRequest


class TakedownForm(forms.Form):
    """It carries a number of its own, so that one that is sent twice is taken once."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    ground = forms.ChoiceField(
        label=_("Why it should go"), choices=TakedownRequest.Ground.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What is wrong, and how we can see that"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = forms.CharField(label=_("Your name"), required=False, max_length=200)
    email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail address"),
        required=False,
        help_text=_("We write to it when we have decided, and for nothing else."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid.uuid4


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Reason, for whoever asked to read"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why: whoever asked reads it.")},
    )
