"""The language of a resource as a BCP 47 tag, read from what a source states."""

from __future__ import annotations

import re

from harvesters.values.language_names import by_code, named

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?"
    r"(?:[-_](?:[a-z0-9]{5,8}|x[-_][a-z0-9]{1,8}))?(?:\.utf-?8)?",
    re.IGNORECASE | re.ASCII,
)
_FREQUENT = frozenset(
    ["ar", "de", "en", "es", "fr", "id", "ja", "ko", "pt", "ru", "th", "vi", "zh", "zh-Hans", "zh-Hant"]
)


def language_tag(text: str) -> str | None:
    """A BCP 47 tag in its usual case from a tag, an ISO 639 code or a language's name; None for anything else.

    Regions stay as stated: "zh_TW" gives "zh-TW", "eng" gives "en", "Chinese (Simplified)" gives "zh-Hans".
    """
    if text in _FREQUENT:
        return text
    text = text.strip()
    if found := _TAG.fullmatch(text):
        tag = _canonical(found)
        if tag:
            return tag
    return named(text) if len(text) <= 100 else None


def _canonical(found: re.Match[str]) -> str | None:
    language = by_code().get(found["language"].lower())
    if language is None:
        return None
    script, region = found["script"], found["region"]
    return "-".join(part for part in (language, script and script.title(), region and region.upper()) if part)
