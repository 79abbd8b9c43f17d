"""Whom a resource is for, in words."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"[\d\s–-]+")


def age_range(stated: str) -> str:
    """Says of bare numbers (LOM's and LRMI's typicalAgeRange: "18-", "12-14") that they are ages."""
    return f"age {stated}" if _NUMBERS.fullmatch(stated) else stated
