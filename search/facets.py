"""The facets: what resources can be filtered by, which values each takes, and what the values are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.framework import economies
from registry.framework.rubric import UNKNOWN
from registry.framework.vocabularies import (
    ASPECTS,
    AUDIENCES,
    DEPTHS,
    FORMS,
    ORGANISER_KINDS,
    PHASES,
    RESOURCE_TYPES,
    VISITS,
    Concept,
)

NOT_STATED = _("Not stated")
NONE = "none"
"""Of the aspect: it was rated, and teaches none."""

Text = str | Promise
Label = Callable[[str], Text]


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to filter by.

    `values`: of a closed facet, in their order, each with its label for a reader of a language.
    `canonical`: of an open one, the form in which a value is indexed, None for what is no value.
    `written`: what those look like, in words.
    `name`: of an open one, what a value is called for a reader of a language.
    Every facet knows UNKNOWN: unknown can be filtered, and never counts as yes or as no (rule 12).
    """

    id: str
    label: Text
    values: Mapping[str, Label] = field(default_factory=dict)
    canonical: Callable[[str], str | None] | None = None
    name: Callable[[str, str], str] | None = None
    written: Text = ""

    def value(self, text: str) -> str | None:
        """The value that a text in a URL stands for; None when it stands for none."""
        text = text.strip()
        if text == UNKNOWN or text in self.values:
            return text
        return self.canonical(text) if self.canonical else None

    @property
    def expectation(self) -> str:
        """What a value must be, for a person whose value was none."""
        if self.values:
            return gettext("Choose one of %(values)s.") % {"values": ", ".join([*self.values, UNKNOWN])}
        return gettext("Give %(written)s, or %(unknown)s.") % {"written": self.written, "unknown": UNKNOWN}

    def value_label(self, value: str, language: str = "en") -> Text:
        """What a value is called, for a reader of `language`."""
        if value in self.values:
            return self.values[value](language)
        if value == UNKNOWN:
            return NOT_STATED
        return self.name(value, language) if self.name else value

    def ordered(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        """Values as they are shown: a closed facet's in its order, others by count; unknown last."""
        places = {value: place for place, value in enumerate(self.values)}
        return sorted(
            counts.items(),
            key=lambda item: (item[0] == UNKNOWN, places.get(item[0], len(places)), -item[1], item[0]),
        )


def _concepts(concepts: Iterable[Concept]) -> dict[str, Label]:
    return {concept.id: concept.label for concept in concepts}


def _words(**labels: Text) -> dict[str, Label]:
    return {value: _same(label) for value, label in labels.items()}


def _same(label: Text) -> Label:
    """The label, in whatever language the page is in."""
    return lambda _language: label


_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
_SIMPLIFIED = {"hans", "cn", "sg"}


def language(tag: str) -> str | None:
    """The language that a BCP 47 tag counts as: without region, Chinese by its script (zh-TW → zh-Hant).

    Chinese whose script nobody stated stays "zh".
    """
    if not _TAG.fullmatch(tag):
        return None
    primary, *rest = tag.lower().split("-")
    if primary in ("zh", "cmn"):
        if not _TRADITIONAL.isdisjoint(rest) and "hans" not in rest:
            return "zh-Hant"
        return "zh" if _SIMPLIFIED.isdisjoint(rest) else "zh-Hans"
    return primary


def _economy(text: str) -> str | None:
    return economies.economy(text) if re.fullmatch("[A-Za-z]{2}", text) else None


ASPECT = Facet("aspect", _("Aspect"), _concepts([*ASPECTS, VISITS]) | _words(none=_("None of them")))
"""What is taught: at depth 2 or more."""

DEPTH = Facet("depth", _("Depth"), _concepts(reversed(list(DEPTHS))))
"""The best depth: of the aspects that are filtered by, else of all six."""

DATE = Facet(
    "date",
    _("Date"),
    _words(
        upcoming=_("Now or to come"),
        week=_("In the next 7 days"),
        month=_("In the next 30 days"),
        past=_("Past"),
    ),
)
"""By any session: not over yet; beginning within so many days; "past": all are over. UNKNOWN: none is stated."""

FACETS: dict[str, Facet] = {
    facet.id: facet
    for facet in (
        ASPECT,
        DEPTH,
        Facet("kind", _("Organiser"), _concepts(ORGANISER_KINDS)),
        Facet("form", _("Form"), _concepts(FORMS)),
        Facet("phase", _("Phase"), _concepts(PHASES)),
        Facet("language", _("Language"), canonical=language, written=_("a BCP 47 language tag")),
        # Those it is about or held in; when none is stated, its organisation's.
        Facet(
            "economy",
            _("Economy"),
            canonical=_economy,
            written=_("an ISO 3166-1 code of two letters"),
            name=economies.label,
        ),
        Facet("type", _("Type"), _concepts(RESOURCE_TYPES)),
        Facet("cost", _("Cost"), _words(free=_("Free"), paid=_("Paid"))),
        Facet("audience", _("For whom"), _concepts(AUDIENCES)),
        # registry.framework.derived; unknown: too little is known for one.
        Facet("tier", _("Tier"), _words(A="A", B="B", C="C", D="D")),
        DATE,
    )
}
