"""Search at scale beside the bare engine: `python -m tests.benchmarks.scale --records 200000 [--engine NAME]`.

    search     from a URL's parameters to marked hits, two facets chosen and all counted, beside the very same request
               sent to the engine without anything of ours
    page       the search page over HTTP, beside its search in the same process's terms
    saved      from a saved change until a search finds it, a worker running
    rebuild    `index build`, beside loading the same documents into the bare engine and reading the rows

The catalogue is stored as a harvest stores it, and unrated. Elasticsearch: ELASTICSEARCH_URL names it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import requests

from tests.benchmarks.corpus import questions
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.filling import documents, entries
from tests.benchmarks.floor import empty_index
from tests.benchmarks.least_floor import WRITER_HEAP
from tests.benchmarks.percentiles import percentiles
from tests.benchmarks.processes import ROOT, prepare_database, repository, web_server

PATIENCE = 600  # seconds until a saved change has to be found
SAVED = 20  # changes
_BETWEEN = 0.5  # seconds between a change that was found and the next one
_FAR = 1_000_000  # the number of the first record that is harvested meanwhile: none that is there already


def main() -> None:
    options = _options()
    if options.inside:
        json.dump(_inside(options), sys.stdout)
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        environment = {
            "DATA_DIR": directory,
            "DATABASE_URL": "",
            "SAMPLE_ALLIANCE": "",
            "SEARCH_ENGINE": options.engine,
            "ELASTICSEARCH_INDEX": f"benchmark-{Path(directory).name.lower()}",
        }
        prepare_database(environment)
        measured = _answered(options, environment)
        measured["page"] = _pages(environment, options.searches)
        if options.engine == "elasticsearch":
            _forget(environment)
    heading = f"{options.records:,} resources, {options.engine}, {options.searches} searches"
    sys.stdout.write(f"{heading}\n\n{table(_figures(measured))}\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale", description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--searches", type=int, default=100)
    parser.add_argument("--engine", choices=("embedded", "elasticsearch"), default="embedded")
    parser.add_argument(
        "--harvest", type=int, default=0, help="records that the worker harvests while changes are saved"
    )
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _answered(options: argparse.Namespace, environment: Mapping[str, str]) -> dict[str, Any]:
    """Measured in a process that has the installation's settings."""
    command = [sys.executable, "-m", "tests.benchmarks.scale", "--inside"]
    command += [
        "--records",
        str(options.records),
        "--searches",
        str(options.searches),
        "--engine",
        options.engine,
        "--harvest",
        str(options.harvest),
    ]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"The benchmark failed:\n{done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _inside(options: argparse.Namespace) -> dict[str, Any]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    from search import index
    from search.warming import warm
    from tests.benchmarks.filling import fill

    fill(options.records)
    read = _seconds(_read_rows)
    bare = _seconds(BARE_LOADS[options.engine]())
    build = _seconds(index.build)
    warm()
    measured = {"rebuild": {"build": build, "read": read, "bare": bare}}
    measured["search"] = _searches(options)
    measured["saved"] = {"seconds": _saved(options.harvest)}
    return measured


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _read_rows() -> None:
    """As plain as Django reads them, nothing made of them."""
    from registry.catalogue.models import Resource

    rows = Resource.objects.visible().order_by("pk")
    for _row in rows.values_list("pk", "public_id", "title", "effective", "profile", "tags").iterator(1_000):
        pass


def _load_tantivy() -> Callable[[], None]:
    """Documents made beforehand, into a bare index."""
    made_before = list(documents())

    def load() -> None:
        with tempfile.TemporaryDirectory() as directory:
            writer = empty_index(Path(directory)).writer(WRITER_HEAP, 1)
            for document in made_before:
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()

    return load


def _load_elasticsearch() -> Callable[[], None]:
    from django.conf import settings
    from elasticsearch import Elasticsearch
    from elasticsearch.helpers import bulk

    from search.engines.elasticsearch_schema import MAPPINGS, SETTINGS, to_elasticsearch

    made_before = [{"_id": str(entry.id), "_source": to_elasticsearch(entry)} for entry in entries()]
    name = f"{settings.ELASTICSEARCH_INDEX}-bare"

    def load() -> None:
        with Elasticsearch(settings.ELASTICSEARCH_URL.split(","), request_timeout=120) as client:
            client.indices.create(index=name, settings=SETTINGS, mappings=MAPPINGS)
            bulk(client, made_before, index=name, chunk_size=500)
            client.indices.refresh(index=name)
            client.indices.delete(index=name)

    return load


BARE_LOADS = {"embedded": _load_tantivy, "elasticsearch": _load_elasticsearch}


def _searches(options: argparse.Namespace) -> dict[str, Any]:
    """Ours and the bare engine's, question by question one after the other, after all have been asked once."""
    from search import query
    from search.index import search

    bare = BARE_SEARCHES[options.engine]
    ours, theirs = [], []
    for timed in (False, True):
        for asked in questions(options.searches):
            params = {"q": [asked.words], "language": [asked.language], "type": [asked.type]}
            send = bare(query.from_params(params))
            took = (_both_clocks(send), _both_clocks(lambda params=params: search(query.from_params(params))))
            if timed:
                theirs.append(took[0])
                ours.append(took[1])
    found = {}
    for name, clock in (("seconds", 0), ("processor", 1)):
        more = [our[clock] - their[clock] for our, their in zip(ours, theirs, strict=True)]
        found[name] = {
            "ours": percentiles([our[clock] for our in ours]),
            "bare": percentiles([their[clock] for their in theirs]),
            "more": percentiles(more),
        }
    return found


def _both_clocks(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds that passed, and of this process's processor: what a busy machine cannot stretch."""
    begun, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - worked


def _tantivy_request(asked: Any) -> Callable[[], None]:
    """The compiled queries of hits and counts: what `search --explain-request` prints."""
    from django.utils import timezone

    from search.engines import engine, tantivy_search
    from search.engines.embedded import EmbeddedEngine
    from search.engines.tantivy_filters import Clauses

    chosen = engine()
    assert isinstance(chosen, EmbeddedEngine)
    made = chosen._reader()
    searcher, known = chosen._state(made)
    now = timezone.now()
    aggregations = tantivy_search.aggregations(Clauses(asked, now))
    counted = tantivy_search._Counted(searcher, aggregations)
    compiled = tantivy_search.ask(made, known, asked, now, counted.have)

    def send() -> None:
        searcher.search(compiled.filtered, asked.page_size + 1)
        searcher.aggregate(compiled.chosen, aggregations)

    return send


def _elasticsearch_request(asked: Any) -> Callable[[], None]:
    from django.conf import settings
    from django.utils import timezone
    from elasticsearch import Elasticsearch

    from search.engines import engine

    body = json.loads(engine().request(asked, timezone.now()))
    client = _CLIENTS.setdefault("one", Elasticsearch(settings.ELASTICSEARCH_URL.split(",")))

    def send() -> None:
        client.search(index=settings.ELASTICSEARCH_INDEX, body=body)

    return send


_CLIENTS: dict[str, Any] = {}
BARE_SEARCHES = {"embedded": _tantivy_request, "elasticsearch": _elasticsearch_request}


def _saved(harvested: int) -> list[float]:
    """A curator's new title, until a search finds it, again and again: the worker runs in a process of its own, has
    started when the first one is found, and has all that is derived of the whole catalogue still to make."""
    with repository(harvested, _FAR) as url:
        if harvested:
            _add_source(url)
        allowed = os.environ | {"HARVEST_ALLOWED_ADDRESSES": "127.0.0.1"}
        command = [sys.executable, "manage.py", "work"]
        worker = subprocess.Popen(command, cwd=ROOT, env=allowed, stderr=subprocess.DEVNULL)
        try:
            _first, *others = [_until_found(number) for number in range(SAVED + 1)]
            return others
        finally:
            worker.terminate()
            worker.wait(60)


def _add_source(url: str) -> None:
    from django.utils import timezone

    from registry.sources.models import Organisation, Source

    Source.objects.create(
        name="harvested meanwhile", organisation=Organisation.objects.get(), url=url, protocol="oai_pmh",
        state=Source.State.APPROVED, due=timezone.now(),
    )  # fmt: skip


def _until_found(number: int) -> float:
    from registry.catalogue.models import Resource
    from registry.catalogue.overlay import set_overlay
    from search.index import search
    from search.query import from_params

    resource = Resource.objects.visible().order_by("-pk")[number]
    begun = time.perf_counter()
    set_overlay(resource, "title", f"Quokka{number:03} for exporters", actor="benchmark", reason="")
    while not search(from_params({"q": [f"title:quokka{number:03}"]})).total:
        if time.perf_counter() - begun > PATIENCE:
            raise TimeoutError("The saved change was not found.")
        time.sleep(0.02)
    took = time.perf_counter() - begun
    time.sleep(_BETWEEN)
    return took


def _pages(environment: Mapping[str, str], searches: int) -> dict[str, Any]:
    """The page beside the API's bare question is unknown to it: its search is timed by the page's own process."""
    pages = []
    with web_server(environment) as portal, requests.Session() as session:
        for timed in (False, True):
            for asked in questions(searches):
                params = {"q": asked.words, "language": asked.language, "type": asked.type}
                begun = time.perf_counter()
                answer = session.get(f"{portal}?{urlencode(params)}", timeout=60)
                if timed:
                    pages.append(time.perf_counter() - begun)
                answer.raise_for_status()
    return percentiles(pages)


def _forget(environment: Mapping[str, str]) -> None:
    from elasticsearch import Elasticsearch

    with Elasticsearch(os.environ.get("ELASTICSEARCH_URL", "http://127.0.0.1:9200").split(",")) as client:
        for name in client.indices.get(index=f"{environment['ELASTICSEARCH_INDEX']}-*"):
            client.indices.delete(index=name)


def _figures(measured: dict[str, Any]) -> list[Figure]:
    search, rebuild, page = measured["search"], measured["rebuild"], measured["page"]
    rows = []
    for kind, called in (("seconds", "Search"), ("processor", "… processor time")):
        clock = search[kind]
        for name in ("p50", "p95"):
            ours, bare = clock["ours"][name], clock["bare"][name]
            rows.append(Figure(f"{called} {name}", f"{_ms(ours)} (bare {_ms(bare)})", f"{ours / bare:.2f}"))
        rows.append(
            Figure("… more than bare, p50, p95", f"{_ms(clock['more']['p50'])}, {_ms(clock['more']['p95'])}")
        )
    for name in ("p50", "p95"):
        beyond = _ms(page[name] - search["seconds"]["ours"][name])
        rows.append(Figure(f"Page over HTTP {name}", f"{_ms(page[name])} ({beyond} more than its search)"))
    saved = measured["saved"]["seconds"]
    rows.append(Figure("Saved → found", f"{median(saved):.2f} s (longest {max(saved):.2f} s)"))
    floor = rebuild["bare"] + rebuild["read"]
    value = f"{rebuild['build']:.1f} s (bare load {rebuild['bare']:.1f} s, rows {rebuild['read']:.1f} s)"
    rows.append(Figure("Rebuild", value, f"{rebuild['build'] / floor:.2f}"))
    return rows


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
