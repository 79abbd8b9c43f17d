"""The names by which sources call languages, in the languages themselves and in ten others."""

from __future__ import annotations

import gettext
import re
from functools import cache
from pathlib import Path

import pycountry

# Names that ISO 639's own lists lack: two scripts of Chinese, regional kinds, everyday names. A tag, a tab, its names.
_EVERYDAY = Path(__file__).with_suffix(".tsv")
# Words for "language" that stand before a name without changing it.
_LANGUAGE_OF = re.compile(r"(?:bahasa|tiếng|ภาษา|اللغة|idioma|lengua|langue|língua|wikang|язык)\s*(?=\S)")
_TRANSLATIONS = ("zh_CN", "zh_TW", "es", "vi", "id", "ja", "ko", "th", "ru", "fr", "de", "pt")


@cache
def by_name() -> dict[str, str]:
    """BCP 47 tags by name, in small letters and single spaces, without brackets."""
    names: dict[str, str] = {}
    for language in _living():
        names.setdefault(folded(language.name), language.alpha_2)
    for locale in _TRANSLATIONS:
        translation = gettext.translation("iso639-3", pycountry.LOCALES_DIR, languages=[locale])
        for language in _living():
            for name in translation.gettext(language.name).split(";"):
                names.setdefault(folded(name), language.alpha_2)
    _, *lines = _EVERYDAY.read_text(encoding="utf-8").splitlines()
    for tag, everyday in (line.split("\t") for line in lines):
        names |= {folded(name): tag for name in everyday.split("|")}
    return names


def named(text: str) -> str | None:
    """The tag of a language by its name, also behind a word for "language": "Bahasa Jepang", "ภาษาจีน"."""
    name = folded(text)
    return by_name().get(name) or by_name().get(_LANGUAGE_OF.sub("", name, count=1))


@cache
def by_code() -> dict[str, str]:
    """The shortest ISO 639 code of every language, by each of its codes (B and T codes of part 2 among them)."""
    codes = {}
    for language in pycountry.languages:
        shortest = getattr(language, "alpha_2", language.alpha_3)
        for code in ("alpha_2", "alpha_3", "bibliographic"):
            if hasattr(language, code):
                codes[getattr(language, code)] = shortest
    # Codes withdrawn from ISO 639; Mandarin is what "zh" means.
    codes |= {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "cmn": "zh"}
    return {code: shortest for code, shortest in codes.items() if code not in {"und", "mul", "zxx", "mis"}}


def folded(name: str) -> str:
    """A name as it is looked up: "Chinese (Simplified)" and "chinese - simplified" are one."""
    for mark in "()[]（）,、_-/":
        name = name.replace(mark, " ")
    return " ".join(name.casefold().split())


def _living() -> list[pycountry.db.Data]:
    return [language for language in pycountry.languages if hasattr(language, "alpha_2")]
