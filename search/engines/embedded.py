"""The embedded engine: tantivy, in files under one directory, without a service.

lock                    held by the one process that writes
current                 names the generation that is searched; replaced in one step
generations/<name>/     tantivy's files; the name begins with the format that made them
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import tantivy
from django.conf import settings

from search import analysis, ordering
from search.engines import Engine, EngineUnavailable, Hit, IndexBusy, Results, Writer
from search.engines.tantivy_schema import SCHEMA, VERSION, integers, register_tokenizers
from search.engines.tantivy_search import best, request, run
from search.engines.tantivy_words import Known, Translation
from search.entry import Entry
from search.query import Query
from search.scoring import Clause, Scoring, scoring

FORMAT = f"{VERSION}.{analysis.VERSION}"

# Tantivy's least is 15 MB; it counts in the writing process's memory.
_WRITER_HEAP = 30_000_000
_ADVICE = "Run “manage.py index build” to make it anew."


class EmbeddedEngine(Engine):
    """Searches in this process; sees what any process has committed, by the time of tantivy's meta.json."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._opening = threading.Lock()
        self._open: tuple[Path, tantivy.Index] | None = None
        self._seen = 0
        self._searched: tuple[tuple[tantivy.Index, int], tantivy.Searcher, Known] | None = None

    @classmethod
    def place(cls) -> tuple[Path]:
        return (settings.SEARCH_INDEX_DIR,)

    def exists(self) -> bool:
        with suppress(EngineUnavailable), _failures():
            return tantivy.Index.exists(str(self._current()))
        return False

    def search(self, query: Query, now: datetime) -> Results:
        with _failures():
            index = self._reader()
            searcher, known = self._state(index)
            return run(index, searcher, known, query, now)

    def request(self, query: Query, now: datetime) -> str:
        with _failures():
            index = self._reader()
            searcher, known = self._state(index)
            return request(index, searcher, known, query, now)

    def scoring(self, query: Query, now: datetime) -> Scoring:
        with _failures():
            _searcher, known = self._state(self._reader())
            return scoring(query, now, known.anywhere)

    def best(self, clause: Clause, limit: int) -> list[Hit]:
        with _failures():
            searcher, known = self._state(self._reader())
            return best(searcher, Translation(known.in_field).clause(clause), limit)

    def versions(self) -> Iterator[tuple[int, int]]:
        with _failures():
            ids, versions = _of_all(self._reader().searcher(), "id", "version")
        yield from zip(ids, versions, strict=True)

    def passed(self, now: datetime) -> list[int]:
        with _failures():
            searcher = self._reader().searcher()
            query = tantivy.Query.range_query(
                SCHEMA,
                "next_key",
                tantivy.FieldType.Integer,
                0,
                ordering.passed_below(now),
                include_upper=False,
            )
            found = searcher.search(query, max(searcher.num_docs, 1), count=False)
            return integers(searcher, "id", [address for _score, address in found.hits])

    @contextmanager
    def lock(self, *, wait: bool = True) -> Iterator[None]:
        with _failures():
            self.directory.mkdir(parents=True, exist_ok=True)
            file = (self.directory / "lock").open("w")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy("Another process is writing the search index.") from error
            yield

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        with _failures():
            index = _opened(self._current())
        with _writing(index) as writer:
            yield writer

    @contextmanager
    def new_generation(self) -> Iterator[Writer]:
        name = f"{FORMAT}-{uuid.uuid4().hex}"
        path = self.directory / "generations" / name
        try:
            with _failures():
                path.mkdir(parents=True)
                index = tantivy.Index(SCHEMA, str(path))
                register_tokenizers(index)
            with _writing(index) as writer:
                yield writer
                writer.commit()
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        with _failures():
            self._swap(name)

    def _swap(self, name: str) -> None:
        """The old generation stays for those who are reading it, until the next swap."""
        pointer = self.directory / "current"
        before = pointer.read_text() if pointer.exists() else ""
        draft = self.directory / "current.new"
        draft.write_text(name)
        os.replace(draft, pointer)
        for path in (self.directory / "generations").iterdir():
            if path.name not in (name, before):
                shutil.rmtree(path, ignore_errors=True)

    def _current(self) -> Path:
        try:
            name = (self.directory / "current").read_text()
        except FileNotFoundError:
            raise EngineUnavailable(f"There is no search index yet. {_ADVICE}") from None
        if not name.startswith(f"{FORMAT}-"):
            raise EngineUnavailable(f"The search index was made by another version. {_ADVICE}")
        return self.directory / "generations" / name

    def _reader(self) -> tantivy.Index:
        """The index that is searched, as of its last commit by any process."""
        path = self._current()
        committed = (path / "meta.json").stat().st_mtime_ns
        with self._opening:
            if self._open is None or self._open[0] != path:
                self._open, self._seen = (path, _opened(path)), committed
            elif self._seen != committed:
                self._open[1].reload()
                self._seen = committed
            return self._open[1]

    def _state(self, index: tantivy.Index) -> tuple[tantivy.Searcher, Known]:
        """The searcher of the last commit that was seen, and what is known of it."""
        with self._opening:
            state = (index, self._seen)
            if self._searched is None or self._searched[0] != state:
                searcher = index.searcher()
                self._searched = (state, searcher, Known(searcher))
            return self._searched[1:]


class _Writer:
    """`fresh`: of an index that had no entries when it was opened, in which nothing is to be replaced."""

    def __init__(self, index: tantivy.Index, writer: tantivy.IndexWriter, *, fresh: bool) -> None:
        self._index, self._writer, self._fresh = index, writer, fresh

    def write(self, entries: Iterable[Entry], deletions: Collection[int] = ()) -> None:
        with _failures():
            for id in deletions:
                self._writer.delete_documents_by_term("id", id)
            for entry in entries:
                if not self._fresh:
                    self._writer.delete_documents_by_term("id", entry.id)
                self._writer.add_json(entry.document)

    def commit(self) -> None:
        with _failures():
            self._writer.commit()

    def ids(self) -> list[int]:
        with _failures():
            self._index.reload()
            [ids] = _of_all(self._index.searcher(), "id")
            return ids


def _of_all(searcher: tantivy.Searcher, *fields: str) -> list[list[int]]:
    """The values of fields of all entries, in the same order."""
    found = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1), count=False)
    addresses = [address for _score, address in found.hits]
    return [integers(searcher, field, addresses) for field in fields]


@contextmanager
def _writing(index: tantivy.Index) -> Iterator[_Writer]:
    with _failures():
        writer = index.writer(_WRITER_HEAP, 1)
    try:
        yield _Writer(index, writer, fresh=index.searcher().num_docs == 0)
    finally:
        # Merges of small segments are finished, tantivy's own lock is let go, what was not committed is dropped.
        writer.wait_merging_threads()


def _opened(path: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(path))
    register_tokenizers(index)
    index.config_reader("manual")
    return index


@contextmanager
def _failures() -> Iterator[None]:
    """Tantivy's failures, as the one exception of this boundary. It names them ValueError, files OSError."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"The search index cannot be used: {error}. {_ADVICE}") from error
