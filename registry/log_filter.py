"""Keeps what opens something out of the log: the signed links of letters are addresses, and Django logs addresses."""

from __future__ import annotations

import logging
import re

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_LONG_PART = re.compile(rf"(?<=/)(?!{_UUID}(?:/|$))[^/\s]{{20,}}")


class WithoutSecrets(logging.Filter):
    """Long parts of addresses that are no UUIDs are told as "…"."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_LONG_PART.sub("…", a) if isinstance(a, str) else a for a in record.args)
        return True
