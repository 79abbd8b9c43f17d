"""What a provider fills in to propose an organisation and a feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from harvesters.adding import add
from harvesters.fetch.addresses import by_http
from registry.framework.economies import APEC, label
from registry.framework.vocabularies import ORGANISER_KINDS
from registry.providers.looking import Unreadable, look_at
from registry.sources.models import Source

_WEB = [URLValidator(schemes=["http", "https"])]
_PASSED_ON = {"yes": True, "no": False, "": None}


def _kinds() -> Iterator[tuple[str, str]]:
    yield "", gettext("Choose …")
    yield from ((kind.id, kind.label(get_language())) for kind in ORGANISER_KINDS)


def _economies() -> Iterator[tuple[str, str]]:
    yield "", gettext("Another, or none")
    yield from sorted(((code, label(code, get_language())) for code in APEC), key=lambda pair: pair[1])


class FeedAddressField(forms.URLField):
    """Takes the address that a link to subscribe to a calendar or feed carries, webcal://…, as well."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(by_http(value) if isinstance(value, str) else value)


class ProposalForm(forms.Form):
    """An organisation and a feed; `save` makes the source, proposed and not yet harvested.

    `may_look` is asked before the feed is fetched: False once a visitor has asked for too many.
    """

    organisation = forms.CharField(label=_("Name of your organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("What kind of organisation it is"), choices=_kinds)
    economy = forms.ChoiceField(label=_("Economy"), choices=_economies, required=False)
    website = forms.URLField(
        label=_("Website"), max_length=1000, required=False, assume_scheme="https", validators=_WEB
    )
    url = FeedAddressField(
        label=_("Address of your feed"),
        max_length=2000,
        assume_scheme="https",
        validators=_WEB,
        help_text=_(
            "An OAI-PMH, RSS, Atom or iCalendar address, a sitemap, a CSV file, or a page with schema.org."
        ),
    )
    licence = forms.CharField(
        label=_("Licence of the descriptions"),
        max_length=200,
        required=False,
        help_text=_("For example CC-BY-4.0. Without one they are shown here and passed on to nobody."),
    )
    may_republish = forms.ChoiceField(
        label=_("May the descriptions be passed on to other registries?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("", _("I do not know"))],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    email = forms.EmailField(label=_("Your e-mail address, for questions"), required=False)

    def __init__(self, *args: Any, may_look: Callable[[], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._may_look = may_look

    def clean_url(self) -> str:
        """The feed is looked at while its provider is here to read what is wrong with it."""
        url = str(self.cleaned_data["url"])
        if not self._may_look():
            raise forms.ValidationError(_("That was a lot for one hour. Please come back in an hour."))
        try:
            self.feed = look_at(url)
        except Unreadable as why:
            raise forms.ValidationError(f"{why.reason} {why.advice}") from None
        return url

    def save(self) -> Source:
        """Raises harvesters.adding.SourceExists for a feed that is known already."""
        given = self.cleaned_data
        return add(
            self.feed.url,
            name=_free_name(given["organisation"]),
            protocol=self.feed.protocol,
            settings=self.feed.settings,
            organisation=given["organisation"],
            kind=given["kind"],
            economy=given["economy"],
            website=given["website"],
            licence=given["licence"],
            may_republish=_PASSED_ON[given["may_republish"]],
            proposed_by=given["email"],
        )


def _free_name(organisation: str) -> str:
    """A name for the source: the organisation's, numbered where it has several."""
    name, number = organisation[:180], 1
    while Source.objects.filter(name=name).exists():
        number += 1
        name = f"{organisation[:180]} {number}"
    return name
