"""Names of languages: in the reader's own language, and in the language itself."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

import pycountry
from django.utils.translation import get_language_info, gettext


def named(tag: str) -> str:
    """The name of a BCP 47 language for the reader of the page; the tag itself if nobody knows it."""
    info = _info(tag)
    return gettext(info["name"]) if info else _iso_name(tag)


def autonym(tag: str) -> str:
    """What speakers call it ("Español"), for the facet where a reader looks for their own language."""
    info = _info(tag)
    name = info["name_local"] if info else _iso_name(tag)
    name = normalize("NFC", name)
    return name[:1].upper() + name[1:]


def _info(tag: str) -> dict[str, str] | None:
    """Django's names, of the tag as it is, else of a shorter one: zh-Hant-TW, zh-Hant."""
    parts = tag.lower().split("-")
    for length in range(len(parts), 0, -1):
        try:
            info = get_language_info("-".join(parts[:length]))
        except KeyError:
            continue
        return {"name": str(info["name"]), "name_local": str(info["name_local"])}
    return None


@lru_cache(maxsize=512)
def _iso_name(tag: str) -> str:
    primary, _separator, rest = tag.partition("-")
    if primary.lower() == "zh":
        return "中文"
    language = pycountry.languages.get(alpha_2=primary.lower()) or pycountry.languages.get(
        alpha_3=primary.lower()
    )
    name = str(getattr(language, "name", primary))
    return f"{name} ({rest})" if rest else name
