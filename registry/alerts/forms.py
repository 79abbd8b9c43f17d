"""The forms of saved searches and reminders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from registry.alerts import dates
from registry.alerts.models import SavedSearch

_ADDRESS = forms.EmailInput(attrs={"autocomplete": "email"})


class SavedSearchForm(forms.Form):
    """Where news of a search is to go, and how often. `address` is left out for who is signed in."""

    address = forms.EmailField(label=_("Your e-mail address"), max_length=254, widget=_ADDRESS)
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=[(r.value, r.label) for r in (SavedSearch.Rhythm.DAILY, SavedSearch.Rhythm.WEEKLY)],
        initial=SavedSearch.Rhythm.WEEKLY,
        widget=forms.RadioSelect,
        help_text=_("Only when there is something new."),
    )

    def __init__(self, *args: Any, signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["address"]


def _check_webhook(url: str) -> None:
    """Plain http only where an operator allows addresses of the inside, which have no certificates."""
    URLValidator(["https", "http"] if settings.WEBHOOK_ALLOWED_ADDRESSES else ["https"])(url)


class WebhookForm(SavedSearchForm):
    """News for a program."""

    url = forms.CharField(
        label=_("Address of the webhook"),
        max_length=1000,
        help_text=_("It gets a signed POST in JSON. It must be an https address that anyone can reach."),
        validators=[_check_webhook],
    )
    field_order = ["url", "rhythm", "address"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rhythm"] = forms.ChoiceField(
            label=_("How often"), choices=SavedSearch.Rhythm.choices, initial=SavedSearch.Rhythm.SOON
        )
        if "address" in self.fields:
            self.fields["address"].help_text = _("We write there if the webhook stops working.")


class ManageForm(forms.Form):
    rhythm = forms.ChoiceField(label=_("How often"))

    def __init__(self, *args: Any, search: SavedSearch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rhythm"].initial = search.rhythm
        offered = [(r.value, r.label) for r in SavedSearch.Rhythm if _fits(r, search)]
        self.fields["rhythm"].choices = offered  # type: ignore[attr-defined]


def _fits(rhythm: SavedSearch.Rhythm, search: SavedSearch) -> bool:
    return rhythm != SavedSearch.Rhythm.SOON or search.channel == SavedSearch.Channel.WEBHOOK


class ReminderForm(forms.Form):
    """Of which date, how long before, and where to."""

    date = forms.ChoiceField(label=_("Which date"), widget=forms.RadioSelect)
    days = forms.TypedChoiceField(
        label=_("Remind me"),
        choices=[(1, _("a day before")), (3, _("three days before")), (7, _("a week before"))],
        coerce=int,
        initial=1,
    )
    ask_later = forms.BooleanField(label=_("Ask me some weeks later whether it helped"), required=False)
    address = forms.EmailField(label=_("Your e-mail address"), max_length=254, widget=_ADDRESS)

    def __init__(
        self, *args: Any, coming: Sequence[dates.Stated], signed_in: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(dates.key(stated), dates.when(stated)) for stated in coming]
        self.fields["date"].choices = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["date"].initial = offered[0][0]
        if signed_in:
            del self.fields["address"]
