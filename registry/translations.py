"""Catalogues of translations, compiled when they are first needed: no tool and no step of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path


def compiled(sources: Path, kept: Path) -> Path:
    """The folder in `kept` with every `sources`/*/LC_MESSAGES/django.po compiled, for Django's LOCALE_PATHS.

    Its name is a hash over all catalogues, so that it is never stale; it is made where it is missing. Messages
    that are fuzzy or not translated are left out: English stands for them.
    """
    catalogues = sorted(sources.glob("*/LC_MESSAGES/django.po"))
    folder = kept / _digest(catalogues)
    if not folder.is_dir():
        draft = kept / f"draft-{os.getpid()}"
        for catalogue in catalogues:
            _compile(catalogue, draft / catalogue.relative_to(sources).with_suffix(".mo"))
        _keep(draft, folder)
    return folder


def _digest(catalogues: Sequence[Path]) -> str:
    digest = sha256()
    for catalogue in catalogues:
        content = catalogue.read_bytes()
        digest.update(f"{catalogue.parts[-3]} {len(content)} ".encode() + content)
    return digest.hexdigest()[:16]


def _compile(catalogue: Path, path: Path) -> None:
    # Only when something has changed: importing Babel takes longer than everything else here.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue.open("rb") as file:
        messages = read_po(file, locale=catalogue.parts[-3], domain="django", abort_invalid=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, messages)


def _keep(draft: Path, folder: Path) -> None:
    """Whole or not at all; of several processes that start at once, the first one's stays."""
    draft.mkdir(parents=True, exist_ok=True)
    try:
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        shutil.rmtree(draft)
