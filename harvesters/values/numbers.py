"""Whole numbers in texts that may hold anything."""

from __future__ import annotations

_MOST_DIGITS = 9  # what every database takes, and far from where reading digits takes long or is refused


def whole_number(text: str) -> int | None:
    """The number that a text of decimal digits states; None for any other text, and for over nine digits."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
