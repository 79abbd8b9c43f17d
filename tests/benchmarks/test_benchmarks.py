"""The benchmark runs from start to end and prints every figure; how fast anything is, is not tested."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDS = 800  # large enough for a second process


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What a short benchmark printed, and the file that it wrote."""
    file = tmp_path_factory.mktemp("benchmark") / "figures.json"
    command = [
        *(sys.executable, "-m", "tests.benchmarks", "--records", str(RECORDS)),
        *("--rounds", "1", "--searches", "10", "--peer-records", "20", "--json", str(file)),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout, file


@pytest.mark.parametrize(
    "figure",
    [
        "Floor",
        "Least floor",
        "Harvest to searchable ",
        "Harvest to searchable, rated later",
        "Share of: fetch",
        "Share of: read",
        "Share of: describe",
        "Share of: rate",
        "Share of: store",
        "Share of: index",
        "Of all that by the second process",
        "Loader with update_or_create",
        "with the registry's settings of SQLite",
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
    harvest = json.loads(finished[1].read_text())["rounds"][0]["rated"]["harvest"]
    assert harvest["first"]["counts"]["added"] == RECORDS
    assert harvest["unchanged"]["counts"]["unchanged"] == RECORDS
    assert harvest["first"]["counts"]["waiting"] == 0


def test_every_stage_is_timed_in_both_processes(finished: tuple[str, Path]) -> None:
    first = json.loads(finished[1].read_text())["shares"]["first"]
    assert all(seconds > 0 for seconds in first["stages"].values())
    assert 0 < first["second_process"] < sum(first["stages"].values()) <= first["processor"] * 1.05


def test_it_measures_memory_at_two_sizes() -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "--memory", "100", "200"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert "100 records" in done.stdout
    assert "200 records" in done.stdout


def test_every_search_of_the_corpus_can_find_something(finished: tuple[str, Path]) -> None:
    search = json.loads(finished[1].read_text())["search"]
    assert search["searches"] == 10
    assert 0 < search["finding"] <= 10


def test_search_at_scale_prints_every_figure() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.scale", "--records", "60", "--searches", "3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("60 resources, embedded, 3 searches")
    for figure in ("Search p95", "… processor time p95", "Page over HTTP p95", "Saved → found", "Rebuild"):
        [line] = [line for line in done.stdout.splitlines() if line.startswith(figure)]
        assert any(character.isdigit() for character in line.removeprefix(figure))
