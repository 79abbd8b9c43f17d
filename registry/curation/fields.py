"""A form for any field of a description: every value as text that a person can read and write."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from harvesters.values.languages import language_tag
from registry.catalogue.description import FIELDS
from registry.catalogue.merging import placed
from registry.catalogue.models import Overlay, Resource
from registry.framework.economies import economy
from registry.framework.vocabularies import FORMS, RESOURCE_TYPES

CORRECTABLE = tuple(field for field in FIELDS if field != "certain")
_LONG = ("description", "access", "recurrence")
_LISTS = ("subjects", "creators", "identifiers", "audience", "economies", "forms")
_WEB = URLValidator(schemes=["http", "https"])
_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?")
_PARTS = ("start", "end", "place", "economy", "url", "registration", "zone", "form")
"""Of a session, in the order in which its line names them."""


class FieldForm(forms.Form):
    """One field; an empty value says that it is not known. `seen` tells whether somebody was faster."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    value = forms.CharField(label="", required=False, max_length=20_000)
    reason = forms.CharField(label=_lazy("Reason"), required=False, max_length=500)

    def __init__(self, *args: Any, resource: Resource, field: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._resource, self._field = resource, field
        if field in _LISTS or field in _LONG or field == "occurrences":
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 8 if field != "recurrence" else 3})
        if choices := _choices(field):
            self.fields["value"] = forms.ChoiceField(choices=choices, required=False)
        self.fields["value"].help_text = _help(field)

    @classmethod
    def of(cls, resource: Resource, field: str, given: Any = None) -> FieldForm:
        shown = {"value": as_text(field, resource.effective.get(field)), "seen": seen(resource, field)}
        return cls(given, initial=shown, resource=resource, field=field)

    def clean_value(self) -> Any:
        text = self.cleaned_data["value"].replace("\r\n", "\n").strip()
        return read(self._field, text, self._resource.effective.get(self._field)) if text else None

    def renewed(self) -> FieldForm:
        """The same as it was filled in, in sight of what is there now."""
        given = {**self.data.dict(), "seen": seen(self._resource, self._field)}  # type: ignore[attr-defined]
        return FieldForm(given, resource=self._resource, field=self._field)


def seen(resource: Resource, field: str) -> str:
    """Stands for a field's value and for the correction that it comes from."""
    overlay = Overlay.objects.filter(resource=resource, field=field).first()
    told = [
        resource.effective.get(field),
        overlay and [overlay.value, overlay.actor, overlay.created.isoformat()],
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:20]


def as_text(field: str, value: Any) -> str:
    """A value as the form shows it; `read` reads it back."""
    if value in (None, [], ""):
        return ""
    if field == "occurrences":
        return "\n".join(_line(session) for session in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def read(field: str, text: str, before: Any = None) -> Any:
    """What somebody wrote, as a value of the field. Raises ValidationError, in words. `before`: what is shown,
    whose sessions keep what their line does not say."""
    if field == "occurrences":
        known = {_line(session): session for session in before or ()}
        return [known.get(line) or _session(line) for line in _lines(text)]
    if field in _LISTS:
        return list(dict.fromkeys(_READERS.get(field, str)(line) for line in _lines(text)))
    return _READERS.get(field, _one_line)(text)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _line(session: Mapping[str, Any]) -> str:
    parts = [str(session.get(name) or "") for name in _PARTS]
    while parts and not parts[-1]:
        parts.pop()
    return " ".join(" | ".join(parts).split())


def _session(line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > len(_PARTS):
        raise ValidationError(_("“%(line)s” has more parts than a session has.") % {"line": line})
    stated = {name: part for name, part in zip(_PARTS, parts, strict=False) if part}
    for name in ("start", "end"):
        if name in stated and placed(stated[name]) is None:
            raise ValidationError(
                _("“%(stated)s” is no date or time. Write 2026-12-02, or 2026-12-02T09:00:00Z.")
                % {"stated": stated[name]}
            )
    if "start" not in stated:
        raise ValidationError(_("Say when each session begins."))
    if "economy" in stated:
        stated["economy"] = _economy(stated["economy"])
    for name in ("url",):
        if name in stated:
            _address(stated[name])
    if stated.get("form", "online") not in ("online", "offline"):
        raise ValidationError(_("A session is online or offline."))
    return stated | ({"all_day": True} if len(stated["start"]) == 10 else {})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _title(text: str) -> str:
    if len(text) > 500:
        raise ValidationError(_("A title has at most 500 characters."))
    return _one_line(text)


def _language(text: str) -> str | None:
    if text.lower() == "und":
        return None
    tag = language_tag(text)
    if tag is None:
        raise ValidationError(_("No language is called that. Write its tag, such as es or zh-Hant."))
    return tag


def _address(text: str) -> str:
    try:
        _WEB(text)
    except ValidationError:
        raise ValidationError(_("Write a whole address, such as https://school.example/course.")) from None
    return text


def _economy(name: str) -> str:
    code = economy(name)
    if code is None:
        raise ValidationError(
            _("No economy is called “%(name)s”. Write its code, such as CL.") % {"name": name}
        )
    return code


def _form(name: str) -> str:
    if name not in ("online", "offline"):
        raise ValidationError(_("Write online, offline, or both, one in each line."))
    return name


def _day(text: str) -> str:
    if placed(text) is None and not re.fullmatch(r"\d{4}(-\d\d)?", text):
        raise ValidationError(_("Write a date, such as 2026-12-02, or a year."))
    return text


def _price(text: str) -> str:
    if not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", text):
        raise ValidationError(
            _("Write the amount alone, such as 30 or 12.50; the currency has a field of its own.")
        )
    return text


def _currency(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise ValidationError(_("Write the three letters of the currency, such as USD."))
    return text.upper()


def _duration(text: str) -> str:
    if not _DURATION.fullmatch(text):
        raise ValidationError(_("Write a duration as PT40M (40 minutes), PT2H or P3D (three days)."))
    return text


_READERS: Mapping[str, Callable[[str], Any]] = {
    "title": _title,
    "description": str,
    "access": str,
    "recurrence": str,
    "language": _language,
    "url": _address,
    "image": _address,
    "economies": _economy,
    "forms": _form,
    "published": _day,
    "modified": _day,
    "in_force": _day,
    "original_language": _language,
    "price": _price,
    "currency": _currency,
    "duration": _duration,
    "free": lambda text: text == "yes",
}


def _choices(field: str) -> list[tuple[str, str]]:
    unknown = ("", _("not known"))
    if field == "type":
        return [unknown, *((kind.id, kind.label(get_language())) for kind in RESOURCE_TYPES)]
    return [unknown, ("yes", _("yes")), ("no", _("no"))] if field == "free" else []


def _help(field: str) -> str:
    if field == "occurrences":
        return _(
            "One session in each line: begin | end | place | economy | address | registration | zone | form"
        )
    if field == "forms":
        return _("One in each line: %(forms)s.") % {"forms": ", ".join(f.id for f in FORMS if f.id != "both")}
    if field in _LISTS:
        return _("One in each line. Nothing: it is not known.")
    return _("Nothing: it is not known, whatever the source says.")
