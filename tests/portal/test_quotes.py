"""Evidence quoted within what stands around it."""

from __future__ import annotations

from registry.framework.profile import Evidence
from registry.portal.quotes import quotes

TEXT = (
    "Firms that have finished one of our customs courses can book twenty minutes with an officer while they are "
    "trading. Bring the invoice, the product sheet and the question. A held parcel counts too."
)


def found(words: str, text: str = TEXT, field: str = "description") -> Evidence:
    start = text.index(words)
    return Evidence(field, start, start + len(words), words)


def told(*evidence: Evidence, **known: object) -> list[str]:
    """The quotations, with the marked words in brackets."""
    return [
        "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in quote)
        for quote in quotes(evidence, {"description": TEXT, **known})
    ]


def test_it_shows_what_stands_around_the_words() -> None:
    [quote] = told(found("invoice"))
    assert "Bring the [invoice], the product sheet" in quote
    assert quote[0] == quote[-1] == "…"
    assert len(quote) < 120


def test_it_cuts_between_words() -> None:
    [quote] = told(found("invoice"))
    first, *_between, last = quote.strip("…").split()
    assert {first, last} <= set(TEXT.split())


def test_it_shows_a_short_text_whole() -> None:
    assert told(found("customs", "Ask a customs officer", "title"), title="Ask a customs officer") == [
        "Ask a [customs] officer"
    ]


def test_neighbours_are_in_one_quotation_in_their_order() -> None:
    [quote] = told(found("parcel"), found("invoice"))
    assert quote.index("[invoice]") < quote.index("[parcel]")


def test_distant_words_have_quotations_of_their_own() -> None:
    assert len(told(found("customs"), found("parcel"))) == 2


def test_a_term_of_a_list_is_quoted_by_its_position() -> None:
    assert told(Evidence("subjects/1", 0, 8, "HS codes"), subjects=["customs", "HS codes"]) == ["[HS codes]"]


def test_words_that_the_text_no_longer_has_are_quoted_alone() -> None:
    assert told(Evidence("description", 5, 12, "payment")) == ["[payment]"]
    assert told(Evidence("subjects/7", 0, 8, "HS codes"), subjects=["customs"]) == ["[HS codes]"]


def test_a_fact_is_not_quoted_as_if_it_were_text() -> None:
    assert told(Evidence("free", 0, 4, "True"), free=True) == []


def test_text_without_spaces_is_cut_where_it_may_be() -> None:
    text = "跨境电商" * 30 + "报关" + "国际物流" * 30
    [quote] = told(found("报关", text), description=text)
    assert "[报关]" in quote
    assert quote[0] == quote[-1] == "…"
    assert len(quote) < 120
