"""Folding of text for comparison: width, case and accents no longer matter, scripts stay themselves."""

from __future__ import annotations

import re
import unicodedata

# Accents of Latin, Greek and Cyrillic, and Arabic vowel signs and tatweel. Marks of other scripts are part of
# their words (a Thai vowel, the dakuten of が) and stay.
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u0652\u0670]")
_ASCII_ONLY = re.compile(r"[\x00-\x7f]*\Z")
_LETTERS = str.maketrans(
    {"đ": "d", "ø": "o", "ł": "l", "ı": "i", "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"}
)


def fold(text: str) -> str:
    """`text` in NFKC without case and accents: "Logística" → "logistica", "Điện" → "dien", "ＥＣ" → "ec"."""
    if _ASCII_ONLY.match(text):
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFKC", bare).translate(_LETTERS)
