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
from registry.providers.addresses_field import AddressesField
from registry.providers.looking import Unreadable, look_at, look_at_list
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


class OfferForm(forms.Form):
    """Who offers training, and on what terms it is described; `terms` are what harvesters.adding.add takes."""

    organisation = forms.CharField(label=_("Name of your organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("What kind of organisation it is"), choices=_kinds)
    economy = forms.ChoiceField(label=_("Economy"), choices=_economies, required=False)
    website = forms.URLField(
        label=_("Website"), max_length=1000, required=False, assume_scheme="https", validators=_WEB
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

    def terms(self) -> dict[str, Any]:
        given = self.cleaned_data
        kept = ("organisation", "kind", "economy", "website", "licence")
        return {name: given[name] for name in kept} | {"may_republish": _PASSED_ON[given["may_republish"]]}


class ProposalForm(OfferForm):
    """An organisation and a feed, or a list of pages; `save` makes the source, proposed and not yet harvested.

    `may_look` is asked before anything is fetched: False once a visitor has asked for too many.
    """

    url = FeedAddressField(
        label=_("Address of your feed"),
        max_length=2000,
        required=False,
        assume_scheme="https",
        validators=_WEB,
        help_text=_(
            "An OAI-PMH, RSS, Atom or iCalendar address, a sitemap, a table, your site, or a page or document of it."
        ),
    )
    addresses = AddressesField(
        label=_("Or the addresses of your pages and documents, one in each line"),
        required=False,
        max_length=200_000,
        help_text=_("For training that no feed lists: pages, PDF and DOCX. We read them regularly, too."),
    )
    email = forms.EmailField(label=_("Your e-mail address, for questions"), required=False, max_length=254)

    field_order = (
        "organisation",
        "kind",
        "economy",
        "website",
        "url",
        "addresses",
        "licence",
        "may_republish",
    )

    def __init__(self, *args: Any, may_look: Callable[[], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._may_look = may_look

    def clean(self) -> dict[str, Any]:
        """What is proposed is looked at while its provider is here to read what is wrong with it."""
        given = super().clean() or {}
        url, addresses = given.get("url"), given.get("addresses")
        if {"url", "addresses"} & self.errors.keys():
            return given
        if bool(url) == bool(addresses):
            self.add_error("url", _("Give the address of a feed, or a list of addresses below it."))
        elif not self._may_look():
            self.add_error("url", _("That was a lot for one hour. Please come back in an hour."))
        else:
            self._look("url" if url else "addresses", url or addresses)
        return given

    def _look(self, field: str, at: Any) -> None:
        try:
            self.feed = look_at(at) if field == "url" else look_at_list(at)
        except Unreadable as why:
            self.add_error(field, f"{why.reason} {why.advice}")

    def save(self) -> Source:
        """Raises harvesters.adding.SourceExists for a feed that is known already."""
        return add(
            self.feed.url,
            name=free_name(self.cleaned_data["organisation"]),
            protocol=self.feed.protocol,
            settings=self.feed.settings,
            proposed_by=self.cleaned_data["email"],
            proposed_in=get_language() or "",
            **self.terms(),
        )


def free_name(wanted: str) -> str:
    """A name for a source: the one that is wanted, numbered where it is taken."""
    name, number = wanted[:180], 1
    while Source.objects.filter(name=name).exists():
        number += 1
        name = f"{wanted[:180]} {number}"
    return name
