"""The story of a run, a page of it at a time: the same for its provider, staff and the API."""

from __future__ import annotations

from typing import Any

from registry.sources.models import Run

PAGE_SIZE = 100  # problems


def story(run: Run, after: str) -> dict[str, Any]:
    """`errors`: those after the one that `after` names by its number; `next`: where the rest is, if any."""
    rest = list(run.told.filter(pk__gt=number(after))[: PAGE_SIZE + 1])
    following = f"?after={rest[PAGE_SIZE - 1].pk}" if len(rest) > PAGE_SIZE else ""
    return {"errors": rest[:PAGE_SIZE], "next": following, "first": "?" if number(after) else ""}


def number(stated: str) -> int:
    """A number out of an address; anything else is the beginning."""
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 19 else 0
