"""Prices as providers write them: the amount, its ISO 4217 currency, and whether there is nothing to pay."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import pycountry

Price = tuple[str | None, str | None, bool | None]

UNKNOWN: Price = (None, None, None)

FREE = frozenset(
    {
        *(
            "free",
            "free of charge",
            "for free",
            "no charge",
            "no cost",
            "at no cost",
            "no fee",
            "complimentary",
        ),
        *(
            "gratis",
            "gratuito",
            "gratuita",
            "sin costo",
            "sin coste",
            "de graça",
            "grátis",
            "gratuit",
            "gratuite",
        ),
        *("kostenlos", "kostenfrei", "бесплатно", "безкоштовно", "免费", "免費", "無料", "무료", "miễn phí"),
        *(
            "percuma",
            "tanpa biaya",
            "ฟรี",
            "ไม่มีค่าใช้จ่าย",
            "ücretsiz",
            "مجاني",
            "مجانا",
            "مجانًا",
            "مجاناً",
            "חינם",
        ),
        *(
            "libre",
            "walang bayad",
            "sin cargo",
            "gratuitement",
            "entrada libre",
            "không mất phí",
            "不收费",
            "不收費",
        ),
    }
)

# What is written for one currency only. "$", "¥", "元", "kr" and the like stand for several and are left out.
SIGNS = {
    "a$": "AUD", "au$": "AUD", "aud$": "AUD",
    "b/.": "PAB", "bs.": "BOB",
    "c$": "CAD", "ca$": "CAD", "can$": "CAD", "cad$": "CAD",
    "cn¥": "CNY", "rmb": "CNY", "rmb¥": "CNY", "人民币": "CNY", "人民幣": "CNY",
    "hk$": "HKD", "hkd$": "HKD", "港币": "HKD", "港幣": "HKD", "港元": "HKD",
    "jp¥": "JPY", "円": "JPY", "日元": "JPY", "日圓": "JPY",
    "k": "PGK", "kr.": "DKK",
    "mx$": "MXN", "nt$": "TWD", "ntd": "TWD", "nt": "TWD",
    "新台币": "TWD", "新臺幣": "TWD", "新台幣": "TWD", "台币": "TWD", "臺幣": "TWD", "台幣": "TWD",
    "nz$": "NZD", "r$": "BRL", "rm": "MYR", "rp": "IDR", "rp.": "IDR", "rupiah": "IDR",
    "s$": "SGD", "sg$": "SGD", "新币": "SGD", "s/": "PEN", "s/.": "PEN",
    "us$": "USD", "usd$": "USD", "u$s": "USD", "美元": "USD", "美金": "USD",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "歐元": "EUR",
    "£": "GBP", "英镑": "GBP", "英鎊": "GBP",
    "₩": "KRW", "원": "KRW", "韩元": "KRW", "韓元": "KRW",
    "₫": "VND", "đ": "VND", "vnđ": "VND", "đồng": "VND",
    "฿": "THB", "บาท": "THB", "baht": "THB", "₱": "PHP", "₽": "RUB", "руб": "RUB", "руб.": "RUB",
    "yuan": "CNY", "renminbi": "CNY", "yen": "JPY", "엔": "JPY", "won": "KRW", "ウォン": "KRW", "韩币": "KRW",
    "dong": "VND", "越南盾": "VND", "ringgit": "MYR", "令吉": "MYR", "马币": "MYR", "泰铢": "THB", "泰銖": "THB",
    "印尼盾": "IDR", "卢布": "RUB", "рублей": "RUB", "рубля": "RUB", "рубль": "RUB", "sol": "PEN", "soles": "PEN",
    "kina": "PGK", "日圆": "JPY", "澳元": "AUD", "澳币": "AUD", "加元": "CAD", "新元": "SGD", "坡币": "SGD",
    "纽元": "NZD", "米ドル": "USD", "미국 달러": "USD", "ユーロ": "EUR", "유로": "EUR", "ر.س": "SAR", "د.إ": "AED",
    "₹": "INR", "₺": "TRY", "₴": "UAH",
}  # fmt: skip

AMBIGUOUS_SIGNS = frozenset(
    {
        *("$", "¥", "￥", "元", "圓", "块", "塊", "kr", "p", "b$", "dollar", "dollars", "peso", "pesos"),
        *("dólar", "dólares", "ドル", "달러", "доллар", "долларов", "ดอลลาร์"),
    }
)

# Written with a point between thousands, so that "150.000" is a hundred and fifty thousand.
POINT_GROUPS = frozenset({"ARS", "BRL", "CLP", "COP", "DKK", "EUR", "IDR", "PYG", "TRY", "UYU", "VND"})
# Three digits after the decimal point are usual in these (ISO 4217, minor unit 3).
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

_LONGEST = 60  # characters; a longer text is a sentence
_PRICE = re.compile(
    r"""(?P<before>[^\d\s.,-][^\d-]{0,12}?)? \s*
        (?P<amount>\d[\d.,'’\s]*) (?P<unit>[万萬만])? \s*
        (?P<after>[^\d-]{1,12})?""",
    re.VERBOSE,
)
# A price for one person is the price.
_EACH = re.compile(
    r"\s*(?:(?:/|per|a|por|par|pro)\s*(?:person|pax|participant|learner|head|persona|pessoa|personne|orang)"
    r"|/\s?(?:人|位|người|คน|인|чел\.?)|每人)\Z",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[,' ’]\d{2,3})*[,' ’]\d{3}(?:\.\d+)?")
_POINT_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_DECIMAL_COMMA = re.compile(r"\d{1,3}(?:[ '’]?\d{3})*,\d{1,2}")


def price(text: str, currency: str | None = None) -> Price:
    """Amount (a decimal number as text), currency and whether it is free; what is not stated is None.

    `currency` is what the source declares; it holds where the text names none, or one by a sign that several
    currencies share. A range, several prices or a sentence is no price: all three are None.
    """
    said = _EACH.sub("", re.sub(r"\s+", " ", text).strip())
    if said.casefold().rstrip(".!") in FREE:
        return "0", None, True
    found = _PRICE.fullmatch(said) if len(said) <= _LONGEST else None
    if not found:
        return UNKNOWN
    signs = [sign for part in ("before", "after") if (sign := (found[part] or "").strip(" :"))]
    if not all(_is_sign(sign) for sign in signs):
        return UNKNOWN
    unit = next(filter(None, map(currency_code, signs)), None) or currency
    amount = _amount(found["amount"].strip(), unit)
    if amount is None:
        return UNKNOWN
    if found["unit"]:
        amount *= 10_000
    return f"{amount:f}", unit, amount == 0


@lru_cache(maxsize=256)
def currency_code(text: str) -> str | None:
    """The ISO 4217 code of a code or sign; None for a sign that several currencies share."""
    said = text.strip()
    if marked := re.fullmatch(r"([A-Za-z]{2,3}) ?[$¥£€]", said):  # CLP$, US $
        return currency_code(marked[1]) or SIGNS.get(said.replace(" ", "").casefold())
    if said.casefold() in SIGNS:
        return SIGNS[said.casefold()]
    known = pycountry.currencies.get(alpha_3=said.upper()) if re.fullmatch("[A-Za-z]{3}", said) else None
    return said.upper() if known else None


def _is_sign(text: str) -> bool:
    return text.casefold() in AMBIGUOUS_SIGNS or currency_code(text) is not None


def _amount(digits: str, currency: str | None) -> Decimal | None:
    """A number with separators of thousands or decimals, or None where it could be read in two ways."""
    if re.fullmatch(r"\d+", digits) or _is_plain_decimal(digits, currency):
        return Decimal(digits)
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub("[,' ’]", "", digits))
    if _POINT_GROUPED.fullmatch(digits) and _groups_by_points(digits, currency):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if _DECIMAL_COMMA.fullmatch(digits):
        return Decimal(re.sub("[ '’]", "", digits).replace(",", "."))
    return None


def _is_plain_decimal(digits: str, currency: str | None) -> bool:
    """Whether the one point is a decimal point; before three digits it could as well part thousands."""
    whole, point, decimals = digits.partition(".")
    if not (point and whole.isdecimal() and decimals.isdecimal()):
        return False
    return len(decimals) != 3 or not whole.strip("0") or currency in THREE_DECIMALS


def _groups_by_points(digits: str, currency: str | None) -> bool:
    return digits.count(".") > 1 or "," in digits or currency in POINT_GROUPS
