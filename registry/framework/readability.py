"""Whether a text is in a language that the lexicon knows: where it is not, nothing found means nothing known."""

from __future__ import annotations

import re

from registry.framework.lexicon import LANGUAGES
from registry.framework.reading import Reading

_MORE_LANGUAGES = frozenset(("tl", "yue", "cmn", "in"))  # other codes of languages that the lexicon has
_KNOWN = frozenset(LANGUAGES) | _MORE_LANGUAGES
# The letters of the lexicon's languages: Latin, Cyrillic, Arabic, Thai, kana, Han and Hangul.
_KNOWN_SCRIPTS = re.compile(
    "[a-zA-Z\u00c0-\u024f\u1e00-\u1eff\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_SAMPLE = 1000


def readable(reading: Reading) -> bool:
    """By the stated language; without one, by any word of the lexicon or the script it is written in."""
    if reading.language is not None:
        return reading.language in _KNOWN
    if reading.mentions:
        return True
    text = f"{reading.rateable.title} {reading.rateable.description or ''}"[:_SAMPLE]
    letters = [character for character in text if character.isalpha()]
    known = sum(bool(_KNOWN_SCRIPTS.match(letter)) for letter in letters)
    return bool(letters) and known * 2 > len(letters)
