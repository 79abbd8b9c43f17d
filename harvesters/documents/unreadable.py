"""What the readers of documents say of one that they cannot read."""

from __future__ import annotations


class Unreadable(Exception):
    """Why a document cannot be read, and what its publisher can do about it."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.reason, self.advice = reason, advice
