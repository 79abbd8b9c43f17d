"""Measures harvest, search and page against a floor measured in the same run, and prints the figures."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.benchmarks import figures
from tests.benchmarks.page_weight import weight
from tests.benchmarks.processes import answered, prepare_database, repository, web_server


def main() -> None:
    options = _options()
    if options.memory:
        _print_memory(options.memory)
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory, repository(options.records) as url:
        measured = _measured(url, Path(directory), options)
    shown = [
        *figures.harvest_figures(measured["rounds"], options.records),
        *figures.share_figures(measured["shares"]),
        *figures.peer_figures(measured["peer"], measured["rounds"], options.records),
        *figures.search_figures(measured["search"], measured["bare"]),
        *figures.page_figures(**measured["page"]),
    ]
    heading = f"{options.records:,} records, median of {options.rounds}: floor, harvest, floor"
    sys.stdout.write(f"{heading}\n\n{figures.table(shown)}\n")
    if options.json:
        options.json.write_text(json.dumps(measured, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument(
        "--peer-records", type=int, default=2_000, help="for the loader that stores one by one"
    )
    parser.add_argument(
        "--memory",
        type=int,
        nargs=2,
        metavar=("FEW", "MANY"),
        help="measure memory alone, at these numbers of records",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    return parser.parse_args()


def _measured(url: str, directory: Path, options: argparse.Namespace) -> dict[str, Any]:
    made = directory / "made"  # rows and documents for the floor
    _check(_harvested(url, made, RATE_WHILE_HARVESTING="0"), options.records)
    rounds = [_round(url, directory / str(number), made, options.records) for number in range(options.rounds)]
    last = _environment(url, directory / str(options.rounds - 1))
    searches = ("--searches", str(options.searches))
    with web_server(last) as portal:
        page = weight(f"{portal}?{urlencode({'q': 'customs'})}")
    return {
        "rounds": rounds,
        "shares": _harvested(url, directory / "shares", "--shares"),
        "peer": _peer(url, directory, options.peer_records),
        "search": answered("searching", *searches, environment=last),
        "bare": answered("least_floor", url, *searches),
        "page": page._asdict(),
    }


def _round(url: str, directory: Path, made: Path, records: int) -> figures.Round:
    before = _floors(url, made)
    harvest = _harvested(url, directory)
    between = _floors(url, made)
    unrated = _harvested(url, directory.with_name(f"{directory.name}-unrated"), RATE_WHILE_HARVESTING="0")
    for one in (harvest, unrated):
        _check(one, records)
    after = _floors(url, made)
    return {
        "rated": {"harvest": harvest, "floors": [before, between]},
        "unrated": {"harvest": unrated, "floors": [between, after]},
    }


def _floors(url: str, made: Path) -> dict[str, Any]:
    """The floor, and the least one."""
    return {
        "same": answered("floor", url, environment=_environment(url, made)),
        "least": answered("least_floor", url),
    }


def _harvested(url: str, directory: Path, *options: str, **environment: str) -> dict[str, Any]:
    directory.mkdir()
    environment = _environment(url, directory) | environment
    prepare_database(environment)
    return answered("harvest", url, *options, environment=environment)


def _peer(url: str, directory: Path, records: int) -> dict[str, Any]:
    environment = _environment(url, directory)
    asked = (url, "--records", str(records))
    return {
        "plain": answered("peer", *asked, environment=environment),
        "tuned": answered("peer", *asked, "--tuned", environment=environment),
    }


def _print_memory(numbers: list[int]) -> None:
    """Of the harvesting process while another one has the index, so that its writer's heap is not counted."""
    peaks = []
    for number in numbers:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as directory, repository(number) as url:
            peaks.append(_harvested(url, Path(directory) / "data", "--without-index")["peak_megabytes"])
    sys.stdout.write(f"{figures.table(list(figures.memory_figures(numbers, peaks)))}\n")


def _environment(url: str, directory: Path) -> dict[str, str]:
    return {
        "DATA_DIR": str(directory),
        "HARVEST_ALLOWED_ADDRESSES": urlsplit(url).netloc,
        "DATABASE_URL": "",
        "SAMPLE_ALLIANCE": "",
    }


def _check(harvest: dict[str, Any], records: int) -> None:
    """A figure of half a harvest would mislead."""
    for run, kind in (("first", "added"), ("unchanged", "unchanged")):
        counts = harvest[run]["counts"]
        if counts[kind] != records or counts["waiting"]:
            raise SystemExit(f"The harvest did not take everything: {run} {counts}")


if __name__ == "__main__":
    main()
