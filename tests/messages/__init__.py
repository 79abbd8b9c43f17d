"""What of the interface is to be translated, and whether it is."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ("zh_Hans", "zh_Hant", "es", "vi", "id")
"""Of the interface, English aside, as Django names their folders."""

COMPLETE = LOCALES
"""Those whose catalogues must have every message; a language is added when it has been translated."""


def catalogue(locale: str) -> Path:
    return ROOT / "locale" / locale / "LC_MESSAGES" / "django.po"
