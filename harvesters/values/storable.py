"""Text that every database takes."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without NUL, and without halves of surrogate pairs (JSON's "\\ud800")."""
    return text if text.isascii() and "\0" not in text else _UNSTORABLE.sub("", text)
