"""What an SMME may tell its pages: language, economy, time zone, and how many bytes they may have."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry.framework import economies
from registry.portal.choices import zone_names

_WRONG = {"invalid_choice": _("This is not on the list. Please choose one that is.")}


class ChoicesForm(forms.Form):
    """The fields are named as in registry.portal.choices."""

    ui = forms.ChoiceField(
        label=_("Language of the pages"), choices=lambda: settings.LANGUAGES, error_messages=_WRONG
    )
    economy = forms.ChoiceField(
        label=_("Your economy"),
        required=False,
        help_text=_("The first page shows what is new there."),
        error_messages=_WRONG,
        choices=lambda: [("", _("Not chosen")), *_economies()],
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Choose the nearest place. Dates and times are shown as they are there."),
        error_messages=_WRONG,
        choices=lambda: [("", _("Not chosen: UTC")), *_zones()],
    )
    text = forms.BooleanField(
        label=_("Text only"),
        required=False,
        help_text=_("Pages without colours and pictures, for a slow or expensive connection."),
    )
    suited = forms.BooleanField(
        label=_("Put first what suits my plan"),
        required=False,
        help_text=_(
            "Searches then use the economies, languages, form and budget of the plan in this browser."
        ),
    )

    @property
    def chosen(self) -> dict[str, str]:
        """The choices by name; "" for those that are none."""
        given: dict[str, Any] = self.cleaned_data
        return {
            **{name: given[name] for name in ("ui", "economy", "zone")},
            **{name: "1" if given[name] else "" for name in ("text", "suited")},
        }


def _economies() -> Iterable[tuple[str, str]]:
    named = [(code, economies.label(code, get_language())) for code in economies.APEC]
    return sorted(named, key=lambda pair: pair[1])


def _zones() -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """By continent or ocean."""
    for area, names in groupby(sorted(zone_names()), key=lambda name: name.partition("/")[0]):
        yield area, [(name, (name.partition("/")[2] or name).replace("_", " ")) for name in names]
