"""What can go wrong between a source's address and a stored record, in words that tell a provider what to do."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Literal

from harvesters.values.storable import storable
from harvesters.words import Wording, Words, wording_of

Stage = Literal["detect", "fetch", "read", "describe", "store"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One error of a run. `reason` says what is wrong, `advice` what the provider can do about it."""

    stage: Stage
    reason: str
    advice: str = ""
    identifier: str | None = None
    field: str | None = None
    payload: bytes = b""  # what the source sent for a rejected record; empty where it is stored or unknown
    retry_after: float | None = (
        None  # seconds that the site asks to be left alone for, more than the run waits
    )

    def __post_init__(self) -> None:
        """Words quote what was sent, which may be anything."""
        for name in ("reason", "advice", "identifier"):
            said = getattr(self, name)
            if said and (clean := storable(said)) is not said and clean != said:
                object.__setattr__(self, name, said.each(storable) if isinstance(said, Words) else clean)

    @property
    def wording(self) -> dict[str, Wording] | None:
        """What reason and advice were made of, by these names, to be kept beside them; None: nothing but they."""
        kept = {name: made for name in _SAID if (made := wording_of(getattr(self, name)))}
        return kept or None

    def as_plain(self) -> tuple[Any, ...]:
        """Its members in order, of plain types; words as text and wording."""
        members = _members(self)
        return tuple([(str(m), m.wording) if isinstance(m, Words) else m for m in members])

    @classmethod
    def from_plain(cls, members: tuple[Any, ...]) -> Problem:
        said: list[Any] = [Words.of(*m) if isinstance(m, tuple) else m for m in members]
        return cls(**dict(zip(_NAMES, said, strict=True)))


_SAID = ("reason", "advice")
_NAMES = tuple(member.name for member in fields(Problem))
_members = attrgetter(*_NAMES)


class SourceProblem(Exception):
    """The source as a whole cannot be read (further): the run fails, or is partial if something was taken."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


class Undescribable(Exception):
    """One record is named by its source but cannot be described: it is rejected, the rest is taken."""

    def __init__(self, reason: str, advice: str = "", field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.field = field
