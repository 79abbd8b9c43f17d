"""What staff fill in: decisions on sources, and corrections of resources."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from harvesters import secrets, telling
from harvesters.json_text import loaded
from harvesters.settings import SettingsProblem, checked
from harvesters.values.languages import language_tag
from registry.catalogue.models import Overlay, Resource
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
            raise forms.ValidationError(telling.of(problem)) from None
        except ValueError as error:
            raise forms.ValidationError(_("This is no JSON: %(why)s.") % {"why": telling.of(error)}) from None


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
            self.add_error("secret", telling.of(why))
            return False
        return True


class _RememberingForm(forms.Form):
    """A form that knows what its page showed, and so what somebody else has changed since."""

    def was_shown(self, field: str) -> str | None:
        """None where the page did not say."""
        stated = self.data.get(self[field].html_initial_name)
        return None if stated is None else str(stated)

    def overtaken(self, fresh: forms.Form, fields: Container[str]) -> Iterator[tuple[str, Any, Any]]:
        """Of what was changed here, which of these fields show something else by now; with what they were and are."""
        for field in self.changed_data:
            was, now = self.was_shown(field), str(fresh.initial.get(field, ""))
            if (
                field in fields
                and was is not None
                and now not in (was, str(self.data.get(self[field].html_name)))
            ):
                yield field, was, now

    def in_sight_of(self, fresh: forms.Form, faster: Mapping[str, str]) -> Self:
        """The same as it was filled in, beside what others have made of it meanwhile, for whoever filled it in to
        choose: sent again, it counts."""
        given = {name: self.data.get(name) for name in self.data}
        given |= {self[field].html_initial_name: fresh.initial[field] for field in faster}
        again = type(self)(given, initial=fresh.initial, prefix=self.prefix)
        for field, why in faster.items():
            again.add_error(field, why)
        return again


def _parted(text: str) -> list[str]:
    """Tags, parted by commas."""
    parts = (" ".join(tag.split()) for tag in text.replace("，", ",").split(","))
    return list(dict.fromkeys(tag for tag in parts if tag))


class DescriptionForm(_RememberingForm):
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
        return _parted(self.cleaned_data["tags"])

    def changed_beneath(self, resource: Resource) -> Iterator[tuple[str, Any, Any]]:
        """Corrected fields only; who adds a tag and who takes one away do not hinder each other."""
        corrected = set(Overlay.objects.filter(resource=resource).values_list("field", flat=True))
        yield from self.overtaken(self.of(resource), corrected - {"tags"})

    def corrections(self, resource: Resource) -> dict[str, Any]:
        """The values that were changed, by field. Tags that others have added or taken away meanwhile stay so."""
        changed = {field: self.cleaned_data[field] for field in self.changed_data if field != "reason"}
        if "tags" in changed:
            was, wanted = _parted(self.was_shown("tags") or ""), changed["tags"]
            if was != resource.tags:
                kept = [tag for tag in resource.tags if tag in wanted or tag not in was]
                changed["tags"] = kept + [tag for tag in wanted if tag not in was and tag not in kept]
        return changed


def _depths() -> Iterator[tuple[str, str]]:
    for depth in DEPTHS:
        yield depth.id, f"{depth.id} – {depth.label(get_language())}"
    yield UNKNOWN, ANSWERS[UNKNOWN].label(get_language())


class DepthsForm(_RememberingForm):
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

    def changed_beneath(self, resource: Resource) -> Iterator[tuple[str, Any, Any]]:
        """What curators have judged; whatever the machine has changed is overruled anyhow."""
        yield from self.overtaken(self.of(resource), resource.profile.get("curated", {}))

    def judgements(self) -> dict[str, Value]:
        """The values that were changed, by cell."""
        changed = {cell: self.cleaned_data[cell] for cell in self.changed_data if cell != "reason"}
        return {cell: value if value == UNKNOWN else int(value) for cell, value in changed.items()}


class RelevanceForm(forms.Form):
    """Whether a resource belongs into the catalogue at all; its buttons give the answer."""

    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)


class DeletingForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        error_messages={"required": _("Say why: others must be able to understand it later.")},
    )


class HidingForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)
