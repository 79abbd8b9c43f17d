"""What a firm answers to the twelve questions, and the short JSON that a link carries. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from registry.framework.rubric import DEPTH_CELLS
from registry.framework.vocabularies import ASPECTS, STAGES, TRADE_MODELS

PLATFORMS = ("marketplace", "own-shop", "social")
CONNECTIONS = ("good", "slow", "text")
FORMS = ("any", "online")
LONGEST_GOODS = 200  # characters
MOST_MARKETS, MOST_LANGUAGES = 8, 8
MOST_HOURS, MOST_WEEKS = 80, 104
MOST_MONEY = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """`economy` and `markets`: ISO 3166-1; `languages`: as search counts them, the best read first, none for any.
    `model`, `platform`, `stage`: "" where it is not decided. `budget`: for all steps, in `currency`; 0 for free
    ones only, None for no limit. `hours` a week for so many `weeks`; None for no limit. `skills`: what the firm
    can do already, 0 to 3, in the order of the aspects."""

    goods: str = ""
    economy: str = ""
    markets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    model: str = ""
    platform: str = ""
    stage: str = ""
    connection: str = "good"
    form: str = "any"
    visits: bool = False
    budget: int | None = None
    currency: str = ""
    hours: int | None = None
    weeks: int = 8
    skills: tuple[int, ...] = (0,) * len(ASPECTS)

    @property
    def have(self) -> tuple[int, ...]:
        """Depths in the order of DEPTH_CELLS; nobody is asked of visits."""
        return (*self.skills, *(0,) * (len(DEPTH_CELLS) - len(self.skills)))

    @property
    def minutes(self) -> int | None:
        """That all steps may take together."""
        return None if self.hours is None else self.hours * self.weeks * 60

    def as_json(self) -> dict[str, Any]:
        """What differs from no answer."""
        plain = asdict(self)
        return {f.name: plain[f.name] for f in fields(self) if plain[f.name] != f.default}

    @classmethod
    def from_json(cls, stated: Mapping[str, Any]) -> Self:
        """ValueError for what no questionnaire has made."""
        try:
            answers = cls(**{name: _value(value) for name, value in stated.items()})
        except TypeError:
            raise ValueError("answers of another kind") from None
        if not answers._sound():
            raise ValueError("an answer that cannot be given")
        return answers

    def _sound(self) -> bool:
        return (
            self.model in ("", *TRADE_MODELS.ids)
            and self.platform in ("", *PLATFORMS)
            and self.stage in ("", *STAGES.ids)
            and self.connection in CONNECTIONS
            and self.form in FORMS
            and len(self.skills) == len(ASPECTS)
            and all(skill in (0, 1, 2, 3) for skill in self.skills)
        )


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
