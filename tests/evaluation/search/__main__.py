"""Measures how well each engine finds what SMMEs ask for, over real records, beside a plain search.

The corpus is harvested through its mapped source into an installation of its own, and searched by
`manage.py search --ndjson`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from elasticsearch import Elasticsearch

from tests.evaluation.search.golden import Asked, golden, shared
from tests.evaluation.search.plain import PlainSearch
from tests.evaluation.search.scores import RECALLED, Score, mean, score

ROOT = Path(__file__).parents[3]
CORPUS = ROOT.parent / "shared" / "real" / "relevance" / "corpus.ndjson"
NODE = ROOT.parent / "shared" / "bin" / "elasticsearch-node"
_OWN_PORT = "9351"
MAPPING = ROOT / "docs" / "examples" / "ndjson-corpus.json"

Rankings = Mapping[str, Sequence[str]]  # ids by query


def main() -> None:
    options = _options()
    sets = {"golden set": golden(), "development set": shared(options.corpus.parent)}
    asked = [each for queries in sets.values() for each in queries]
    ranked = {"plain": _plain(options.corpus, asked)}
    with (
        tempfile.TemporaryDirectory(prefix="evaluation-") as directory,
        _served(options.corpus) as url,
        _elasticsearch(options.engine, Path(directory).name) as server,
    ):
        installation = {**_installation(Path(directory), url), **server}
        for engine in options.engine:
            ranked[engine] = _by_engine(engine, asked, installation)
    for name, queries in sets.items():
        sys.stdout.write(f"\n{name}: {len(queries)} queries\n{_table(queries, ranked)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.search", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument(
        "--engine", action="append", help="an engine to measure; can be given again; all if none is"
    )
    options = parser.parse_args()
    options.engine = options.engine or ["embedded", *(["elasticsearch"] if _has_elasticsearch() else [])]
    return options


def _plain(corpus: Path, asked: Sequence[Asked]) -> Rankings:
    with corpus.open(encoding="utf-8") as lines:
        plain = PlainSearch(map(json.loads, lines))
    return {each.id: plain.ranked(each.text, RECALLED) for each in asked}


@contextmanager
def _served(corpus: Path) -> Iterator[str]:
    handler = partial(_Quiet, directory=str(corpus.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{corpus.name}"
        server.shutdown()


def _has_elasticsearch() -> bool:
    return bool(os.environ.get("ELASTICSEARCH_URL")) or NODE.exists()


@contextmanager
def _elasticsearch(engines: Sequence[str], name: str) -> Iterator[Mapping[str, str]]:
    """The settings of a server: the one that ELASTICSEARCH_URL names, else one that is started for this alone. The
    indexes are removed afterwards."""
    if "elasticsearch" not in engines:
        yield {}
        return
    url, own = os.environ.get("ELASTICSEARCH_URL", ""), {**os.environ, "ES_PORT": _OWN_PORT}
    if not url:
        started = subprocess.run([NODE, "start"], env=own, stdout=subprocess.PIPE, text=True, check=True)
        url = started.stdout.split()[-1]
    index = name.lower()
    try:
        yield {"ELASTICSEARCH_URL": url, "ELASTICSEARCH_INDEX": index}
    finally:
        if os.environ.get("ELASTICSEARCH_URL"):
            with Elasticsearch(url) as client:
                for each in client.indices.get(index=f"{index}-*"):
                    client.indices.delete(index=each)
        else:
            subprocess.run([NODE, "stop"], env=own, check=True)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def _installation(directory: Path, url: str) -> Mapping[str, str]:
    """The environment of an installation that has harvested the corpus."""
    address = url.split("/")[2]
    environment = {**os.environ, "DATA_DIR": str(directory), "HARVEST_ALLOWED_ADDRESSES": address}
    _manage(environment, "migrate", "--verbosity", "0")
    add = ("sources", "add", "--name", "corpus", "--protocol", "mapped", "--approve")
    _manage(environment, *add, "--settings", str(MAPPING), url)
    _manage(environment, "harvest", "corpus")
    return environment


def _by_engine(engine: str, asked: Sequence[Asked], environment: Mapping[str, str]) -> Rankings:
    chosen = {**environment, "SEARCH_ENGINE": engine}
    _manage(chosen, "index", "build")
    queries = [{"qid": each.id, "text": each.text, "language": each.language} for each in asked]
    lines = "\n".join(json.dumps(query) for query in queries)
    command = ("search", "--ndjson", "--engine", engine, "--limit", str(RECALLED))
    ranked: dict[str, list[str]] = {each.id: [] for each in asked}
    for hit in map(json.loads, _manage(chosen, *command, given=lines).splitlines()):
        ranked[hit["qid"]].append(hit["id"])
    return ranked


def _manage(environment: Mapping[str, str], *command: str, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"manage.py {' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def _table(asked: Sequence[Asked], ranked: Mapping[str, Rankings]) -> str:
    """A line for all queries and one for each language: of each search nDCG@10, recall@50, part without results."""
    heading = "".join(f"{name:>24}" for name in ranked)
    columns = "".join(f"{'nDCG@10':>10}{'@50':>7}{'none':>7}" for _ in ranked)
    lines = [f"{'':10}{'':4}{heading}", f"{'language':10}{'n':>4}{columns}"]
    languages = sorted({each.language for each in asked})
    for language in ("all", *languages):
        some = [each for each in asked if language in ("all", each.language)]
        scores = (mean([_score(each, rankings) for each in some]) for rankings in ranked.values())
        figures = "".join(f"{s.ndcg:10.3f}{s.recall:7.2f}{s.empty:7.2f}" for s in scores)
        lines.append(f"{language:10}{len(some):4}{figures}")
    return "\n".join(lines) + "\n"


def _score(asked: Asked, rankings: Rankings) -> Score:
    return score(rankings[asked.id], asked.grades)


if __name__ == "__main__":
    main()
