"""Searching among a few resources only: a small index of them, searched by the same engine as the whole catalogue."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from search.document import rows
from search.engines import Engine
from search.engines.embedded import EmbeddedEngine
from search.query import LARGEST_PAGE, Query

_BATCH = 1_000


@contextmanager
def index_of(ids: Collection[int], now: datetime) -> Iterator[Engine]:
    """An index of those of these resources that may be seen; it is gone afterwards."""
    wanted = list(ids)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="news-") as folder:
        engine = EmbeddedEngine(Path(folder))
        with engine.new_generation() as writer:
            for start in range(0, len(wanted), _BATCH):
                found = rows(wanted[start : start + _BATCH])
                writer.write([row.entry(now) for row in found])
        yield engine


def matching(engine: Engine, query: Query, now: datetime, most: int | None = None) -> list[int]:
    """The ids of what has all that the query asks for, at most so many, the newest first. What has only most of
    its words, or words like them, is no answer here: in a small index there is always something better."""
    page, found = replace(query, sort="newest", page_size=LARGEST_PAGE, cursor=None), list[int]()
    while True:
        results = engine.search(page, now)
        if results.relaxed or results.mended:
            return []
        found += [hit.id for hit in results.hits]
        if results.next is None or (most is not None and len(found) >= most):
            return found
        page = replace(page, cursor=results.next)
