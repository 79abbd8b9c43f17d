"""Whatever a record says, its description is plain, bounded and without private contacts."""

from __future__ import annotations

from typing import Any

import pytest

from harvesters.context import Context
from harvesters.sanitise import sanitised
from registry.catalogue.description import Description, Occurrence
from tests.harvesters.trials import TODAY


def context(**settings: Any) -> Context:
    return Context(settings=settings, base="https://a.example/b/", today=TODAY)


def clean(told: Context | None = None, **values: Any) -> Description:
    return sanitised(Description(**values), told or context())


def test_markup_in_a_title_is_removed() -> None:
    assert clean(title="<b>Export</b> &amp;\n import<script>alert(1)</script>").title == "Export & import"


def test_ordinary_text_stays_as_it_is() -> None:
    text = "3 > 2, 50 % of HS 0901.21\n\nSecond paragraph: 2026-12-02, USD 1,250.00"

    assert clean(title="Import – 報關 (1)", description=text).description == text


def test_a_title_without_end_is_cut_with_a_warning() -> None:
    told = context()

    found = clean(told, title="x" * 100_000)

    assert found.title is not None
    assert len(found.title) == 500
    assert told.warnings[0].field == "title"
    assert "100,000" in told.warnings[0].reason


def test_an_address_that_is_none_becomes_unknown_with_a_warning() -> None:
    told = context()

    found = clean(told, url="javascript:alert(1)", image="../c.png")

    assert found.url is None
    assert found.image == "https://a.example/c.png"
    assert [problem.field for problem in told.warnings] == ["url"]


def test_contacts_are_dropped_unless_they_are_public() -> None:
    text = "Ask jane@a.example or call +852 2345 6789."

    assert clean(description=text).description == "Ask or call."
    assert clean(context(public_contacts=True), description=text).description == text


def test_values_that_come_twice_are_kept_once() -> None:
    assert clean(subjects=("a", "b", " a", "")).subjects == ("a", "b")


def test_too_many_values_are_cut_with_a_warning() -> None:
    told = context()

    found = clean(told, subjects=tuple(map(str, range(5000))))

    assert len(found.subjects) == 200
    assert told.warnings[0].field == "subjects"


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        ("2027-01-02T09:00:00Z", "2027-01-02T08:00:00Z", None),
        ("2027-01-02", "2027-01-01", None),
        ("2027-01-02", "2027-01-02", "2027-01-02"),
        ("2027-01-02T09:00:00", "2027-01-02T10:00:00", "2027-01-02T10:00:00"),
        ("2027-01-02T09:00:00Z", "2027-01-02T08:00:00", "2027-01-02T08:00:00"),
        ("2027-01-02", "soon", None),
    ],
)
def test_a_session_ends_after_it_starts(start: str, end: str, kept: str | None) -> None:
    (session,) = clean(occurrences=(Occurrence(start=start, end=end),)).occurrences

    assert session.end == kept


@pytest.mark.parametrize("start", ["soon", "2027", "2027-01", ""])
def test_a_session_without_a_day_is_none(start: str) -> None:
    told = context()

    assert clean(told, occurrences=(Occurrence(start=start),)).occurrences == ()
    assert told.warnings[0].field == "occurrences.start"


def test_what_needs_no_cleaning_is_the_same_object() -> None:
    given = Description(
        title="Export", description="How to export.", url="https://a.example/1", subjects=("a",)
    )

    assert sanitised(given, context()) is given
