"""How far the lists of an OAI-PMH repository have been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from harvesters.protocols.oai_answers import RecordList


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far the lists have been read, one for each set; as JSON it is the checkpoint of a page."""

    prefix: str
    set: str | None = None
    since: str | None = None  # the `from` of an incremental list
    after: str | None = None  # the datestamp from which the list was taken up again, its token being lost
    token: str | None = None  # what leads on; None: from the start
    expires: str | None = None  # when the token does
    started: str | None = None  # the server's responseDate at the start
    size: int | None = None  # of this list, as its beginning states it
    listed: int = 0  # of this list
    earlier: int = 0  # of the lists before it
    checking: bool = False  # this list is read again from its start to see whether it is whole
    unproven: bool = False  # a list may not have been whole
    finished: bool = False

    def as_json(self) -> dict[str, Any]:
        return {name: value for name in _POSITION if (value := getattr(self, name))}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{name: kept[name] for name in _POSITION if name in kept})

    def following(self, answer: RecordList, listed: int) -> Position:
        return replace(
            self,
            token=answer.token,
            expires=answer.expires,
            started=self.started or answer.response_date,
            size=answer.size if answer.size is not None and self.after is None else self.size,
            listed=self.listed + listed,
        )

    def again(self, after: str | None) -> Position:
        """Where the same list is taken up without its token: at a datestamp, or from its beginning."""
        return replace(self, token=None, expires=None, after=after)

    def of_set(self, name: str) -> Position:
        """The beginning of the next list."""
        return replace(
            self, set=name, after=None, token=None, expires=None, size=None, listed=0, checking=False,
            earlier=self.earlier + self.listed,
        )  # fmt: skip

    @property
    def is_short(self) -> bool:
        return self.size is not None and self.listed < self.size


_POSITION = tuple(field.name for field in fields(Position))
