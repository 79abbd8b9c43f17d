"""Which pages of a sitemap need not be read again, by what it says of when they were changed last."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

from harvesters.listing import Request
from harvesters.protocols.sitemap_addresses import Listed
from harvesters.values.dates import instant

# A lastmod is often a day only, of a zone that is not said: a page may change until two days after its beginning.
_OVERLAP = timedelta(days=2)


class LastReading:
    """The last complete run of a source, by what it left in `Request.since`.

    It is of no use once the source's address or settings have changed: pages may be read differently then.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        read_by = json.dumps([request.url, request.settings], sort_keys=True, default=str)
        self._read_by = hashlib.sha256(read_by.encode()).hexdigest()[:16]
        started = self._started()
        self._before = started - _OVERLAP if started else None

    def left_by_this_run(self) -> str:
        """What this run leaves for the next one."""
        return f"{self._request.today.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {self._read_by}"

    def makes_needless(self, listed: Listed) -> bool:
        """Whether a page carried records then and says that it has not been changed since."""
        if self._before is None or not listed.lastmod:
            return False
        changed = _day(instant(listed.lastmod))
        return changed is not None and changed < self._before and self._request.carries(listed.address)

    def _started(self) -> date | None:
        moment, _, read_by = (self._request.since or "").partition(" ")
        return _day(moment) if read_by == self._read_by else None


def _day(moment: str | None) -> date | None:
    try:
        return datetime.fromisoformat(moment).date() if moment else None
    except ValueError:  # a year or a month alone
        return None
