"""Cost and duration in words."""

from __future__ import annotations

import pytest

from registry.portal.amounts import cost, duration


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"free": True}, "Free"),
        ({"free": True, "price": "0", "currency": "USD"}, "Free"),
        ({"free": False, "price": "300", "currency": "CNY"}, "300 CNY"),
        ({"price": "300"}, "300 (currency not stated)"),
        ({"free": False}, "Paid, amount not stated"),
        ({}, "Cost not stated"),
    ],
)
def test_cost_is_what_was_stated(values: dict[str, object], words: str) -> None:
    assert cost(values) == words


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("PT1H", "1 h"),
        ("PT40M", "40 min"),
        ("PT1H30M", "1 h 30 min"),
        ("P3W", "3 weeks"),
        ("P1D", "1 day"),
        ("P0.5Y", "0.5 years"),
        (None, ""),
        ("two evenings", "two evenings"),
    ],
)
def test_a_duration_is_short_and_plain(stated: str | None, words: str) -> None:
    assert duration(stated) == words
