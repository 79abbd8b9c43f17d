"""Durations are understood in the forms that course catalogues and podcasts use."""

from __future__ import annotations

import pytest

from harvesters.values.dates import duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1H", "PT1H"),
        ("P3W", "P3W"),
        ("P1DT2H30M", "P1DT2H30M"),
        ("pt45m", "PT45M"),
        ("00:17:16", "PT17M16S"),
        ("01:00:00", "PT1H"),
        ("Approx. 14 hours to complete", "PT14H"),
        ("1.5 hours", "PT1.5H"),
        ("1 hour", "PT1H"),
        ("1 hour 30 minutes", "PT1H30M"),
        ("2h 15min", "PT2H15M"),
        ("40 min", "PT40M"),
        ("3 weeks", "P3W"),
        ("6 months", "P6M"),
        ("3 horas y 20 minutos", "PT3H20M"),
        ("2 días", "P2D"),
        ("3小时", "PT3H"),
        ("约90分钟", "PT90M"),
        ("2時間30分", "PT2H30M"),
        ("3시간", "PT3H"),
        ("5 jam", "PT5H"),
        ("2 giờ", "PT2H"),
    ],
)
def test_it_understands_how_long_a_resource_takes(text: str, expected: str) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "not-mentioned",
        "2-3 hours",
        "3 hours a week",
        "14",
        "17:16",
        "hours",
        "0 hours",
        "00:00:00",
        "2 moons",
    ],
)
def test_it_leaves_unknown_what_is_no_single_length(text: str) -> None:
    assert duration(text) is None
