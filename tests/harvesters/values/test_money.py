"""Prices are read in the forms providers use, and nothing is guessed."""

import pytest

from harvesters.values.money import currency_code, price


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("USD 1,250.50", "1250.50", "USD"),
        ("1250.50 usd", "1250.50", "USD"),
        ("US$25", "25", "USD"),
        ("€ 1.250,50", "1250.50", "EUR"),
        ("99,90 €", "99.90", "EUR"),
        ("Rp 150.000", "150000", "IDR"),
        ("1.500.000 ₫", "1500000", "VND"),
        ("NT$3,000", "3000", "TWD"),
        ("人民币300元", "300", "CNY"),
        ("5000円", "5000", "JPY"),
        ("RM50", "50", "MYR"),
        ("S/ 120.00", "120.00", "PEN"),
        ("1 250,50 EUR", "1250.50", "EUR"),
        ("1'250.00 CHF", "1250.00", "CHF"),
        ("KWD 12.500", "12.500", "KWD"),
        ("INR 1,25,000", "125000", "INR"),
        ("HK$1,200.00", "1200.00", "HKD"),
        ("1.200,50 €", "1200.50", "EUR"),
        ("Rp 1.500.000", "1500000", "IDR"),
        ("S$50", "50", "SGD"),
        ("CLP$ 15.000", "15000", "CLP"),
        ("US $25", "25", "USD"),
        ("1,500 บาท", "1500", "THB"),
        ("5만원", "50000", "KRW"),
        ("1 500 рублей", "1500", "RUB"),
        ("RM 250.00 per person", "250.00", "MYR"),
        ("NT$3,000/人", "3000", "TWD"),
        ("٣٠٠ ر.س", "300", "SAR"),
    ],
)
def test_it_reads_an_amount_with_its_currency(text: str, amount: str, currency: str) -> None:
    assert price(text) == (amount, currency, False)


@pytest.mark.parametrize("text", ["$49", "¥300", "300元", "49 dollars", "B$49", "P300", "49 dólares"])
def test_it_leaves_a_currency_unknown_that_the_sign_does_not_tell(text: str) -> None:
    amount, currency, free = price(text)
    assert amount in ("49", "300")
    assert currency is None
    assert free is False


def test_it_takes_the_declared_currency_where_the_text_does_not_tell() -> None:
    assert price("$49", "AUD") == ("49", "AUD", False)
    assert price("124,980", "KRW") == ("124980", "KRW", False)


def test_it_prefers_the_currency_in_the_text_to_the_declared_one() -> None:
    assert price("EUR 20", "USD") == ("20", "EUR", False)


@pytest.mark.parametrize(
    "text",
    [
        "Free",
        "免费",
        "免費",
        "Gratis",
        "miễn phí",
        "무료",
        "無料",
        "free of charge.",
        "gratuit",
        "бесплатно",
        "ฟรี",
        "مجانا",
        "percuma",
        "libre",
    ],
)
def test_it_knows_words_for_free(text: str) -> None:
    assert price(text) == ("0", None, True)


def test_it_takes_an_amount_of_nothing_as_free() -> None:
    assert price("0.00") == ("0.00", None, True)
    assert price("USD 0") == ("0", "USD", True)


def test_it_reads_numbers_grouped_by_commas() -> None:
    assert price("124,980") == ("124980", None, False)


def test_it_reads_ten_thousands() -> None:
    assert price("1.2万元", "CNY") == ("12000.0", "CNY", False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "on request",
        "$50-$100",
        "50 to 100 USD",
        "USD 80 (members 50)",
        "-5",
        "1.250",
        "free trial, then $9",
        "S$50 - S$80",
        "USD 100-200",
        "from $50",
        "二百元",
        "1,2,3",
    ],
)
def test_it_leaves_what_is_no_single_price_unknown(text: str) -> None:
    assert price(text) == (None, None, None)


def test_it_names_currencies_by_code_or_sign() -> None:
    assert currency_code("cny") == "CNY"
    assert currency_code("RMB") == "CNY"
    assert currency_code("$") is None
    assert currency_code("XQQ") is None
