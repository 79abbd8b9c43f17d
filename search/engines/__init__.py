"""The search engines: what each must do, and which there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from search.cursor import Cursor
from search.entry import Entry
from search.query import Query
from search.scoring import Clause, Scoring

ENGINES = {
    "elasticsearch": "search.engines.elasticsearch.ElasticsearchEngine",
    "embedded": "search.engines.embedded.EmbeddedEngine",
}


class EngineUnavailable(Exception):
    """The engine cannot answer now, or has no index that this version can read; the message says what to do."""


class IndexBusy(Exception):
    """Another process is writing the index."""


@dataclass(frozen=True, slots=True)
class Hit:
    id: int  # of the resource
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """`total`: of resources. `facets`: how many resources have each value, by facet, each facet counted under all
    other filters. `next`: where the next page begins. `relaxed`: no resource had all words, so these have most.
    `mended`: the words that were looked for, where those that were typed had a slip. `meant`: words that may have
    been meant, where those that were typed are there and yet look like a slip.
    """

    hits: list[Hit]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    next: Cursor | None = None
    relaxed: bool = False
    mended: str = ""
    meant: str = ""


class Writer(Protocol):
    """Takes entries into one index; nothing is found, and nothing lasts, before the commit."""

    def write(self, entries: Iterable[Entry], deletions: Collection[int] = ()) -> None: ...

    def commit(self) -> None: ...

    def ids(self) -> list[int]:
        """Of all entries that the index has since the commit."""


class Engine:
    """One index of resources. Every method but `exists` raises EngineUnavailable when it cannot do its work.

    It is made with what `place` gives.
    """

    commit_every = 10_000
    """Outbox rows that one commit covers at most: while it goes on, what is to be found soon waits."""

    @classmethod
    def place(cls) -> tuple[Any, ...]:
        """Where this installation's index is, as the settings say."""
        raise NotImplementedError("place")

    def exists(self) -> bool:
        """Whether there is an index that this version can read.
        It may be incomplete only by what waits in the outbox."""
        raise NotImplementedError("exists")

    def search(self, query: Query, now: datetime) -> Results:
        """One page of hits, with counts. Resources of which all words are found;
        when there are none, whatever the filters, those with at least half of the words."""
        raise NotImplementedError("search")

    def request(self, query: Query, now: datetime) -> str:
        """What `search` sends to the engine, as text, so that it can be sent to the bare engine."""
        raise NotImplementedError("request")

    def scoring(self, query: Query, now: datetime) -> Scoring:
        """What `search` gives resources their places by, for the words that this index has.
        It may ask the index."""
        raise NotImplementedError("scoring")

    def best(self, clause: Clause, limit: int) -> list[Hit]:
        """The resources that meet a clause, the best first.
        Ties are in a lasting order."""
        raise NotImplementedError("best")

    def versions(self) -> Iterator[tuple[int, int]]:
        """The id and the version of every entry.
        In no order."""
        raise NotImplementedError("versions")

    def passed(self, now: datetime) -> list[int]:
        """The ids of entries that were written as still to come and whose moment has passed.
        Writing them again puts them in their new place."""
        raise NotImplementedError("passed")

    def lock(self, *, wait: bool = True) -> AbstractContextManager[None]:
        """Held by the one process that writes; who does not wait gets IndexBusy.
        A killed process holds it no longer."""
        raise NotImplementedError("lock")

    def writer(self) -> AbstractContextManager[Writer]:
        """Writes into the index that is searched; to be used under the lock.
        What was not committed is dropped on leaving."""
        raise NotImplementedError("writer")

    def new_generation(self) -> AbstractContextManager[Writer]:
        """Writes into a new index beside the one that is searched; to be used under the lock.
        Leaving it commits and swaps the two; leaving it by an error keeps the old one."""
        raise NotImplementedError("new_generation")


def engine(name: str = "") -> Engine:
    """The engine of that name, over this installation's index; the one that the settings choose when not named."""
    name = name or settings.SEARCH_ENGINE
    kind: type[Engine] = import_string(ENGINES[name])
    return _made(name, kind.place())


@lru_cache(maxsize=8)
def _made(name: str, place: tuple[Any, ...]) -> Engine:
    made: Engine = import_string(ENGINES[name])(*place)
    return made
