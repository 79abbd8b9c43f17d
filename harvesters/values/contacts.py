"""Personal contacts taken out of running text (rule 16): e-mail, telephone numbers, contact persons."""

from __future__ import annotations

import re

from harvesters.values.markup import line

# What must be there for a longer search to make sense; most texts have none of it. Looking for a word as it is
# takes a fraction of what an expression takes.
_AT = ("@", "(at", "[at")
_DIGITS = re.compile(r"\d[\d ().\-–/]{4,}\d")
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_PERSON_LABELS = (
    "contact", "in charge", "narahubung", "kontak", "liên hệ", "联系人", "聯絡人", "联络人", "連絡人",
)  # fmt: skip

_MAIL_LABEL = (
    r"(?:(?:e-?mail|correo(?: electrónico)?|mail|mailto|thư điện tử|surel"
    r"|邮箱|電郵|电邮|電子郵件)\s*[:：]\s*)?"
)
_ADDRESS = r"\b[\w.+'-]{1,64}\s?(?:@|\[at\]|\(at\))\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_EMAIL = re.compile(rf"{_MAIL_LABEL}(?:<{_ADDRESS}>|\({_ADDRESS}\)|{_ADDRESS})", re.IGNORECASE)

_PHONE_LABEL = (
    r"(?:tel(?:ephone|éfono|efon|epon|p)?|phone|mobile|cell|fax|hotline|whats ?app|celular|móvil"
    r"|电话|電話|手机|手機|传真|傳真|热线|熱線|điện thoại|đt|telp|hp)"
)
_LABELLED = re.compile(
    rf"(?<!\w){_PHONE_LABEL}\.?(?: ?(?:no|number|n[ºo°])\.?)?\s*[:：]?\s*"
    r"\(?\+?\d[\d ().\-–/]{4,18}\d(?!\w)",
    re.IGNORECASE,
)
# Numbers that are telephone numbers by their form alone. Not preceded by what makes them part of a code, an
# address, a DOI or an ISBN; nothing shorter is taken, so that dates, prices and HS codes stay.
_NUMBER = re.compile(
    r"""(?<![\w./:=#-])(?:
          \+[1-9]\d{0,2}(?:[ .\-–]?\(?\d{1,4}\)?){2,5}(?!\w)      # +852 2345 6789
        | \(0?\d{2,4}\)\s?\d{3,4}[ .\-–]\d{3,4}                   # (021) 555-0123
        | \d{3}[.\-–]\d{3}[.\-–]\d{4}                             # 212-555-0123
        | 0\d{1,3}[ \-–]\d{3,4}[ \-–]\d{3,4}                      # 020 7946 0958
        | 0\d{2,3}[\-–]\d{7,8}                                    # 0769-22223333
        | 1[3-9]\d{9}                                             # 13812345678
        | [48]00[ \-–]\d{3,4}[ \-–]\d{3,4}                        # 400-820-8820
    )(?![\w-]|[.,/]\d)""",
    re.VERBOSE,
)
_LEAST_DIGITS = 9  # of an international number: "+10 000" in running text is an amount

_PERSON = re.compile(
    r"(?:contact(?: person)?s?|persona de contacto|contacto|person in charge|narahubung|kontak|người liên hệ"
    r"|联系人|聯絡人|联络人|連絡人)\s*[:：]\s*"
    r"(?!https?:)(?:(?:mr|ms|mrs|dr|prof|sr|sra)\.?\s+)?"
    r"(?:[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])|[^\W\d_][\w'’.-]*(?:[ ][^\W\d_][\w'’-]*){0,3})"
    r"(?=\s*(?:[,;，；。.(<\n]|$))",
    re.IGNORECASE,
)
_NAME_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_LEFT_OVER = re.compile(r"[(\[（]\s*[,;/]?\s*[)\]）]")


def without_contacts(text: str) -> str:
    """The text without e-mail addresses, telephone numbers and labelled contact persons; else as it was."""
    cleared, lowered = text, text.lower()
    if _has_any(_PERSON_LABELS, lowered):
        cleared = _PERSON.sub("", cleared)
    if _has_any(_AT, lowered):
        cleared = _EMAIL.sub("", cleared)
    if any(not _DATE.fullmatch(found[0]) for found in _DIGITS.finditer(text)):
        cleared = _NUMBER.sub(_if_telephone, _LABELLED.sub(_if_telephone, cleared))
    return text if cleared == text else _tidied(cleared)


def _has_any(parts: tuple[str, ...], text: str) -> bool:
    for part in parts:  # noqa: SIM110 - any() with a generator takes three times as long, on every text there is
        if part in text:
            return True
    return False


def name_of_author(text: str) -> str | None:
    """The name in RSS's "address (name)", or the text itself; None for an address alone, which is a contact."""
    text = line(text)
    if "@" in text:
        bracketed = _NAME_IN_BRACKETS.search(text)
        text = bracketed[1].strip() if bracketed else ""
    return text if text and "@" not in text else None


def _if_telephone(match: re.Match[str]) -> str:
    digits = sum(c.isdigit() for c in match[0])
    if match[0].startswith("+"):
        return "" if _LEAST_DIGITS <= digits <= 15 else match[0]
    return "" if 6 <= digits <= 15 else match[0]


def _tidied(text: str) -> str:
    text = _LEFT_OVER.sub("", text)
    lines = (re.sub(r"[ \t]{2,}", " ", line) for line in text.split("\n"))
    lines = (re.sub(r" +([,.;:])", r"\1", line) for line in lines)
    return "\n".join(line.strip() for line in lines).strip()
