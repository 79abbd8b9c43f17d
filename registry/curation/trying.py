"""What a source would give by settings that are not saved yet: its first records, read while somebody waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from harvesters.authentication import secret_of
from harvesters.fetch import Fetcher
from harvesters.problems import SourceProblem
from harvesters.secrets import kept
from harvesters.trial import Trial, tried
from registry.sources.models import Source

__all__ = ["Trial", "try_out"]

_PATIENCE = 20.0  # seconds
_RECORDS = 10


def try_out(source: Source, stated: Mapping[str, Any]) -> Trial:
    """A trial of the source's address by these settings. The secret that is kept for it is used."""
    try:
        secret = secret_of(stated, source.url, kept(source))
    except SourceProblem as missing:
        trial = Trial()
        trial.break_off(missing.problem)
        return trial
    with Fetcher(
        settings.HARVEST_ALLOWED_ADDRESSES,
        settings.HARVEST_CONTACT,
        secret=secret,
        seconds=_PATIENCE,
        deadline=_PATIENCE,
    ) as fetcher:
        return tried(
            fetcher,
            source.url,
            today=timezone.now(),
            protocol=source.protocol,
            settings=stated,
            limit=_RECORDS,
        )
