"""Text comes out of markup as a reader would see it."""

from __future__ import annotations

import pytest

from harvesters.values.markup import line, plain


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Export documents", "Export documents"),
        ("  two   spaces\t and a tab ", "two spaces and a tab"),
        ("<b>Bold</b> and <i class='x'>italic</i>", "Bold and italic"),
        ("Caf&eacute; &amp; bar &#20013;&#x6587;", "Café & bar 中文"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<ul><li>first</li><li>second</li></ul>", "first\nsecond"),
        ("<td>a</td><td>b</td>", "a b"),
        ("<p>broken\nby the source</p>", "broken by the source"),
        ("a plain\nline break", "a plain\nline break"),
        ("a\r\n\r\n\r\n\r\nb", "a\n\nb"),
        ("before<script>alert('<p>')</script>after", "beforeafter"),
        ("<STYLE type='x'>p {}</STYLE >text", "text"),
        ("never closed <script>alert(1)", "never closed"),
        ("a<!-- hidden <b> -->b", "ab"),
        ("<![CDATA[wrapped <b>twice</b>]]>", "wrapped twice"),
        ('<img alt="a > b" src="x">seen', "seen"),
        ("3 < 5 and 7 > 2", "3 < 5 and 7 > 2"),
        ("prices <50 USD", "prices <50 USD"),
        ('shortened <a href="https://example.or', "shortened"),
        ("https://example.org/?a=1&copy=2", "https://example.org/?a=1&copy=2"),
        ("R&D, Q&A; done", "R&D, Q&A; done"),
        ("nul\x00 bell\x07 bom\ufeff gone", "nul bell bom gone"),
        ("lone \ud800surrogate", "lone surrogate"),
        ("\u202eevil\u202c", "evil"),
        ("全角\u3000空白", "全角 空白"),
        ("क्‍ष", "क्‍ष"),
        ("", ""),
    ],
)
def test_it_shows_what_a_reader_sees(text: str, seen: str) -> None:
    assert plain(text) == seen


def test_it_puts_a_title_on_one_line() -> None:
    assert line("<h1>Customs\nclearance</h1><br> step by step") == "Customs clearance step by step"


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<div ",
        "<!--",
        "<script>",
        '<a b="',
        "<a b='",
        "</",
        "&",
        "&#",
        "<![CDATA[",
        "<",
        "<a",
        " \n",
    ],
)
def test_it_reads_hostile_text_in_linear_time(piece: str) -> None:
    # A quadratic reader needs hours for this; there is nothing to measure, the test has to end.
    assert len(plain(piece * 300_000)) <= len(piece) * 300_000


@pytest.mark.parametrize("text", ["<p>One</p>\n\n<p>Two &lt; three</p>", "a < b", "x &amp; y", "<td>a</td>"])
def test_it_changes_nothing_the_second_time(text: str) -> None:
    assert plain(plain(text)) == plain(text)
