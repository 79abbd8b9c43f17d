"""What staff fill in for training that no feed lists: a resource typed in, a document, a list of addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from harvesters import telling
from harvesters.documents import kind_of
from harvesters.entries import as_harvested, new_entry
from harvesters.intake import read_one
from harvesters.values.kinds import resource_type
from harvesters.values.money import UNKNOWN, price
from registry.curation.forms import LanguageField
from registry.framework.vocabularies import FORMS, RESOURCE_TYPES
from registry.providers.addresses_field import AddressesField
from registry.providers.forms import OfferForm
from registry.sources.models import Entry, Source

MOST_UPLOADED = 10_000_000  # bytes

_WEB = [URLValidator(schemes=["http", "https"])]
_FREE = {"free": True, "paid": False}
# Where what could not be understood is shown: by the description's field, the form's.
_SHOWN_AT = {"occurrences.start": "start", "occurrences.end": "end"}


class NewSourceForm(OfferForm):
    """A source by hand: nothing but who offers it needs to be known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].label = _("Organisation")
        self.fields["organisation"].widget.attrs["list"] = "organisations"
        self.fields["organisation"].help_text = _("One that is known already, by its name, or a new one.")
        self.fields["kind"].required = False


class NewAddressesForm(NewSourceForm):
    addresses = AddressesField(
        label=_("Addresses of pages and documents"),
        max_length=200_000,
        help_text=_("One in each line: web pages, PDF and DOCX, on any site."),
    )
    field_order = ("organisation", "addresses")


class AddressesForm(forms.Form):
    addresses = AddressesField(label=_("Addresses, one in each line"), max_length=200_000)


class EntryForm(forms.Form):
    """`entry` is what was filled in, not saved yet; what its source would reject or not understand is an error.

    `whose`: the economy and the language of those who curate it; "": not stated.
    """

    def __init__(self, *args: Any, source: Source, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._source = source
        self.entry = entry
        self.whose = (source.organisation.economy, "")

    def _take(self, format: str, payload: bytes, address: str, name: str) -> None:
        entry = self.entry or new_entry(self._source, format=format, payload=payload)
        entry.payload, entry.address, entry.name = payload, address, name[:500]
        reading = read_one(as_harvested(entry), self._source.settings, timezone.now())
        if said := reading.description:
            entry.name = said.title or entry.name
            economy = self._source.organisation.economy or next(iter(said.economies), "")
            self.whose = (economy, said.language or "")
        for problem in reading.problems:
            if not reading.description or problem.field in _SHOWN_AT:
                field = _SHOWN_AT.get(problem.field or "", problem.field)
                self.add_error(
                    field if field in self.fields else None,
                    f"{telling.reason(problem)} {telling.advice(problem)}",
                )
        self.entry = entry


class DocumentForm(EntryForm):
    """A PDF or DOCX document, which describes itself."""

    document = forms.FileField(
        label=_("PDF or DOCX document"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx"}),
        help_text=_(
            "Up to 10 MB. It is read for its title, dates and text; the file itself is shown to nobody."
        ),
    )
    address = forms.URLField(
        label=_("Where people find it"),
        max_length=2000,
        required=False,
        assume_scheme="https",
        validators=_WEB,
        help_text=_("An address where it can be read, if there is one."),
    )

    def clean_document(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["document"]
        if (file.size or 0) > MOST_UPLOADED:
            raise forms.ValidationError(
                _("The document is larger than 10 MB. Save it with smaller pictures.")
            )
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            body = given["document"].read()
            if kind_of(body):
                self._take("document", body, given["address"], given["document"].name or "")
            else:
                self.add_error("document", _("This is neither a PDF nor a DOCX document."))
        return given


def _types() -> Iterator[tuple[str, str]]:
    yield "", gettext("Choose …")
    yield from ((kind.id, kind.label(get_language())) for kind in RESOURCE_TYPES)


def _forms() -> Iterator[tuple[str, str]]:
    yield from ((form.id, form.label(get_language())) for form in FORMS if form.id in ("online", "offline"))


class TypedForm(EntryForm):
    """One resource, which becomes a node of schema.org."""

    title = forms.CharField(label=_("Title"), max_length=500)
    type = forms.ChoiceField(label=_("What it is"), choices=_types)
    url = forms.URLField(
        label=_("Address"), max_length=2000, required=False, assume_scheme="https", validators=_WEB
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    language = LanguageField(help_text=_("Its tag or its name: es, zh-Hant, Vietnamese."))
    subjects = forms.CharField(
        label=_("Subjects"), required=False, max_length=1000, help_text=_("Separate them by commas.")
    )
    creators = forms.CharField(
        label=_("Authors and teachers"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One in each line."),
    )
    held = forms.MultipleChoiceField(
        label=_("Form"), choices=_forms, required=False, widget=forms.CheckboxSelectMultiple
    )
    start = forms.CharField(
        label=_("Begins"),
        required=False,
        max_length=60,
        help_text=_("2026-12-02, or 2026-12-02 09:00 +08:00"),
    )
    end = forms.CharField(label=_("Ends"), required=False, max_length=60)
    place = forms.CharField(label=_("Place"), required=False, max_length=500)
    cost = forms.ChoiceField(
        label=_("Cost"),
        choices=[("", _("Not known")), ("free", _("Free")), ("paid", _("It has a price"))],
        required=False,
    )
    price = forms.CharField(
        label=_("Price"), required=False, max_length=60, help_text=_("With its currency, such as CNY 300.")
    )
    licence = forms.CharField(label=_("Licence"), required=False, max_length=200)

    def clean_price(self) -> str:
        stated = str(self.cleaned_data["price"])
        if stated and price(stated) == UNKNOWN:
            raise forms.ValidationError(_("Write one amount with its currency, such as USD 20."))
        return stated

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("end") and not given.get("start"):
            self.add_error("start", _("Say when it begins, too."))
        if not self.errors:
            written = json.dumps(_node(given), ensure_ascii=False, sort_keys=True)
            self._take("schema_org", written.encode(), "", given["title"])
        return given

    @classmethod
    def of(cls, entry: Entry, given: Any = None) -> TypedForm:
        return cls(given, initial=_values(json.loads(bytes(entry.payload))), source=entry.source, entry=entry)


def _node(given: Mapping[str, Any]) -> dict[str, Any]:
    """The node of schema.org that says what was filled in."""
    stated = {
        "@type": "LearningResource",
        "name": given["title"],
        "learningResourceType": RESOURCE_TYPES[given["type"]].label("en"),
        "url": given["url"],
        "description": given["description"],
        "inLanguage": given["language"],
        "keywords": _parts(given["subjects"].replace("，", ",").split(",")),
        "author": _parts(given["creators"].splitlines()),
        "courseMode": given["held"],
        "startDate": given["start"],
        "endDate": given["end"],
        "location": given["place"],
        "isAccessibleForFree": _FREE.get(given["cost"]),
        "offers": {"@type": "Offer", "price": given["price"]} if given["price"] else None,
        "license": given["licence"],
    }
    return {name: value for name, value in stated.items() if value not in ("", None, [])}


def _parts(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(part for text in texts if (part := " ".join(text.split()))))


def _values(node: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, from its node."""
    free = {True: "free", False: "paid", None: ""}
    return {
        "title": node.get("name"),
        "type": resource_type(node.get("learningResourceType", "")),
        "url": node.get("url"),
        "description": node.get("description"),
        "language": node.get("inLanguage"),
        "subjects": ", ".join(node.get("keywords", ())),
        "creators": "\n".join(node.get("author", ())),
        "held": node.get("courseMode"),
        "start": node.get("startDate"),
        "end": node.get("endDate"),
        "place": node.get("location"),
        "cost": free[node.get("isAccessibleForFree")],
        "price": node.get("offers", {}).get("price"),
        "licence": node.get("license"),
    }
