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
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory, repository(options.records) as url:
        measured = _measured(url, Path(directory), options)
    shown = [
        *figures.harvest_figures(measured["rounds"], options.records),
        *figures.search_figures(measured["search"], measured["bare"]),
        *figures.page_figures(**measured["page"]),
    ]
    heading = f"{options.records:,} records, median of {options.rounds}: floor, harvest, floor"
    sys.stdout.write(f"{heading}\n\n{figures.table(shown)}\n")
    if options.json:
        options.json.write_text(json.dumps(measured, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    return parser.parse_args()


def _measured(url: str, directory: Path, options: argparse.Namespace) -> dict[str, Any]:
    rounds = [_round(url, directory / str(number), options.records) for number in range(options.rounds)]
    last = _environment(url, directory / str(options.rounds - 1))
    searches = ("--searches", str(options.searches))
    with web_server(last) as portal:
        page = weight(f"{portal}?{urlencode({'q': 'customs'})}")
    return {
        "rounds": rounds,
        "search": answered("searching", *searches, environment=last),
        "bare": answered("floor", url, *searches),
        "page": page._asdict(),
    }


def _round(url: str, directory: Path, records: int) -> figures.Round:
    directory.mkdir()
    environment = _environment(url, directory)
    prepare_database(environment)
    before = answered("floor", url)
    harvest = answered("harvest", url, environment=environment)
    _check(harvest, records)
    return {"floors": [before, answered("floor", url)], "harvest": harvest}


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
