"""Sheets of workbooks are read as the tables that they are, and no workbook can do harm."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from harvesters import workbook as limits
from harvesters.detect import Detected, detect
from harvesters.fetch import Fetcher
from tests.harvesters.declared_sources import counts, described, reasons, tried
from tests.harvesters.faults import Site, document
from tests.harvesters.workbooks import SHEET, text_cell, with_parts, with_rows, workbook

HEADER = ["id", "title", "url", "start date", "price", "currency"]


def titles(found: dict[str, Any]) -> list[str]:
    return [record["title"] for record in found["records"]]


def test_it_reads_the_rows_of_a_sheet(site: Site) -> None:
    body = workbook(
        HEADER,
        [1, "报关实务", "https://a.example/1", date(2026, 12, 2), 124980, "KRW"],
        [2.0, "Exporting", None, datetime(2026, 12, 3, 9, 30), 49.5, "USD"],
        [],
        ["3", " Importing ", "https://a.example/3", "02/13/2026", "NA", None],
    )
    found = tried(site, body, "table")
    assert (found["outcome"], counts(found)) == ("succeeded", {"listed": 3, "added": 3})
    assert [record["identifier"] for record in found["records"]] == ["1", "2", "3"]
    assert titles(found) == ["报关实务", "Exporting", "Importing"]
    starts = [[one["start"] for one in record["occurrences"]] for record in found["records"]]
    assert starts == [["2026-12-02"], ["2026-12-03T09:30:00"], ["2026-02-13"]]
    first, second, third = described(site, body, "table")
    assert [(one.price, one.currency) for one in (first, second, third)] == [
        ("124980", "KRW"),
        ("49.5", "USD"),
        (None, None),
    ]


def test_it_finds_out_that_an_address_is_a_workbook(site: Site) -> None:
    site.answers["/courses"] = document(workbook(["title"], ["Exporting"]), "application/octet-stream")
    with Fetcher([site.address]) as fetcher:
        assert detect(fetcher, site.url("/courses")) == Detected(protocol="table", url=site.url("/courses"))


def test_it_reads_times_lengths_and_truths(site: Site) -> None:
    body = workbook(
        ["title", "duration", "free", "day", "from"],
        ["A", timedelta(hours=26, minutes=30), True, date(2026, 12, 2), time(9, 30)],
    )
    fields = {
        "title": "title",
        "duration": "duration",
        "free": "free",
        "occurrences": {"fields": {"start": {"parts": {"date": "day", "time": "from"}}}},
    }
    (one,) = described(site, body, "table", {"fields": fields})
    assert (one.duration, one.free) == ("PT26H30M", True)
    assert [session.start for session in one.occurrences] == ["2026-12-02T09:30:00"]


def test_it_finds_the_header_under_a_title(site: Site) -> None:
    found = tried(site, workbook(["Training catalogue"], [], ["id", "title"], [7, "A"]), "table")
    assert [(record["identifier"], record["title"]) for record in found["records"]] == [("7", "A")]
    assert "before line 3" in reasons(found)[0]


def test_it_takes_the_first_sheet_with_a_header_that_it_understands(site: Site) -> None:
    body = workbook(["Read me first"], Courses=[["标题", "网址"], ["出口", "https://a.example/1"]])
    assert titles(tried(site, body, "table")) == ["出口"]


def test_it_says_which_other_sheets_hold_tables_too(site: Site) -> None:
    body = workbook(["title"], ["A"], Second=[["title"], ["B"]])
    found = tried(site, body, "table")
    assert titles(found) == ["A"]
    assert "“Second”" in reasons(found)[0]


@pytest.mark.parametrize("stated", ["Second", 2])
def test_it_reads_the_sheet_that_the_settings_state(site: Site, stated: str | int) -> None:
    body = workbook(["title"], ["A"], Second=[["title"], ["B"]])
    assert titles(tried(site, body, "table", {"sheet": stated})) == ["B"]


def test_it_names_the_sheets_when_the_stated_one_is_not_there(site: Site) -> None:
    found = tried(site, workbook(["title"], Second=[["title"]]), "table", {"sheet": "Third"})
    assert found["outcome"] == "failed"
    assert reasons(found) == ["The workbook has no sheet 'Third'. Its sheets are: Sheet, Second."]


def test_it_passes_over_hidden_sheets_that_are_not_asked_for(site: Site) -> None:
    book = Workbook()
    hidden, shown = book.worksheets[0], book.create_sheet("Shown")
    hidden.title, hidden.sheet_state = "Old", "hidden"
    for sheet, title in ((hidden, "A"), (shown, "B")):
        sheet.append(["title"])
        sheet.append([title])
    written = io.BytesIO()
    book.save(written)
    assert titles(tried(site, written.getvalue(), "table")) == ["B"]
    assert titles(tried(site, written.getvalue(), "table", {"sheet": "Old"})) == ["A"]


def test_it_takes_the_results_of_formulas_and_says_where_there_are_none(site: Site) -> None:
    head = f'<row r="1">{text_cell("A1", "title")}{text_cell("B1", "url")}</row>'
    calculated = (
        '<row r="2"><c r="A2" t="str"><f>UPPER("a")</f><v>A</v></c>'
        '<c r="B2" t="e"><f>VLOOKUP(1,2,3)</f><v>#REF!</v></c></row>'
    )
    without = f'<row r="3">{text_cell("A3", "B")}<c r="B3"><f>A1&amp;A2</f></c></row>'
    found = tried(site, with_rows(head + calculated), "table")
    assert [(record["title"], record["url"]) for record in found["records"]] == [("A", None)]
    assert not any("formulas" in reason for reason in reasons(found))
    found = tried(site, with_rows(head + calculated + without), "table")
    assert titles(found) == ["A", "B"]
    assert any("formulas without a result" in reason for reason in reasons(found))


def test_it_believes_no_dimension(site: Site) -> None:
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", "title" if n == 1 else f"T{n}")}</row>' for n in (1, 2))
    for dimension in ("A1:XFD1048576", "A1:A1", "C7:D9"):
        assert titles(tried(site, with_rows(rows, dimension), "table")) == ["T2"]


def test_it_reads_rows_that_lie_far_apart(site: Site) -> None:
    rows = (
        f'<row r="1">{text_cell("A1", "title")}</row><row r="1048576">{text_cell("A1048576", "Last")}</row>'
        f'<row r="99999999999">{text_cell("A99999999999", "Beyond")}</row>'
    )
    assert titles(tried(site, with_rows(rows), "table")) == ["Last"]


def test_it_reads_no_further_than_a_table_reaches(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    head = f'<row r="1">{text_cell("A1", "title")}</row>'
    wide = "".join(f'<row r="{n}">{text_cell(f"A{n}", "T")}<c r="XFD{n}"><v>1</v></c></row>' for n in (2, 3))
    assert titles(tried(site, with_rows(head + wide), "table", {"identifier": ["title"]})) == ["T"]
    monkeypatch.setattr(limits, "MOST_ROWS", 50)
    long = "<row><c><v>1</v></c></row>" * 60
    found = tried(site, with_rows(head + long), "table", {"identifier": "title"})
    assert (found["outcome"], counts(found)["listed"]) == ("partial", 49)
    assert "over 50 rows" in reasons(found)[-1]


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(101):
                part.write(bytes(1_000_000))
    return written.getvalue()


def with_a_false_size(body: bytes) -> bytes:
    """The sheet's part says that it is one byte long."""
    written = bytearray(body)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    return bytes(written.replace(size, b"\1\0\0\0"))


ENTITIES = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (bomb(), "larger than 100 MB"),
        (with_parts(workbook(["title"]), {SHEET: ENTITIES}), "entities"),
        (with_parts(workbook(["title"]), {SHEET: ENTITIES.encode("utf-16")}), "entities"),
        (with_parts(workbook(["title"]), {f"more/{n}": "" for n in range(5000)}), "larger than"),
        (workbook(["title"])[:-300], "damaged"),
        (with_a_false_size(workbook(["title"], ["A"])), "damaged"),
        (with_parts(workbook(["title"]), {"xl/workbook.xml": "<workbook"}), "damaged"),
        (with_parts(workbook(["title"]), {SHEET: "<worksheet>"}), "damaged"),
        (with_parts(workbook(["title"]), {"[Content_Types].xml": "<Types/>"}), "damaged"),
    ],
)
def test_it_refuses_a_workbook_that_does_harm(site: Site, body: bytes, words: str) -> None:
    found = tried(site, body, "table")
    assert (found["outcome"], counts(found)) == ("failed", {})
    assert words in reasons(found)[0]
    assert found["errors"][0]["advice"]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument"),
        ({"word/document.xml": "<document/>"}, "not a workbook"),
    ],
)
def test_it_refuses_other_archives(site: Site, parts: dict[str, str], words: str) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    found = tried(site, written.getvalue(), "table")
    assert words in reasons(found)[0]
    assert "XLSX" in found["errors"][0]["advice"]


def test_it_takes_what_comes_before_the_damage(site: Site) -> None:
    rows = "".join(
        f'<row r="{n}">{text_cell(f"A{n}", "title" if n == 1 else f"T{n}")}</row>' for n in range(1, 4)
    )
    body = with_rows(f'{rows}<row r="4"><c r="A4"><v>no number</v></c></row>')
    found = tried(site, body, "table")
    assert (found["outcome"], titles(found)) == ("partial", ["T2", "T3"])
    assert "damaged" in reasons(found)[-1]


def test_no_damaged_byte_is_more_than_a_problem(site: Site) -> None:
    body = workbook(HEADER, *([n, f"Title {n}", None, date(2026, 12, 2), n, "USD"] for n in range(20)))
    chance = random.Random(7)
    for _ in range(150):
        damaged = bytearray(body)
        damaged[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        found = tried(site, bytes(damaged), "table")
        assert counts(found).get("listed", 0) == sum(
            number for name, number in counts(found).items() if name != "listed"
        )
        assert not any("fault of the registry" in (error["advice"] or "") for error in found["errors"])
