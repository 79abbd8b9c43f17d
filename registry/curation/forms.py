"""What staff fill in: decisions on sources, and corrections of resources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from harvesters import secrets
from harvesters.json_text import loaded
from harvesters.settings import SettingsProblem, checked
from harvesters.values.languages import language_tag
from registry.catalogue.models import Resource
from registry.framework.profile import Profile
from registry.framework.rubric import UNKNOWN, Value
from registry.framework.vocabularies import ANSWERS, ASPECTS, DEPTHS, VISITS
from registry.sources.models import Source

_UNKNOWN_LANGUAGE = "und"  # BCP 47: undetermined


class LanguageField(forms.CharField):
    """Cleans a tag or a name to a tag; None, for not known, comes of nothing or BCP 47's word for it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Language"), required=False, max_length=60, **kwargs)

    def clean(self, value: Any) -> str | None:
        stated = str(super().clean(value))
        if stated.lower() in ("", _UNKNOWN_LANGUAGE):
            return None
        tag = language_tag(stated)
        if tag is None:
            raise forms.ValidationError(
                _("No language is called that. Write its tag, such as es or zh-Hant.")
            )
        return tag


class DecisionForm(forms.Form):
    """A decision with its reason, which the provider reads; `needed` when it must not go without."""

    reason = forms.CharField(
        label=_("Reason, for the provider to read"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the provider reads it and can put it right.")},
    )

    def __init__(self, *args: Any, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


if TYPE_CHECKING:
    _SourceForm = forms.ModelForm[Source]
else:
    _SourceForm = forms.ModelForm


class PaceForm(_SourceForm):
    """When a source is harvested, and when its listing has collapsed."""

    class Meta:
        model = Source
        fields = ("cadence_hours", "jitter_percent", "backoff_minutes", "collapse_percent")


class SettingsForm(forms.Form):
    """The settings of a source as JSON; `cleaned_data` holds them checked for its protocol."""

    settings = forms.CharField(
        label=_("Settings"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("JSON, as docs/settings.schema.json describes it; docs/examples holds examples."),
    )

    def __init__(self, *args: Any, protocol: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._protocol = protocol

    @classmethod
    def of(cls, source: Source, given: Any = None) -> SettingsForm:
        shown = json.dumps(source.settings, ensure_ascii=False, indent=2)
        return cls(given, initial={"settings": shown}, protocol=source.protocol)

    def clean_settings(self) -> dict[str, Any]:
        text = self.cleaned_data["settings"].strip() or "{}"
        try:
            return checked(loaded(text), self._protocol)
        except SettingsProblem as problem:
            raise forms.ValidationError(str(problem)) from None
        except ValueError as error:
            raise forms.ValidationError(_("This is no JSON: %(why)s.") % {"why": error}) from None


class SecretForm(forms.Form):
    """A secret that is taken in and never shown again, not even to who has just typed it."""

    secret = forms.CharField(
        label=_("Secret"),
        max_length=5_000,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text=_("The key or token that the source's operator has given out."),
    )

    def kept(self, source: Source, name: str, *, actor: str) -> bool:
        """Whether it could be kept; the form says why where it could not."""
        try:
            secrets.keep(source, name, self.cleaned_data["secret"], actor=actor)
        except secrets.UnusableSecret as why:
            self.add_error("secret", str(why))
            return False
        return True


class DescriptionForm(forms.Form):
    """What is shown of a resource in words. Only what differs from what the page showed is a correction."""

    title = forms.CharField(label=_("Title"), max_length=500, show_hidden_initial=True)
    language = LanguageField(show_hidden_initial=True)
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=1000,
        show_hidden_initial=True,
        help_text=_("Separate them by commas."),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)

    @classmethod
    def of(cls, resource: Resource, given: Any = None) -> DescriptionForm:
        """A language that was only recognised is not filled in: writing it there confirms it."""
        known = resource.effective
        stated = "" if "language_by" in known else known.get("language", "")
        shown = {"title": resource.title, "language": stated, "tags": ", ".join(resource.tags)}
        return cls(given, initial=shown, prefix="described")

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_tags(self) -> list[str]:
        parts = (" ".join(tag.split()) for tag in self.cleaned_data["tags"].replace("，", ",").split(","))
        return list(dict.fromkeys(tag for tag in parts if tag))

    def corrections(self) -> dict[str, Any]:
        """The values that were changed, by field."""
        return {field: self.cleaned_data[field] for field in self.changed_data if field != "reason"}


def _depths() -> Iterator[tuple[str, str]]:
    for depth in DEPTHS:
        yield depth.id, f"{depth.id} – {depth.label(get_language())}"
    yield UNKNOWN, ANSWERS[UNKNOWN].label(get_language())


class DepthsForm(forms.Form):
    """A depth for each aspect and for visits, by the ids of the rubric's cells. Only what differs from what
    the page showed is a judgement."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cells = {
            concept.id: forms.ChoiceField(
                label=concept.label(get_language()), choices=_depths, show_hidden_initial=True
            )
            for concept in (*ASPECTS, VISITS)
        }
        self.fields = cells | self.fields

    @classmethod
    def of(cls, resource: Resource, given: Any = None) -> DepthsForm:
        profile = Profile.from_json(resource.profile)
        shown = {concept.id: str(profile[concept.id].value) for concept in (*ASPECTS, VISITS)}
        return cls(given, initial=shown, prefix="depths")

    def judgements(self) -> dict[str, Value]:
        """The values that were changed, by cell."""
        changed = {cell: self.cleaned_data[cell] for cell in self.changed_data if cell != "reason"}
        return {cell: value if value == UNKNOWN else int(value) for cell, value in changed.items()}


class RelevanceForm(forms.Form):
    """Whether a resource belongs into the catalogue at all; its buttons give the answer."""

    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)


class HidingForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)
