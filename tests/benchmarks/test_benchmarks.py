"""The benchmark runs from start to end and prints every figure; how fast anything is, is not tested."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDS = 200


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What a short benchmark printed, and the file that it wrote."""
    file = tmp_path_factory.mktemp("benchmark") / "figures.json"
    command = [
        *(sys.executable, "-m", "tests.benchmarks", "--records", str(RECORDS)),
        *("--rounds", "1", "--searches", "10", "--json", str(file)),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout, file


@pytest.mark.parametrize(
    "figure",
    [
        "Floor",
        "Harvest to searchable",
        "share of: fetch",
        "share of: read",
        "share of: describe",
        "share of: rate",
        "share of: store",
        "share of: index",
        "Unchanged, in full",
        "Peak RssAnon",
        "Search p50",
        "Search p95",
        "Search page",
    ],
)
def test_it_prints_every_figure(finished: tuple[str, Path], figure: str) -> None:
    lines = [line for line in finished[0].splitlines() if figure in line]
    assert len(lines) == 1
    assert any(character.isdigit() for character in lines[0].partition(figure)[2])


def test_it_measures_whole_harvests(finished: tuple[str, Path]) -> None:
    harvest = json.loads(finished[1].read_text())["rounds"][0]["harvest"]
    assert harvest["first"]["counts"]["added"] == RECORDS
    assert harvest["unchanged"]["counts"]["unchanged"] == RECORDS
    assert harvest["first"]["counts"]["waiting"] == 0


def test_stages_add_up_to_the_whole(finished: tuple[str, Path]) -> None:
    first = json.loads(finished[1].read_text())["rounds"][0]["harvest"]["first"]
    assert sum(first["stages"].values()) == pytest.approx(first["seconds"], rel=0.01)
    assert all(seconds > 0 for seconds in first["stages"].values())


def test_every_search_of_the_corpus_can_find_something(finished: tuple[str, Path]) -> None:
    search = json.loads(finished[1].read_text())["search"]
    assert search["searches"] == 10
    assert 0 < search["finding"] <= 10
