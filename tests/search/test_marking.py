"""A query's words are marked where a text has them, in whatever spelling."""

from __future__ import annotations

import pytest

from search.marking import Piece, Wanted, marked, snippet
from search.query import from_params


def wanted(q: str) -> Wanted:
    return Wanted(from_params({"q": [q]}).terms)


def shown(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("q", "text", "expected"),
    [
        ("logistica", "La logística, paso a paso", "La [logística], paso a paso"),
        ("logística", "LOGISTICA y más", "[LOGISTICA] y más"),
        ("logistica", "logi\u0301stica decomposed", "[logi\u0301stica] decomposed"),
        ("電商", "跨境电商培训与电商法", "跨境[电商]培训与[电商]法"),
        ("跨境电商", "跨境電商培訓", "[跨境電商]培訓"),
        ("税", "消费税", "消费[税]"),
        ("ecommerce", "E-commerce, e‑commerce", "[E-commerce], [e‑commerce]"),
        ("border", "cross-border trade", "[cross-border] trade"),
        ("exports", "An export of exports", "An [export] of [exports]"),
        ("dien tu", "thương mại điện tử", "thương mại [điện] [tử]"),
        ('"free trade"', "free trade", "[free] [trade]"),
        ("-customs", "customs", "customs"),
        ("ＶＡＴ", "The VAT", "The [VAT]"),
        ("vat", "ﬁnal ＶＡＴ", "ﬁnal [ＶＡＴ]"),
        ("", "nothing asked", "nothing asked"),
        ("b", "<b>b</b>", "<[b]>[b]</[b]>"),
    ],
)
def test_it_marks_a_word_however_it_is_written(q: str, text: str, expected: str) -> None:
    pieces = marked(text, wanted(q))
    assert shown(pieces) == expected
    assert "".join(piece.text for piece in pieces) == text


def test_a_snippet_is_the_stretch_with_most_words() -> None:
    text = (
        "customs once. " + "filler words here " * 40 + "customs clearance of parcels. " + "more filler " * 40
    )
    pieces = snippet(text, wanted("customs clearance parcels"))
    assert "[customs] [clearance] of [parcels]" in shown(pieces)
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)
    assert len(shown(pieces)) < 260


def test_a_snippet_of_a_text_without_the_words_is_its_beginning() -> None:
    text = "The beginning of it. " * 30
    assert shown(snippet(text, wanted("customs"))).startswith("The beginning of it.")
    assert shown(snippet("Short.", wanted("customs"))) == "Short."
    assert snippet("", wanted("customs")) == []


def test_a_snippet_of_a_text_without_spaces_is_cut_between_characters() -> None:
    pieces = snippet("报关实务" * 200 + "电商" + "报关实务" * 200, wanted("电商"))
    assert "[电商]" in shown(pieces)
    assert len(shown(pieces)) < 260
