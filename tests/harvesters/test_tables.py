"""Tables as spreadsheets and programs write them: whatever encoding, delimiter and dirt, each row a record."""

from __future__ import annotations

import gzip

import pytest

from harvesters.listing import Completeness
from tests.harvesters.declared_sources import counts, described, outcome, reasons, tried
from tests.harvesters.faults import Site

CHINESE = "标题,网址,简介\n跨境电商入门,https://a.example/1,报关与物流\n海外仓实务,https://a.example/2,仓储\n"
TRADITIONAL = "標題,網址,簡介\n跨境電商入門,https://a.example/1,報關與物流的實務課程\n海外倉實務,https://a.example/2,倉儲\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-8-sig"),
        (TRADITIONAL, "utf-8"),
    ],
)
def test_it_finds_out_the_encoding(site: Site, text: str, encoding: str) -> None:
    found = tried(site, text.encode(encoding), "table")
    expected = [line.split(",")[0] for line in text.splitlines()[1:]]
    assert [record["title"] for record in found["records"]] == expected


def test_it_unpacks_a_compressed_file(site: Site) -> None:
    found = tried(site, gzip.compress(CHINESE.encode("gb18030")), None, path="/courses.csv.gz")
    assert counts(found) == {"listed": 2, "added": 2}
    broken = tried(site, gzip.compress(CHINESE.encode())[:-12], "table")
    assert (broken["outcome"], counts(broken)) == ("failed", {})
    assert "compressed file" in reasons(broken)[0]


def test_it_takes_the_encoding_that_the_settings_state(site: Site) -> None:
    found = tried(site, "title\nСеминар по экспорту\n".encode("koi8-r"), "table", {"encoding": "koi8-r"})
    assert [record["title"] for record in found["records"]] == ["Семинар по экспорту"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_it_finds_out_the_delimiter(site: Site, delimiter: str) -> None:
    rows = [("id", "title", "description"), ("1", "Exporting", "a, b; c"), ("2", "Importing", "d")]
    body = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    found = tried(site, body, "table")
    assert [record["identifier"] for record in found["records"]] == ["1", "2"]
    assert found["records"][0]["description"] == "a, b; c"


def test_it_takes_the_delimiter_that_the_settings_state(site: Site) -> None:
    found = tried(site, "title:url\nExporting:a.html\n", "table", {"delimiter": ":"})
    assert found["records"][0]["title"] == "Exporting"
    assert found["records"][0]["url"] == site.url("/a.html")


def test_it_reads_past_the_hint_that_excel_writes(site: Site) -> None:
    found = tried(site, "sep=;\r\nid;title\r\n1;Exporting, and more\r\n", "table")
    assert [record["title"] for record in found["records"]] == ["Exporting, and more"]


def test_it_takes_cells_over_several_lines(site: Site) -> None:
    body = 'id,title,description\n1,Exporting,"first line\nsecond, line"\n2,Importing,short\n'
    found = tried(site, body, "table")
    assert [record["description"] for record in found["records"]] == ["first line\nsecond, line", "short"]


def test_it_removes_quotes_of_a_second_round(site: Site) -> None:
    body = 'id,title\n1,"""Exporting"""\n2,"""A """"good"""" start"""\n3,"""Buy"" and ""sell"""\n'
    found = tried(site, body, "table")
    assert [record["title"] for record in found["records"]] == [
        "Exporting",
        'A "good" start',
        '"Buy" and "sell"',
    ]


def test_it_loses_one_row_at_most_to_a_quote_that_is_never_closed(site: Site) -> None:
    body = 'id,title,url\n1,"Exporting,https://a.example/1\n2,Importing,https://a.example/2\n3,More,https://a.example/3\n'
    found = tried(site, body, "table")
    assert [record["identifier"] for record in found["records"]] == ["1", "2", "3"]
    assert [reason for reason in reasons(found) if "quotation mark" in reason and reason.startswith("Line 2")]


def test_it_goes_on_after_a_quote_that_swallows_far_more_than_a_cell(site: Site) -> None:
    rows = "".join(f"{number},Title {number},{'x' * 90}\n" for number in range(2000))
    found = tried(site, f'id,title,description\nbad,"Open,text\n{rows}', "table")
    assert counts(found) == {"listed": 2001, "added": 2001}


def test_it_takes_a_cell_as_long_as_a_book(site: Site) -> None:
    found = tried(site, f'id,title,description\n1,A,"{"x" * 200_000}"\n2,B,short\n', "table")
    assert (found["outcome"], counts(found)) == ("succeeded", {"listed": 2, "added": 2})
    assert [error["field"] for error in found["errors"]] == ["description"]


def test_it_takes_ragged_rows(site: Site) -> None:
    found = tried(site, "id,title,url\n1,Short\n2,Long,https://a.example/2,more,cells\n", "table")
    assert [record["title"] for record in found["records"]] == ["Short", "Long"]
    assert [record["url"] for record in found["records"]] == [None, "https://a.example/2"]
    assert any(reason.startswith("Line 3 has 5 cells under 3 headings") for reason in reasons(found))


def test_it_passes_over_rows_without_anything(site: Site) -> None:
    found = tried(site, "id,title\n1,One\n,\n\n , \n2,Two\n", "table")
    assert counts(found) == {"listed": 2, "added": 2}


def test_it_rejects_rows_without_a_title_or_an_identifier(site: Site) -> None:
    found = tried(site, "url,title\nhttps://a.example/1,\n,\n,n/a\nhttps://a.example/2,Two\n", "table")
    assert counts(found) == {"listed": 3, "added": 1, "rejected": 2}
    assert {(error["field"], error["stage"]) for error in found["errors"]} == {
        ("title", "describe"),
        ("identifier", "read"),
    }


def test_it_counts_a_repeated_identifier_as_skipped(site: Site) -> None:
    found = tried(site, "id,title\n1,One\n1,Again\n", "table")
    assert counts(found) == {"listed": 2, "added": 1, "skipped": 1}
    assert [record["title"] for record in found["records"]] == ["One"]


def test_it_prefers_an_identifier_to_an_address_and_an_address_to_a_hash(site: Site) -> None:
    found = tried(site, "title,url,ID\nA,https://a.example/1,7\nB,https://a.example/2,\nC,,\n", "table")
    first, second, third = (record["identifier"] for record in found["records"])
    assert (first, second) == ("7", "https://a.example/2")
    assert third.startswith("hash:")
    assert any("hash of the title" in reason for reason in reasons(found))


def test_it_makes_the_same_hash_of_the_same_columns(site: Site) -> None:
    settings = {"identifier": ["title", "town"], "fields": {"title": "title"}}
    found = tried(site, "title,town,price\nA,Hanoi,1\nA,Lima,1\n", "table", settings)
    again = tried(site, "town,price,title\nLima,2,A\nHanoi,2,A\n", "table", settings)
    before, after = ([record["identifier"] for record in one["records"]] for one in (found, again))
    assert before == after[::-1]
    assert len(set(before)) == 2


@pytest.mark.parametrize(
    "header", ["título;enlace;fecha de inicio", "标题;链接;开始日期", "Tên khóa học;Liên kết;Ngày bắt đầu"]
)
def test_it_knows_columns_by_their_names_in_other_languages(site: Site, header: str) -> None:
    found = tried(site, f"{header}\nExporting;https://a.example/1;2026-12-02\n", "table")
    record = found["records"][0]
    assert (record["title"], record["url"]) == ("Exporting", "https://a.example/1")
    assert [one["start"] for one in record["occurrences"]] == ["2026-12-02"]


def test_it_never_reads_contact_persons_by_name(site: Site) -> None:
    body = "title,contact,email,phone\nExporting,Jo Doe,jo@a.example,+1 555 0100\n"
    found = described(site, body, "table")
    assert [one.as_json() for one in found] == [{"title": "Exporting"}]


def test_it_finds_the_header_under_the_title_of_the_table(site: Site) -> None:
    above = "Training catalogue 2026,,\nof the ministry,,\n\n"
    found = tried(site, f"{above}id,title,url\n1,A,https://a.example/1\n2,title,\n", "table")
    assert [record["title"] for record in found["records"]] == ["A", "title"]
    assert "before line 4" in reasons(found)[0]
    stated = {"identifier": "no", "fields": {"title": "was"}}
    found = tried(site, f"{above}no,was,\n1,A,\n", "table", stated)
    assert [(record["identifier"], record["title"]) for record in found["records"]] == [("1", "A")]


def test_it_takes_a_header_without_rows_as_an_empty_list(site: Site) -> None:
    found = tried(site, "id,title\n", "table")
    assert (found["outcome"], counts(found)) == ("succeeded", {})
    assert found["errors"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "page"),
        (b'[{"title": "x"}]', "JSON"),
        (b"PK\x03\x04 a spreadsheet", "workbook is damaged"),
        (b"\xd0\xcf\x11\xe0 an old one", "XLS"),
        (b"a,b\n1,2\n", "No column is recognised as the title. The columns are: a, b."),
        (b",,\n,,\n", "No column"),
    ],
)
def test_it_refuses_what_is_no_table(site: Site, body: bytes, words: str) -> None:
    found = tried(site, body, "table")
    assert found["outcome"] == "failed"
    assert [error["stage"] for error in found["errors"]] == ["read"]
    assert words in found["errors"][0]["reason"]
    assert found["errors"][0]["advice"]


def test_it_names_stated_columns_that_the_table_does_not_have(site: Site) -> None:
    settings = {"identifier": ["Address"], "fields": {"title": "Course name (EN)", "url": "Adress"}}
    found = tried(site, "Course name (EN),Address\nExporting,https://a.example/1\n", "table", settings)
    assert counts(found) == {"listed": 1, "added": 1}
    assert reasons(found) == [
        "The table has no column “Adress” (fields.url). The columns are: Course name (EN), Address."
    ]


def test_its_listing_is_complete_unless_the_settings_say_otherwise(site: Site) -> None:
    assert outcome(site, "id,title\n1,One\n", "table", {}).completeness is Completeness.COMPLETE
    settings = {"incremental": True}
    assert outcome(site, "id,title\n1,One\n", "table", settings).completeness is Completeness.INCREMENTAL


def test_it_reads_numbers_grouped_by_commas_as_one_price(site: Site) -> None:
    body = 'title,price,currency\nA,"124,980",KRW\nB,Free,KRW\nC,on request,KRW\n'
    first, second, third = described(site, body, "table")
    assert (first.price, first.currency, first.free) == ("124980", "KRW", False)
    assert second.free is True
    assert (third.price, third.currency, third.free) == (None, None, None)
