"""What the readers of documents say of one that they cannot read."""

from __future__ import annotations

from harvesters.words import Words


class Unreadable(Exception):
    """Why a document cannot be read, and what its publisher can do about it."""

    def __init__(self, reason: Words, advice: Words) -> None:
        super().__init__(reason)
        self.reason, self.advice = reason, advice
