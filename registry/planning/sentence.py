"""Where a firm wants to sell to, out of one sentence: "I sell wedding dresses and want to sell to Chile". Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from registry.framework import economies
from registry.framework.concept import LANGUAGES
from registry.framework.folding import fold

_SHORTEST = 4  # letters of a name that has spaces around it; "Peru" and "Chile", not a code
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_WORDS = re.compile(r"[\W_]+")


def markets_of(said: str) -> tuple[str, ...]:
    """ISO codes of the economies named in a sentence, in the order in which they are named."""
    text = f" {_WORDS.sub(' ', fold(said))} "
    found: dict[str, int] = {}
    for name, code in _names():  # the longest names first: "Papua New Guinea" is no Guinea
        place = text.find(name)
        if place >= 0:
            found.setdefault(code, place)
            text = text.replace(name, " " * len(name))
    return tuple(sorted(found, key=found.__getitem__))


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, str], ...]:
    """Every name of APEC's economies and of all others in the languages of the interface, as it stands in a text."""
    names: dict[str, str] = {}
    for code, name in economies.apec_names():
        names.setdefault(_standing(name), code)
    for code in economies.codes():
        for language in LANGUAGES:
            names.setdefault(_standing(economies.label(code, language)), code)
    known = [(name, code) for name, code in names.items() if _long_enough(name)]
    return tuple(sorted(known, key=lambda pair: -len(pair[0])))


def _standing(name: str) -> str:
    """Between spaces, unless its script has none."""
    words = _WORDS.sub(" ", fold(name)).strip()
    return words if _UNSPACED.search(words) else f" {words} "


def _long_enough(name: str) -> bool:
    return len(name.strip()) >= (2 if _UNSPACED.search(name) else _SHORTEST)
