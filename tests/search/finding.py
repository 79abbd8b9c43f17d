"""What the tests of search ask and get: titles, counts, and machine ratings of a few cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from search.found import Found, search
from search.query import from_params

# A Monday; the tests' sessions are dated around it.
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def found(
    q: str = "", *, now: datetime = NOW, languages: Sequence[str] = (), **params: str | list[str]
) -> Found:
    """What a URL's parameters find for a reader of these languages; `from` is written `from_`."""
    lists = {name.rstrip("_"): [v] if isinstance(v, str) else v for name, v in params.items()}
    return search(replace(from_params({"q": [q], **lists}), languages=tuple(languages)), now)


def every_page(**params: Any) -> Iterator[Found]:
    """The first page and all that follow it."""
    page = found(**params)
    yield page
    while page.next:
        page = found(**params, cursor=page.next.encoded())
        yield page


def titles(q: str = "", **params: Any) -> list[str]:
    """In the order in which they are found."""
    return [hit.resource.title for hit in found(q, **params).hits]


def rated(audience: Sequence[str] = (), **cells: Any) -> dict[str, Any]:
    """A machine rating, as JSON; cells by name with underscores for hyphens."""
    return {
        "cells": {cell.replace("_", "-"): {"value": value} for cell, value in cells.items()},
        "traits": {"audience": [{"value": value} for value in audience]},
    }
