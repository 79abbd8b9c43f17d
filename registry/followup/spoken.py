"""The languages that trainers and questions can be in: those of the rater, each by its own name."""

from __future__ import annotations

_NAMES = {
    "ar": "العربية",
    "en": "English",
    "es": "Español",
    "fil": "Filipino",
    "fr": "Français",
    "id": "Bahasa Indonesia",
    "ja": "日本語",
    "ko": "한국어",
    "ms": "Bahasa Melayu",
    "pt": "Português",
    "ru": "Русский",
    "th": "ไทย",
    "vi": "Tiếng Việt",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
}


def languages() -> list[tuple[str, str]]:
    """BCP 47 tags with their names."""
    return list(_NAMES.items())


def name(tag: str) -> str:
    return _NAMES.get(tag, tag)


def of_page(code: str) -> str:
    """The tag of a language of the interface, in the spelling that is used here (zh-hans → zh-Hans)."""
    known = {tag.lower(): tag for tag in _NAMES}
    return known.get(code.lower(), known.get(code.lower().partition("-")[0], "en"))
