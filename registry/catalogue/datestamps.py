"""Datestamps as nodes exchange them: text that sorts as the moments do."""

from __future__ import annotations

from datetime import UTC, datetime


def datestamp(moment: datetime) -> str:
    """UTC to the microsecond, always of one length: "2026-12-02T10:00:00.000000Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
