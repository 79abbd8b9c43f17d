"""This node's localisation of the standard curriculum, read from its file; a file with a mistake is told, not shown."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from registry.framework.curriculum import Local, LocalisationProblem, read_localisation

log = logging.getLogger(__name__)


def localisation() -> Mapping[str, Local]:
    """By module; empty without a file."""
    try:
        return _read(settings.CURRICULUM)
    except LocalisationProblem as problem:
        log.warning("%s is not used: %s", settings.CURRICULUM, problem)
        return {}


def check(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    try:
        _read(settings.CURRICULUM)
    except LocalisationProblem as problem:
        hint = "The curriculum is shown without this node's own words. docs/operator.md describes the file."
        return [Warning(f"{settings.CURRICULUM}: {problem}", hint=hint, id="planning.W001")]
    return []


def _read(path: Path) -> Mapping[str, Local]:
    try:
        return read_localisation(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise LocalisationProblem(f"It cannot be read: {error}.") from None
