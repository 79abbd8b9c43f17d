"""The derived figures of a profile, by the framework's published formula, and what would raise each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.framework.profile import Profile
from registry.framework.rubric import ASSIGNED, CRITERIA_BY_GROUP, PRACTISED, Value
from registry.framework.vocabularies import ASPECTS, CRITERIA

POINTS = {"yes": 2, "partly": 1, "no": 0}
TIER_FROM = (("A", 1.5), ("B", 1.0), ("C", 0.5), ("D", 0.0))
KNOWN_FOR_A_TIER = 4


@dataclass(frozen=True, slots=True)
class Figures:
    """What is derived from a profile.

    `coverage`: how many aspects reach depth 2. `practice`: the share of those at depth 3, None when there
    are none. `tier`: a letter, None when under 4 criteria are known. `groups`: the mean of each group of
    criteria, None when none is known. The three `raised_by` name the aspects or criteria to work on.
    """

    coverage: int
    practice: float | None
    tier: str | None
    known: int
    groups: Mapping[str, float | None]
    coverage_raised_by: tuple[str, ...]
    practice_raised_by: tuple[str, ...]
    tier_raised_by: tuple[str, ...]

    @property
    def known_of(self) -> int:
        return len(CRITERIA)


def tier_of(values: Mapping[str, Value]) -> str | None:
    """The tier of known values by cell, without the rest: cheap enough to ask for each resource that is indexed."""
    if len(values.keys() & CRITERIA.ids) < KNOWN_FOR_A_TIER:
        return None
    groups = {
        group: _mean_of([str(values[c]) for c in criteria if c in values])
        for group, criteria in CRITERIA_BY_GROUP.items()
    }
    return _tier(groups)


def derive(profile: Profile) -> Figures:
    covered = profile.assigned
    practised = tuple(aspect for aspect in covered if profile.depth(aspect) == PRACTISED)
    groups = {group: _mean(profile, criteria) for group, criteria in CRITERIA_BY_GROUP.items()}
    known = sum(profile[criterion].known for criterion in CRITERIA.ids)
    tier = _tier(groups) if known >= KNOWN_FOR_A_TIER else None
    return Figures(
        coverage=len(covered),
        practice=len(practised) / len(covered) if covered else None,
        tier=tier,
        known=known,
        groups=groups,
        coverage_raised_by=tuple(a for a in ASPECTS.ids if (profile.depth(a) or 0) < ASSIGNED),
        practice_raised_by=tuple(a for a in covered if a not in practised),
        tier_raised_by=_raises_tier(profile, groups, tier),
    )


def _mean(profile: Profile, criteria: tuple[str, ...]) -> float | None:
    return _mean_of([str(profile[c].value) for c in criteria if profile[c].known])


def _mean_of(answers: Sequence[str]) -> float | None:
    return sum(POINTS[answer] for answer in answers) / len(answers) if answers else None


def _tier(groups: Mapping[str, float | None]) -> str:
    """The letter of the lowest known group, so that one strength cannot hide a weakness."""
    return letter(min(mean for mean in groups.values() if mean is not None))


def letter(mean: float) -> str:
    return next(tier for tier, least in TIER_FROM if mean >= least)


def _raises_tier(profile: Profile, groups: Mapping[str, float | None], tier: str | None) -> tuple[str, ...]:
    """The criteria to work on, the weakest first.

    Without a tier these are the unknown ones. With one, all groups that hold it down must rise, by answers
    that are not yet yes; a criterion not known counts as soon as it is answered.
    """
    if tier is None:
        return tuple(c for c in CRITERIA.ids if not profile[c].known)
    if tier == "A":
        return ()
    low = [group for group, mean in groups.items() if mean is not None and letter(mean) == tier]
    short = [c for group in low for c in CRITERIA_BY_GROUP[group] if profile[c].value != "yes"]
    order = ("no", "partly", "unknown")
    return tuple(sorted(short, key=lambda c: order.index(str(profile[c].value))))
