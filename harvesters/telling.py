"""What a problem says, in the language of whoever reads it; see harvesters/words.py."""

from __future__ import annotations

from typing import Protocol

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy

from harvesters.words import Wording, Words, said_by

_STAGES = {
    "detect": pgettext_lazy("stage of a run", "detect"),
    "fetch": pgettext_lazy("stage of a run", "fetch"),
    "read": pgettext_lazy("stage of a run", "read"),
    "describe": pgettext_lazy("stage of a run", "describe"),
    "store": pgettext_lazy("stage of a run", "store"),
    "conclude": pgettext_lazy("stage of a run", "conclude"),
}


class Said(Protocol):
    """A problem of a trial, or one that is kept of a run."""

    @property
    def reason(self) -> str: ...

    @property
    def advice(self) -> str: ...


def reason(problem: Said) -> str:
    return _said(problem, problem.reason, "reason")


def advice(problem: Said) -> str:
    return _said(problem, problem.advice, "advice")


def stage(name: str) -> str:
    """What a run was about when something was noticed, or took so long for."""
    return str(_STAGES.get(name, name))


def of(error: Exception) -> str:
    """What an exception says; see harvesters.words.said_by."""
    return in_language(said_by(error))


def in_language(said: str, wording: Wording | None = None) -> str:
    """A text as the reader's language says it; as it is where it is no sentence of ours."""
    wording = said.wording if isinstance(said, Words) else wording
    if not said or (get_language() or "en").startswith("en"):
        return str(said)
    try:
        return _made_of(wording) if wording else gettext(said)
    except (KeyError, TypeError, ValueError):  # kept by a version that worded it in another way
        return str(said)


def _said(problem: Said, text: str, name: str) -> str:
    kept = getattr(problem, "wording", None) or {}
    return in_language(text, kept.get(name))


def _made_of(wording: Wording) -> str:
    template, values, plural = (*wording, {}, None)[:3]
    form = ngettext(template, plural, values["number"]) if plural else gettext(template)
    return form % {name: _shown(value) for name, value in values.items()} if values else form


def _shown(value: str | int | Wording) -> str:
    if isinstance(value, list):
        return _made_of(value)
    return number_format(value, force_grouping=True) if isinstance(value, int) else value
