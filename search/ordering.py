"""Order keys: one integer of 63 bits by which an engine sorts, ties broken by the public id in its low bits.

Since no two resources share a key, a page goes on exactly after the last key of the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

_TIE_BITS = 33
_MINUTES = 1 << 28  # some 510 years
_FIRST = int(datetime(1800, 1, 1, tzinfo=UTC).timestamp())
_COMING, _UNDATED, _OVER = range(3)

MOST = (1 << 63) - 1


def tie(public_id: UUID) -> int:
    """The bits of a public id that break ties; as arbitrary as the id, and as lasting."""
    return public_id.int >> (128 - _TIE_BITS)


class Session(NamedTuple):
    """In seconds since 1970; without a known end it ends as it starts."""

    start: int
    end: int


class Keys(NamedTuple):
    """`next`: by when one can take it next: what is still to come, soonest first; what has no date, newest first;
    what is over, latest first. `newest`: the newest first."""

    next: int
    newest: int


def keys(sessions: Sequence[Session], added: int, tied: int, now: datetime) -> Keys:
    """Of a resource that was added so many seconds after 1970 began, with the `tie` of its public id."""
    age = _MINUTES - 1 - _minutes(added)
    soonest = _soonest(sessions, int(now.timestamp())) if sessions else (_UNDATED, age)
    return Keys(_key(*soonest, tied), _key(0, age, tied))


def _soonest(sessions: Sequence[Session], moment: int) -> tuple[int, int]:
    """A session that is under way counts by its end."""
    coming = [s.start if s.start >= moment else s.end for s in sessions if s.end >= moment]
    if coming:
        return _COMING, _minutes(min(coming))
    return _OVER, _MINUTES - 1 - _minutes(max(s.end for s in sessions))


def passed_below(now: datetime) -> int:
    """A key `next` under this one says "still to come" of a moment that has passed since."""
    return _key(_COMING, _minutes(int(now.timestamp())), 0)


def _minutes(seconds: int) -> int:
    return min(max((seconds - _FIRST) // 60, 0), _MINUTES - 1)


def _key(group: int, minutes: int, tied: int) -> int:
    return (((group << 28) | minutes) << _TIE_BITS) | tied
