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
        ("6 weeks, 3 hours a week", "P6W"),
        ("3-5 hours per week for 6 weeks", "P6W"),
        ("8 weeks (4 hrs/week)", "P8W"),
        ("6 semanas, 3 horas por semana", "P6W"),
        ("6周，每周3小时", "P6W"),
        ("4주, 매주 2시간", "P4W"),
        ("1h 30m", "PT1H30M"),
        ("1h30", "PT1H30M"),
        ("approx. 12 hours", "PT12H"),
        ("6-week course", "P6W"),
        ("1 year", "P1Y"),
        ("2年", "P2Y"),
        ("两小时", "PT2H"),
        ("十二周", "P12W"),
        ("3 สัปดาห์", "P3W"),
        ("12 ชั่วโมง 30 นาที", "PT12H30M"),
        ("1 час 30 минут", "PT1H30M"),
        ("6 недель", "P6W"),
        ("3 ساعات", "PT3H"),
        ("ساعتان", "PT2H"),
        ("6 أسابيع", "P6W"),
        ("3 oras", "PT3H"),
        ("1,5 heure", "PT1.5H"),
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
        "3 hours per week",
        "每周3小时",
        "3 sessions of 2 hours",
        "half a day",
        "30m",
        "2+ hours",
    ],
)
def test_it_leaves_unknown_what_is_no_single_length(text: str) -> None:
    assert duration(text) is None
