"""The memory that this process alone holds, as Linux counts it."""

from __future__ import annotations

from pathlib import Path

_STATUS = Path("/proc/self/status")


def anonymous_megabytes() -> float | None:
    """RssAnon: without mapped files. None where the system does not say."""
    if not _STATUS.exists():
        return None
    stated = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
    return int(stated["RssAnon"].split()[0]) / 1024
