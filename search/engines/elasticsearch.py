"""The engine for more: an Elasticsearch cluster, searched and written through its own client.

<name>                  an alias of the generation that is searched; moved in one step
<name>-<format>-<id>    a generation; the format that made it is part of its name
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.dsl import Search
from elasticsearch.dsl.response import Response
from elasticsearch.helpers import BulkIndexError, bulk, scan

from search import analysis, ordering
from search.engines import Engine, EngineUnavailable, Hit, Results, Writer
from search.engines.elasticsearch_request import have_words, request, results
from search.engines.elasticsearch_schema import MAPPINGS, SETTINGS, VERSION, to_elasticsearch
from search.engines.elasticsearch_words import clause as as_query
from search.entry import TEXTS, Entry
from search.lease import Lease
from search.query import Query
from search.scoring import ENOUGH, Clause, Scoring, scoring
from search.spelling import candidates, mended

logger = logging.getLogger(__name__)

FORMAT = f"{VERSION}.{analysis.VERSION}"

_SEARCH_SECONDS = 5.0  # a page that waits longer is better answered from the database
_BULK_SECONDS = 30.0  # for some hundred documents; a node without a majority takes none, and would not say so
_WRITE_SECONDS = 120.0
_LEFT_ALONE = 5.0  # seconds after a failure in which nobody tries again
_AT_ONCE = 500  # documents of one bulk request
_ADVICE = "Run “manage.py index build” to make it anew."


class ElasticsearchEngine(Engine):
    """Searches an alias of one cluster, at the addresses of its nodes by commas. After a failure it is left alone for
    some seconds, so that a cluster in trouble is not asked by every page."""

    commit_every = 1_000  # all are sent by the commit, which takes a second for as many on a busy machine

    def __init__(self, url: str, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        nodes = [node.strip() for node in url.split(",") if node.strip()]
        # What one node does not take is asked of each other one once; who is slow is not asked again.
        self._client = Elasticsearch(nodes, max_retries=len(nodes) - 1, retry_on_timeout=False)
        self._searching = self._client.options(request_timeout=_SEARCH_SECONDS)
        self._filling = self._client.options(request_timeout=_BULK_SECONDS)
        self._writing = self._client.options(request_timeout=_WRITE_SECONDS)
        self._clock = clock
        self._down_until = 0.0
        self._lease: Lease | None = None

    @classmethod
    def place(cls) -> tuple[str, str]:
        return settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX

    def exists(self) -> bool:
        with suppress(EngineUnavailable), self._failures():
            return self._current() is not None
        return False

    def search(self, query: Query, now: datetime) -> Results:
        scored = self.scoring(query, now)
        answer = self._asked(request(query, scored, now))
        complete = have_words(answer)
        if complete >= ENOUGH or not scored.can_relax:
            return _told(results(answer, query, relaxed=scored.unmet), scored)
        answer = self._asked(request(query, scored, now, relaxed=True))
        return _told(results(answer, query, relaxed=scored.unmet or complete == 0), scored)

    def request(self, query: Query, now: datetime) -> str:
        asked = request(query, self.scoring(query, now), now)
        return json.dumps(asked.to_dict(), ensure_ascii=False, indent=2)

    def best(self, clause: Clause, limit: int) -> list[Hit]:
        asked: Search[Any] = Search().query(as_query(clause)).source(False).sort("_score", "tie")[:limit]
        raw = self._asked(asked).to_dict()["hits"]["hits"]
        return [Hit(int(hit["_id"]), hit["_score"]) for hit in raw]

    def versions(self) -> Iterator[tuple[int, int]]:
        body = {"query": {"match_all": {}}, "docvalue_fields": ["version"], "_source": False}
        for hit in self._scanned(body):
            yield int(hit["_id"]), int(hit["fields"]["version"][0])

    def passed(self, now: datetime) -> list[int]:
        soon = {"range": {"next_key": {"lt": ordering.passed_below(now)}}}
        return [int(hit["_id"]) for hit in self._scanned({"query": soon, "_source": False})]

    @contextmanager
    def lock(self, *, wait: bool = True) -> Iterator[None]:
        lease = Lease(self.name)
        lease.claim(wait=wait)
        self._lease = lease
        try:
            yield
        finally:
            self._lease = None
            lease.release()

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """What is written waits here until the commit: the index itself knows no way back."""
        with self._failures():
            index = self._known()
        yield _Writer(self, index, held_back=True)

    @contextmanager
    def new_generation(self) -> Iterator[Writer]:
        index = f"{self.name}-{FORMAT}-{uuid.uuid4().hex}"
        try:
            with self._failures():
                self._writing.indices.create(index=index, settings=SETTINGS, mappings=MAPPINGS)
            writer = _Writer(self, index, held_back=False)
            yield writer
            writer.commit()
        except BaseException:
            with suppress(ApiError, TransportError):
                self._writing.indices.delete(index=index, ignore_unavailable=True)
            raise
        with self._failures():
            self._swap(index)

    def _swap(self, index: str) -> None:
        """The old generation stays for those who are reading it, until the next swap."""
        before = self._current()
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self.name}}]
        if before:
            actions.append({"remove": {"index": before, "alias": self.name}})
        self._writing.indices.update_aliases(actions=actions)
        for other in self._writing.indices.get(index=f"{self.name}-*"):
            if other not in (index, before):
                self._writing.indices.delete(index=other, ignore_unavailable=True)

    def _current(self) -> str | None:
        """The generation that is searched; None where there is none that this version can read."""
        try:
            behind = list(self._searching.indices.get_alias(name=self.name))
        except NotFoundError:
            return None
        return next((index for index in behind if index.startswith(f"{self.name}-{FORMAT}-")), None)

    def _known(self) -> str:
        index = self._current()
        if index is None:
            raise EngineUnavailable(f"There is no search index that this version can read. {_ADVICE}")
        return index

    def scoring(self, query: Query, now: datetime) -> Scoring:
        """Without the words of other languages that no entry has, which would make the request many times as long."""
        known = self._known_of(_tokens(query) | candidates(query))
        meant = mended(query, lambda token: known.get(token, 0))
        if meant is not query:
            known |= self._known_of(_tokens(meant))
        return scoring(query, now, lambda token: known.get(token, 0))

    def _known_of(self, tokens: set[str]) -> dict[str, int]:
        """How many entries have each of these tokens in some field, in one request: the statistics of a document
        made of them."""
        if not tokens:
            return {}
        made = dict.fromkeys(TEXTS, " ".join(sorted(tokens)))
        with self._failures():
            answer = self._searching.termvectors(
                index=self.name,
                doc=made,
                term_statistics=True,
                field_statistics=False,
                positions=False,
                offsets=False,
            )
        found: dict[str, int] = {}
        for field in answer["term_vectors"].values():
            for token, known in field["terms"].items():
                found[token] = max(found.get(token, 0), known.get("doc_freq", 0))
        return found

    def _asked(self, search: Search[Any]) -> Response[Any]:
        with self._failures():
            return search.using(self._searching).index(self.name).execute()

    def _scanned(self, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        with self._failures():
            yield from scan(self._writing, query=body, index=self._known(), size=5_000)

    def ids(self, index: str) -> list[int]:
        """Of all documents that searchers of an index see."""
        every = {"query": {"match_all": {}}, "_source": False}
        with self._failures():
            return [int(hit["_id"]) for hit in scan(self._writing, query=every, index=index, size=10_000)]

    def send(self, index: str, actions: Iterable[dict[str, Any]]) -> None:
        """Writes documents and deletions, and renews the right to do so."""
        if self._lease:
            self._lease.renew()
        with self._failures():
            bulk(self._filling, actions, index=index, chunk_size=_AT_ONCE, ignore_status=(404,))

    def show(self, index: str) -> None:
        """Lets searchers see what was written."""
        with self._failures():
            self._writing.indices.refresh(index=index)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """The client's failures, as the one exception of this boundary."""
        if self._clock() < self._down_until:
            raise EngineUnavailable(
                "Elasticsearch did not answer a moment ago; it is asked again in some seconds."
            )
        try:
            yield
        except TransportError as error:
            self._down_until = self._clock() + _LEFT_ALONE
            raise EngineUnavailable(f"Elasticsearch does not answer: {error.message}.") from error
        except NotFoundError as error:
            raise EngineUnavailable(f"There is no search index yet. {_ADVICE}") from error
        except ApiError as error:
            if error.status_code >= 500 or error.status_code == 429:
                self._down_until = self._clock() + _LEFT_ALONE
            raise EngineUnavailable(f"Elasticsearch refuses: {_reason(error)}") from error
        except BulkIndexError as error:
            raise EngineUnavailable(f"Elasticsearch did not take all entries: {error.errors[:1]}") from error


class _Writer:
    def __init__(self, engine: ElasticsearchEngine, index: str, *, held_back: bool) -> None:
        self._engine, self._index, self._held_back = engine, index, held_back
        self._waiting: list[dict[str, Any]] = []

    def write(self, entries: Iterable[Entry], deletions: Collection[int] = ()) -> None:
        self._waiting += ({"_op_type": "delete", "_id": str(id)} for id in deletions)
        self._waiting += ({"_id": str(entry.id), "_source": to_elasticsearch(entry)} for entry in entries)
        if not self._held_back:
            self._send()

    def commit(self) -> None:
        self._send()
        self._engine.show(self._index)

    def ids(self) -> list[int]:
        return self._engine.ids(self._index)

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._engine.send(self._index, waiting)


def _told(results: Results, scored: Scoring) -> Results:
    return replace(results, mended=scored.text, meant=scored.meant)


def _reason(error: ApiError) -> str:
    """In the server's words, which the client's message leaves out."""
    body: Any = error.body
    stated = body.get("error") if isinstance(body, dict) else None
    reason = stated.get("reason") if isinstance(stated, dict) else None
    return str(reason or error.message)[:500]


def _tokens(query: Query) -> set[str]:
    """All by which the query may be answered."""
    if query.only:
        return set()
    return {token for need in query.needs for each in need.alternatives for token in each.tokens}
