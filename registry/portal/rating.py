"""A shown rating as pages tell it: pictures with their text, judgements with evidence, derived figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.framework.derived import Figures, derive
from registry.framework.profile import Profile
from registry.framework.rubric import BOTH, CRITERIA_BY_GROUP, DEPTH_CELLS
from registry.framework.vocabularies import (
    ANSWERS,
    ASPECTS,
    CRITERIA,
    CRITERION_GROUPS,
    DEPTHS,
    FORMS,
    PHASES,
    TIERS,
    VISITS,
    Concept,
    Vocabulary,
)
from registry.portal.aspect_names import SHORT
from registry.portal.quotes import quotes
from registry.portal.trait_lines import TraitLine, trait_lines
from registry.portal.wheel import Sector, sectors
from search.marking import Piece


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged cell. `value` is a depth, or an answer's id; `sure` the confidence in percent."""

    name: str
    value: int | str
    words: str
    sure: int
    quotes: Sequence[Sequence[Piece]]
    reason: str
    curated: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class Bar:
    letter: str
    name: str
    depth: int | None


class ShownRating:
    """The rating of one resource, from `Resource.profile`. `known`: effective values, which evidence is quoted from."""

    def __init__(self, shown: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        self._known = known
        self._curated: Mapping[str, Any] = shown.get("curated", {})
        self.profile = Profile.from_json(shown)

    @property
    def exists(self) -> bool:
        return bool(self.profile.cells)

    @cached_property
    def figures(self) -> Figures:
        return derive(self.profile)

    @property
    def curated(self) -> bool:
        """Whether a person's word is in it."""
        return bool(self._curated)

    @property
    def text(self) -> str:
        """The pictures in words."""
        covered = [f"{_label(c)} {depth}" for c in _depth_concepts() if (depth := self.profile.depth(c.id))]
        if not self.exists:
            return _("Not rated yet")
        if not covered:
            return _("None of the six aspects was recognised")
        return _("Depth, out of 3: %(depths)s; nothing else") % {"depths": ", ".join(covered)}

    @property
    def bars(self) -> Sequence[Bar]:
        return [
            Bar(str(SHORT[aspect.id])[:1], _label(aspect), self.profile.depth(aspect.id))
            for aspect in ASPECTS
        ]

    @property
    def sectors(self) -> Sequence[Sector]:
        names = {aspect: str(SHORT[aspect]) for aspect in ASPECTS.ids}
        return sectors(names, {aspect: self.profile.depth(aspect) for aspect in ASPECTS.ids})

    @property
    def visits(self) -> int | None:
        return self.profile.depth(VISITS.id)

    @property
    def forms(self) -> str:
        """Of the text, by the rater: "Online", "In person · Online"; "" where it is not known."""
        return _one_or_both(FORMS, self.profile["form"].value)

    @property
    def phases(self) -> str:
        return _one_or_both(PHASES, self.profile["phase"].value)

    @property
    def taught(self) -> Sequence[Judged]:
        """What is covered at all, the deepest first."""
        covered = [concept for concept in _depth_concepts() if self.profile.depth(concept.id)]
        judged = [self._judged(concept, DEPTHS) for concept in covered]
        return sorted(judged, key=lambda each: -int(each.value))

    @property
    def not_covered(self) -> str:
        return _listed(c for c in _depth_concepts() if self.profile.depth(c.id) == 0)

    @property
    def not_known(self) -> str:
        return _listed(c for c in _depth_concepts() if self.profile.depth(c.id) is None)

    @property
    def criteria(self) -> Sequence[tuple[str, Sequence[Judged]]]:
        """The groups of criteria by name, each with its answers."""
        return [
            (_label(group), [self._judged(CRITERIA[id], ANSWERS) for id in CRITERIA_BY_GROUP[group.id]])
            for group in CRITERION_GROUPS
        ]

    @property
    def traits(self) -> Sequence[TraitLine]:
        """Whom and what it is for, as far as that is known."""
        return [line for line in trait_lines(self.profile, self._known) if line.values]

    @property
    def traits_not_known(self) -> str:
        return ", ".join(line.name for line in trait_lines(self.profile, self._known) if not line.values)

    @property
    def tier(self) -> str:
        return _label(TIERS[self.figures.tier]) if self.figures.tier else ""

    @property
    def practice(self) -> int | None:
        """In percent."""
        return None if self.figures.practice is None else round(self.figures.practice * 100)

    @property
    def raised_by(self) -> Sequence[tuple[str, str]]:
        """What would raise each figure that can still rise: (the figure's name, what to work on)."""
        ways = [
            (_("Tier"), _listed(CRITERIA[id] for id in self.figures.tier_raised_by)),
            (_("Coverage"), _listed(ASPECTS[id] for id in self.figures.coverage_raised_by)),
            (_("Practice"), _listed(ASPECTS[id] for id in self.figures.practice_raised_by)),
        ]
        return [(figure, work) for figure, work in ways if work]

    def _judged(self, concept: Concept, scale: Vocabulary) -> Judged:
        judgement, curated = self.profile[concept.id], self._curated.get(concept.id)
        return Judged(
            name=_label(concept),
            value=judgement.value,
            words=_label(scale[str(judgement.value)]),
            sure=round(judgement.confidence * 100),
            quotes=quotes(judgement.evidence, self._known),
            reason=_(judgement.reason) if judgement.reason else "",
            curated=curated is not None,
            disputed=bool(curated and curated["disputed"]),
        )


def _depth_concepts() -> Sequence[Concept]:
    return [VISITS if cell == VISITS.id else ASPECTS[cell] for cell in DEPTH_CELLS]


def _one_or_both(vocabulary: Vocabulary, value: int | str) -> str:
    return " · ".join(_label(concept) for concept in vocabulary if value in (concept.id, BOTH))


def _label(concept: Concept) -> str:
    return concept.label(get_language())


def _listed(concepts: Iterable[Concept]) -> str:
    return ", ".join(_label(concept) for concept in concepts)
