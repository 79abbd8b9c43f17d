"""Who leads a group: whose page is shown for it, and whose words come first.

The order: the provider's own source, then government, schools, platforms, aggregators; then the more complete; then the
older. With hysteresis: whoever leads goes on until another is of an earlier class, or clearly more complete.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from registry.framework.folding import fold

CLEARLY = 3  # more known fields, so that a value that comes and goes does not move a page each time

_OWN, _AGGREGATOR = 0, 4
_BY_KIND = {"government": 1, "academic": 2, "training-school": 2, "platform": 3}


class Standing(NamedTuple):
    """`rank`: the lower, the sooner it leads. `known`: how many fields its record states."""

    rank: int
    known: int


def standing(said: Mapping[str, Any], name: str, kind: str, website: str) -> Standing:
    """Of a record: what it says, and the organisation that offers it by its source."""
    publisher = fold(str(said.get("publisher") or ""))
    if publisher == fold(name) or (not publisher and _is_on(said.get("url") or "", website)):
        return Standing(_OWN, len(said))
    carries = publisher and kind not in ("government", "platform")
    return Standing(_AGGREGATOR if carries else _BY_KIND.get(kind, _AGGREGATOR), len(said))


def leader_of(group: Mapping[int, Standing], present: Collection[int]) -> int:
    """The id of whoever is to lead. `present`: who leads now; several where groups have just become one."""
    best = min(group, key=lambda id: _order(id, group))
    if not present:
        return best
    leads = min(present, key=lambda id: _order(id, group))
    outdone = group[best].rank < group[leads].rank or group[best].known >= group[leads].known + CLEARLY
    return best if outdone else leads


def _order(id: int, group: Mapping[int, Standing]) -> tuple[int, int, int]:
    return group[id].rank, -group[id].known, id


def _is_on(url: str, website: str) -> bool:
    """Whether an address is of an organisation's site, or of a part of it."""
    try:
        host, site = ((urlsplit(one).hostname or "").removeprefix("www.") for one in (url, website))
    except ValueError:
        return False
    return bool(site) and (host == site or host.endswith(f".{site}"))
