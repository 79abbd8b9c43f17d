"""Asking a source only for what has changed since the last run, by a parameter of its address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from harvesters.query import with_parameter
from harvesters.values.dates import instant

# A record can get its date of change some time before the list shows it, and its day is another one elsewhere.
_OVERLAPS = {"date": timedelta(days=1)}
_OVERLAP = timedelta(hours=1)
FULL_EVERY_DAYS = 30  # where the settings state no other number: deletions are seen in a whole list only


class Recency:
    """What the setting `since` states, and how far the runs before have come.

    `left`: what the last complete run left in `Outcome.since`: when it began, and when the last one began that
    asked for everything, with a stroke between them.
    """

    def __init__(
        self, stated: Mapping[str, Any], left: str | None, today: datetime, full_every_days: int
    ) -> None:
        self._stated = stated
        self._began, self._full = _moments(left)
        if self._full and today - self._full >= timedelta(days=full_every_days):
            self._began = None

    @property
    def since(self) -> str | None:
        """The time to ask from in the form that the source reads; None to ask for everything."""
        if self._began is None:
            return None
        form: str = self._stated.get("format", "datetime")
        moment = self._began - _OVERLAPS.get(form, _OVERLAP)
        if form == "timestamp":
            return str(int(moment.timestamp()))
        return moment.strftime("%Y-%m-%d" if form == "date" else "%Y-%m-%dT%H:%M:%SZ")

    def address(self, url: str, since: str | None) -> str:
        if since is None:
            return url
        value: str = self._stated.get("value", "{since}")
        return with_parameter(url, self._stated["parameter"], value.replace("{since}", since))

    def left(self, began: str, *, everything: bool) -> str:
        """What a complete run leaves for the next one."""
        full = began if everything or self._full is None else _text(self._full)
        return f"{began}/{full}"


def begun(date_header: str, today: datetime) -> str:
    """When an answer was given, by the source's own clock where it tells (RFC 9110, section 6.6.1)."""
    stated = instant(date_header)
    return stated if stated and stated.endswith("Z") else _text(today)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moments(left: str | None) -> tuple[datetime | None, datetime | None]:
    try:
        began, full = (datetime.fromisoformat(part) for part in (left or "").split("/"))
    except ValueError:
        return None, None
    aware = began.tzinfo is not None and full.tzinfo is not None
    return (began, full) if aware else (None, None)
