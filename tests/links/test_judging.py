"""What several answers over days say of an address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from registry.links.judging import Outcome, judged

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def after(*looks: tuple[int, Outcome]) -> str:
    """The state after looks on these days, counted from Monday."""
    state, failures, since = "unchecked", 0, None
    for day, outcome in looks:
        found = judged(outcome, failures, since, MONDAY + timedelta(days=day))
        state, failures, since = found.state, found.failures, found.failing_since
    return state


@pytest.mark.parametrize(
    ("looks", "state"),
    [
        ([(0, "works")], "working"),
        ([(0, "failed")], "failing"),
        ([(0, "failed"), (0, "failed"), (0, "failed"), (0, "failed")], "failing"),  # many on one day
        ([(0, "failed"), (6, "failed")], "failing"),  # days apart, but only twice
        ([(0, "failed"), (1, "failed"), (4, "failed")], "failing"),  # a long weekend
        ([(0, "failed"), (1, "failed"), (5, "failed")], "dead"),
        ([(0, "failed"), (2, "works"), (5, "failed"), (6, "failed")], "failing"),  # it had come back
        ([(0, "failed"), (1, "failed"), (5, "failed"), (12, "works")], "working"),
        ([(0, "unknown"), (3, "unknown"), (9, "unknown"), (30, "unknown")], "unknown"),
        ([(0, "failed"), (1, "unknown"), (3, "failed"), (6, "failed")], "dead"),  # says nothing either way
        ([(0, "failed"), (1, "failed"), (5, "failed"), (12, "unknown")], "unknown"),
    ],
)
def test_the_state_follows_from_the_answers(looks: list[tuple[int, Outcome]], state: str) -> None:
    assert after(*looks) == state


def test_a_failure_is_looked_at_sooner_than_a_success() -> None:
    again = {outcome: judged(outcome, 0, None, MONDAY).again for outcome in ("works", "failed", "unknown")}
    assert again["failed"] < again["unknown"] < again["works"]
