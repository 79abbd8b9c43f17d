"""Economies: ISO 3166-1 codes from any usual name, names in six languages, APEC's 21 as APEC names them."""

from __future__ import annotations

import csv
import gettext
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pycountry

from registry.framework.concept import LANGUAGES, label_language
from registry.framework.folding import fold

_FILE = Path(__file__).parent / "terms" / "apec_economies.tsv"
# The catalogues of pycountry that names are understood in, those of LANGUAGES among them.
_LOCALES = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "es": "es", "vi": "vi", "id": "id"}
_UNDERSTOOD = (
    *_LOCALES.values(),
    "zh_HK",
    "ms",
    "ru",
    "ja",
    "ko",
    "th",
    "fil",
    "pt",
    "pt_BR",
    "fr",
    "ar",
    "de",
    "it",
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_FORMAL = re.compile(r"[,;/\[\]]")  # "Bolivia, Plurinational State of": nobody writes so in a sentence
# Names that are other words, or parts of some ("reunion"; "means" in Korean is written as Sudan is).
_WORDS_TOO = frozenset(_FILE.with_name("words_like_economies.txt").read_text(encoding="utf-8").split())
# Usual short forms that ISO 3166-1 does not have.
_SHORT_FORMS = {
    "burma": "MM",
    "czech republic": "CZ",
    "east timor": "TL",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "ivory coast": "CI",
    "macau": "MO",
    "turkey": "TR",
    "uae": "AE",
    "uk": "GB",
}


def _apec_rows() -> dict[str, dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


_APEC_ROWS = _apec_rows()
APEC = tuple(_APEC_ROWS)
"""The 21 member economies' codes, in the order of their English names."""


def economy(text: str | None) -> str | None:
    """The ISO 3166-1 alpha-2 code that a code or a name in one of many languages stands for; else None.

    The whole text must be the name: an address or a sentence is not searched. A code of three letters counts
    in capitals only, since "can" and "per" are words; "no" is taken for the word too.
    """
    stated = (text or "").strip()
    if len(stated) == 2 and stated.upper() in _codes() and stated not in ("no", "No"):
        return stated.upper()
    if len(stated) == 3 and stated in _codes():
        return _codes()[stated]
    return _names().get(_key(stated))


def label(code: str, language: str | None = "en") -> str:
    """The name of an economy for a reader of `language` (BCP 47); a code unknown to ISO 3166-1, as it is."""
    code, shown_in = code.upper(), label_language(language)
    if code in _APEC_ROWS:
        return _APEC_ROWS[code][shown_in]
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        return code
    if shown_in == "en":
        return str(getattr(country, "common_name", country.name))
    return _translations(_LOCALES[shown_in]).gettext(country.name)


def codes() -> tuple[str, ...]:
    """The alpha-2 codes of all economies."""
    return tuple(country.alpha_2 for country in pycountry.countries)


def is_apec(code: str | None) -> bool:
    return code in _APEC_ROWS


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Both kinds of ISO codes, to alpha-2."""
    both = {}
    for country in pycountry.countries:
        both[country.alpha_2] = both[country.alpha_3] = country.alpha_2
    return both


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every understood name, by `_key`. APEC's names come first and are not replaced."""
    names: dict[str, str] = {}
    for code, name in (*apec_names(), *_iso_names()):
        names.setdefault(_key(name), code)
    names.pop("", None)
    return names | {name: code for name, code in _SHORT_FORMS.items() if name not in names}


def apec_names() -> Iterator[tuple[str, str]]:
    """Code and name, for each name of APEC's economies in the table."""
    for code, row in _APEC_ROWS.items():
        for name in (*(row[language] for language in LANGUAGES), *row["other_names"].split(";")):
            yield code, name


def names_in_texts() -> Iterator[tuple[str, str]]:
    """Code and name of all economies, without names that are words or towns besides: a text is full of words."""
    yield from apec_names()
    for code, name in _iso_names():
        if fold(name) not in _WORDS_TOO and not _FORMAL.search(name):
            yield code, name


def _iso_names() -> Iterator[tuple[str, str]]:
    for country in pycountry.countries:
        for kind in ("name", "common_name", "official_name"):
            if name := getattr(country, kind, None):
                yield country.alpha_2, name
                yield from ((country.alpha_2, _translations(locale).gettext(name)) for locale in _UNDERSTOOD)


@lru_cache(maxsize=32)
def _translations(locale: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[locale], fallback=True)


def _key(name: str) -> str:
    """What of a name is compared: "The Bahamas", "Bahamas (the)" and "BAHAMAS" are the same."""
    words = _NOT_LETTERS.sub(" ", fold(name).replace("&", " and ")).split()
    return " ".join(word for word in words if word != "the")
