"""A sheet of Google's is read through its export, whichever of its addresses is pasted."""

from __future__ import annotations

from typing import Any

import pytest

from harvesters.detect import Detected, detect
from harvesters.fetch import Fetched
from harvesters.google_sheets import export_address
from harvesters.listing import Request
from harvesters.problems import SourceProblem
from harvesters.protocols import harvester
from tests.harvesters.trying import TODAY

DOCS = "https://docs.google.com/spreadsheets"
KEY = "1a-B_c3d4e5f6g7h8i9j0"


@pytest.mark.parametrize(
    ("pasted", "export"),
    [
        (f"{DOCS}/d/{KEY}/edit#gid=0", f"{DOCS}/d/{KEY}/export?format=csv&gid=0"),
        (f"{DOCS}/d/{KEY}/edit?gid=12#gid=12", f"{DOCS}/d/{KEY}/export?format=csv&gid=12"),
        (f"{DOCS}/d/{KEY}/edit?usp=sharing", f"{DOCS}/d/{KEY}/export?format=xlsx"),
        (f"{DOCS}/u/1/d/{KEY}/view#gid=3", f"{DOCS}/d/{KEY}/export?format=csv&gid=3"),
        (f"{DOCS}/d/{KEY}", f"{DOCS}/d/{KEY}/export?format=xlsx"),
        (f"{DOCS}/d/{KEY}/htmlview#gid=x", f"{DOCS}/d/{KEY}/export?format=xlsx"),
        (
            f"{DOCS}/d/e/{KEY}/pubhtml?gid=5&single=true",
            f"{DOCS}/d/e/{KEY}/pub?output=csv&gid=5&single=true",
        ),
        (f"{DOCS}/d/e/{KEY}/pubhtml", f"{DOCS}/d/e/{KEY}/pub?output=xlsx"),
    ],
)
def test_it_knows_the_export_of_a_sheet(pasted: str, export: str) -> None:
    assert export_address(pasted) == export
    assert export_address(export) == export


@pytest.mark.parametrize(
    "url",
    [
        f"{DOCS}/d/e/{KEY}/pub?output=csv",
        f"{DOCS}/d/{KEY}/gviz/tq?tqx=out:csv",
        f"https://docs.google.com/document/d/{KEY}/edit",
        f"https://docs.example/spreadsheets/d/{KEY}/edit",
        "https://[broken",
        "https://a.example/courses.csv",
    ],
)
def test_it_leaves_other_addresses_as_they_are(url: str) -> None:
    assert export_address(url) == url


class Sheets:
    """Stands in for the fetcher: answers every address with one document, and keeps what was asked."""

    def __init__(self, body: bytes, content_type: str) -> None:
        self.body, self.content_type = body, content_type
        self.asked: list[str] = []

    def get(self, url: str, **more: Any) -> Fetched:
        self.asked.append(url)
        led_on = "https://doc-0s-sheets.googleusercontent.com/export/once"
        return Fetched(url=led_on, status=200, headers={}, body=self.body, content_type=self.content_type)


def test_a_pasted_address_stays_the_source_and_its_export_is_read() -> None:
    pasted = f"{DOCS}/d/{KEY}/edit#gid=0"
    sheets: Any = Sheets(b"title,url\nExporting,https://a.example/1\n", "text/csv")
    assert detect(sheets, pasted) == Detected(protocol="table", url=pasted)
    reader = harvester("table")(sheets, Request(url=pasted, settings={}, today=TODAY))
    assert [record.identifier for page in reader.pages() for record in page.records] == [
        "https://a.example/1"
    ]
    assert sheets.asked == [export_address(pasted)] * 2


def test_a_sheet_that_asks_to_sign_in_is_refused_with_advice() -> None:
    sheets: Any = Sheets(b"<!DOCTYPE html><html><body>Sign in</body></html>", "text/html")
    with pytest.raises(SourceProblem) as refused:
        detect(sheets, f"{DOCS}/d/{KEY}/edit")
    assert "signing in" in refused.value.problem.reason
    assert "link" in refused.value.problem.advice
