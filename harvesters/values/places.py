"""The economy that a place lies in, from what sources write in their columns of places and countries."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from registry.framework.economies import economy
from registry.framework.folding import fold

# Each line: an economy's code, a tab, and its well-known cities in several languages, parted by |. A name that
# cities of several economies go by, such as San José, Santiago or Vancouver, is not among them.
_CITIES = Path(__file__).with_name("cities.tsv")
# Names of economies by which places elsewhere go too: a state of the United States.
_AMBIGUOUS = frozenset({"georgia", "джорджия", "jorgia"})
_COMMA = re.compile(r"\s*[,，、]\s*")
_LEAST_NAME = (
    4  # letters: behind a city a shorter one may be a state's or a province's, as in "Los Angeles, CA"
)
_IDEOGRAPHS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]{2,}")


def economy_of(place: str) -> str | None:
    """The ISO 3166-1 alpha-2 code for a code, a name, a well-known city, or an address that ends in a name.

    None for any other place, and for one that could be two ("Georgia", "San José").
    """
    said = place.strip()
    if fold(said) in _AMBIGUOUS:
        return None
    return economy(said) or _cities().get(_key(said)) or _at_the_end(said)


def _at_the_end(said: str) -> str | None:
    """Of "Kowloon, Hong Kong, China" the longest end that is a name."""
    parts = _COMMA.split(said)
    for start in range(1, len(parts)):
        end = ", ".join(parts[start:])
        if fold(end) in _AMBIGUOUS:
            return None
        if (len(end) >= _LEAST_NAME or _IDEOGRAPHS.fullmatch(end)) and (code := economy(end)):
            return code
    return None


@cache
def _cities() -> dict[str, str]:
    _, *lines = _CITIES.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {_key(name): code for code, names in pairs for name in names.split("|")}


def _key(name: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", fold(name)).split())
