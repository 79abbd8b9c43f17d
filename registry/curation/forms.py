"""What staff fill in: decisions on sources, and corrections of resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from harvesters.values.languages import language_tag
from registry.framework.rubric import DEPTH_CELLS
from registry.framework.vocabularies import ASPECTS, DEPTHS, VISITS


class DecisionForm(forms.Form):
    """A decision with its reason, which the provider reads."""

    reason = forms.CharField(
        label=_("Reason, for the provider to read"), required=False, max_length=1000, widget=forms.Textarea
    )


class LanguageForm(forms.Form):
    """A language by its tag or its name; empty says that it is not known."""

    language = forms.CharField(
        label=_("Language"),
        required=False,
        max_length=60,
        help_text=_("For example es, zh-Hant, or Vietnamese."),
    )

    def clean_language(self) -> str | None:
        stated = self.cleaned_data["language"].strip()
        if not stated:
            return None
        tag = language_tag(stated)
        if tag is None:
            raise forms.ValidationError(
                _("No language is called that. Write its tag, such as es or zh-Hant.")
            )
        return tag


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=500)


class TagsForm(forms.Form):
    """Tags, separated by commas; each once."""

    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=1000, help_text=_("Separate them by commas.")
    )

    def clean_tags(self) -> list[str]:
        parts = (" ".join(tag.split()) for tag in self.cleaned_data["tags"].replace("，", ",").split(","))
        return list(dict.fromkeys(tag for tag in parts if tag))


def _cells() -> Iterator[tuple[str, str]]:
    for aspect in (*ASPECTS, VISITS):
        yield aspect.id, aspect.label(get_language())


def _depths() -> Iterator[tuple[str, str]]:
    for depth in DEPTHS:
        yield depth.id, f"{depth.id} – {depth.label(get_language())}"


class DepthForm(forms.Form):
    """A curator's depth for one aspect, or for visits."""

    cell = forms.ChoiceField(label=_("Aspect"), choices=_cells)
    depth = forms.ChoiceField(label=_("Depth"), choices=_depths)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)

    def clean_depth(self) -> int:
        return int(self.cleaned_data["depth"])


class HiddenForm(forms.Form):
    hidden = forms.BooleanField(label=_("Hide it from everybody"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)


CORRECTIONS: dict[str, type[forms.Form]] = {
    "title": TitleForm,
    "language": LanguageForm,
    "tags": TagsForm,
    "depth": DepthForm,
    "hidden": HiddenForm,
}


def current(resource: Any) -> dict[str, forms.Form]:
    """Each correction's form, filled with what is shown now."""
    depths = {c: resource.profile.get("cells", {}).get(c, {}).get("value") for c in DEPTH_CELLS}
    filled = {
        "title": {"title": resource.title},
        "language": {"language": resource.effective.get("language", "")},
        "tags": {"tags": ", ".join(resource.tags)},
        "depth": {"cell": ASPECTS.ids[0], "depth": str(depths[ASPECTS.ids[0]] or 0)},
        "hidden": {"hidden": resource.hidden},
    }
    return {name: form(initial=filled[name], prefix=name) for name, form in CORRECTIONS.items()}
