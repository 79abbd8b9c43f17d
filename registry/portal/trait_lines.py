"""What a resource is for, as its page tells it: one line a trait, each value with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from registry.framework import economies
from registry.framework.platforms import platform_name
from registry.framework.profile import Profile
from registry.framework.vocabularies import AUDIENCES, INDUSTRIES, LEVELS, STAGES, TRADE_MODELS, Vocabulary
from registry.portal.quotes import quotes
from search.marking import Piece

NAMES: Mapping[str, Promise] = {
    "audience": gettext_lazy("For whom"),
    "level": gettext_lazy("Level"),
    "industries": gettext_lazy("Industries"),
    "economies": gettext_lazy("Economies"),
    "trade_models": gettext_lazy("Trade models"),
    "stages": gettext_lazy("Stage of e-commerce"),
    "platform": gettext_lazy("Confined to the platform"),
}
_VOCABULARIES: Mapping[str, Vocabulary] = {
    "audience": AUDIENCES,
    "level": LEVELS,
    "industries": INDUSTRIES,
    "trade_models": TRADE_MODELS,
    "stages": STAGES,
}


@dataclass(frozen=True, slots=True)
class TraitValue:
    """`sure`: the confidence in percent. `curated` and `disputed` are those of `Judged`: no person judges traits."""

    name: str
    sure: int
    quotes: Sequence[Sequence[Piece]]
    reason: str
    curated: bool = False
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class TraitLine:
    """`values` is empty where it is unknown."""

    name: str
    values: Sequence[TraitValue]

    @property
    def words(self) -> str:
        return ", ".join(value.name for value in self.values)


def trait_lines(profile: Profile, known: Mapping[str, Any]) -> Sequence[TraitLine]:
    """All traits, in the order of NAMES. `known`: effective values, which evidence is quoted from."""
    return [
        TraitLine(
            str(name),
            [
                TraitValue(
                    name=_named(trait, str(judgement.value)),
                    sure=round(judgement.confidence * 100),
                    quotes=quotes(judgement.evidence, known),
                    reason=_(judgement.reason) if judgement.reason else "",
                )
                for judgement in profile.traits.get(trait, ())
            ],
        )
        for trait, name in NAMES.items()
    ]


def _named(trait: str, value: str) -> str:
    if trait == "economies":
        return economies.label(value, get_language())
    if trait == "platform":
        return platform_name(value)
    concept = _VOCABULARIES[trait].get(value)
    return concept.label(get_language()) if concept else value
