"""Entries of many rows are made by two processes, and are what one makes; who is lost is done without."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime

import orjson
import pytest

from search import two_processes
from search.entry import Entry
from search.row import Row

NOW = datetime(2026, 11, 26, tzinfo=UTC)
PAGES = 10


def row(number: int) -> Row:
    said = {"description": f"How to clear goods, part {number}. 第{number}课：报关", "subjects": ["customs"]}
    return Row(
        id=number,
        tie=number % 7,
        created=1_700_000_000 + number,
        title=f"Customs {number}",
        effective=orjson.dumps(said).decode(),
        profile="{}",
        tags="[]",
        organisation="School",
        kind="training-school",
        economy="CL",
    )


def pages() -> list[list[Row]]:
    return [[row(10 * page + number) for number in range(10)] for page in range(PAGES)]


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few rows are worth a second process."""
    monkeypatch.setattr(two_processes, "LARGE", 10)
    monkeypatch.setattr(two_processes, "_PROCESSORS", 2)


def by_id(made: Iterator[list[Entry]]) -> dict[int, Entry]:
    found = [entry for some in made for entry in some]
    assert len(found) == 10 * PAGES
    return {entry.id: entry for entry in found}


def expected() -> dict[int, Entry]:
    return {row.id: row.entry(NOW) for page in pages() for row in page}


def test_the_entries_are_those_that_one_process_makes() -> None:
    made = two_processes.entries(pages(), NOW)
    first, second = next(made), next(made)
    assert len(multiprocessing.active_children()) == 1
    assert by_id(iter([first, second, *made])) == expected()
    assert not multiprocessing.active_children()


def test_a_few_rows_start_no_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_processes, "LARGE", 10 * PAGES + 1)
    seen = [len(multiprocessing.active_children()) for _some in two_processes.entries(pages(), NOW)]
    assert seen == [0] * PAGES


def test_what_a_lost_second_process_had_is_made_by_the_first() -> None:
    made = two_processes.entries(pages(), NOW)
    first, second = next(made), next(made)
    [child] = multiprocessing.active_children()
    child.kill()
    child.join()
    assert by_id(iter([first, second, *made])) == expected()


def test_who_stops_early_leaves_no_process_behind() -> None:
    made = two_processes.entries(pages(), NOW)
    next(made), next(made)
    made.close()
    assert not multiprocessing.active_children()
