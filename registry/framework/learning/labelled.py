"""Resources with people's labels: what the learned part is trained from, and what the rater is measured with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from registry.framework.model import Model
from registry.framework.profile import Profile
from registry.framework.rateable import Rateable
from registry.framework.rater import rate
from registry.framework.rubric import ASSIGNED
from registry.framework.vocabularies import ASPECTS


@dataclass(frozen=True, slots=True)
class Labelled:
    """One resource and what people said of it.

    `source`: where it comes from; what is tuned on one source is measured on others. `taught`: the aspects of
    depth 2 or more. `depths` and `criteria` hold what was labelled besides; not every resource has them.
    """

    id: str
    source: str
    language: str
    rateable: Rateable
    relevant: bool
    taught: frozenset[str]
    visits: bool
    depths: Mapping[str, int] = field(default_factory=dict)
    criteria: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rated:
    """A labelled resource, and what the rater says of it; `assigned` is kept, since measures ask for it often."""

    labelled: Labelled
    profile: Profile
    assigned: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "assigned", frozenset(self.profile.assigned))


def rated(labelled: Iterable[Labelled], model: Model) -> list[Rated]:
    return [Rated(each, rate(each.rateable, model)) for each in labelled]


def taught(depths: Mapping[str, int]) -> frozenset[str]:
    """The aspects that reach the depth from which they count."""
    return frozenset(aspect for aspect in ASPECTS.ids if depths.get(aspect, 0) >= ASSIGNED)
