"""Persistent identifiers and web addresses, each in the one form in which it can be compared."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

_DOI = re.compile(
    r"(?:doi:\s*|info:doi/|urn:doi:|(?:https?://)?(?:dx\.|www\.)?doi\.org/)?(10\.\d{4,9}(?:\.\d+)*/\S+)",
    re.IGNORECASE,
)
_WITHOUT_SCHEME = re.compile(r"www\.[\w-]+\.[\w.-]+(?:[/?#:]|$)", re.IGNORECASE)  # as people write addresses
_ISBN_LABEL = re.compile(r"(?:urn:)?isbn(?:-1[03])?[:\s]*", re.IGNORECASE)
_ADDRESS = re.compile(
    r"""https?://
        (?:[^\s/?#@<>"{}|\\^`]*@)?
        (?:\[[0-9a-f:.]+\] | [^\s/?#@:\[\]<>"{}|\\^`]+) (?::\d*)?
        (?:[/?#][^\s<>"{}|\\^`]*)?""",
    re.IGNORECASE | re.VERBOSE,
)


def doi(text: str) -> str | None:
    """`doi:10.1016/j.cels.2018.05.012`, lower case, from any usual way of writing a DOI; else None."""
    if "10" not in text and "%" not in text:
        return None  # as most addresses are
    text = text.strip()
    found = _DOI.fullmatch(unquote(text) if "doi.org/" in text.lower() else text)
    return "doi:" + found[1].rstrip(".,;").lower() if found else None


def isbn(text: str) -> str | None:
    """`isbn:9783161484100` from an ISBN whose check digit is right; without a label only as ISBN-13."""
    if "://" in text:
        return None  # as most identifiers are
    labelled = _ISBN_LABEL.match(text.strip())
    digits = re.sub(r"[\s-]", "", text.strip()[labelled.end() if labelled else 0 :]).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        return f"isbn:{digits}" if _check_digit_13(digits[:12]) == digits[12] else None
    if labelled and re.fullmatch(r"\d{9}[\dX]", digits) and _is_isbn_10(digits):
        body = "978" + digits[:9]
        return f"isbn:{body}{_check_digit_13(body)}"
    return None


def identifier(text: str) -> str | None:
    """A DOI or ISBN in its one form, any other identifier as stated; None for an empty text."""
    return doi(text) or isbn(text) or text.strip() or None


def web_address(text: str, base: str = "") -> str | None:
    """An absolute http(s) address, resolved against `base`; None for anything else."""
    text = text.strip()
    if _ADDRESS.fullmatch(text):
        return text
    if not text or (any(c.isspace() for c in text) and "://" not in text):
        return None
    if _WITHOUT_SCHEME.match(text):
        text = f"http://{text}"  # which sites that have moved to https lead on
    try:
        joined = urljoin(base, "".join(text.splitlines()).replace(" ", "%20"))
    except ValueError:  # such as an IPv6 address without its closing bracket
        return None
    return joined if _ADDRESS.fullmatch(joined) else None


def page_address(stated: str, own: str) -> str:
    """A page's address as its rel=canonical states it, unless that is another site's or a mere site's root: a slip."""
    try:
        parts, here = urlsplit(web_address(stated, own) or ""), urlsplit(own)
    except ValueError:  # such as an IPv6 address that is none
        return own
    if parts.hostname != here.hostname or (parts.path in ("", "/") and here.path not in ("", "/")):
        return own
    return parts.geturl()


def _check_digit_13(body: str) -> str:
    return str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10)


def _is_isbn_10(digits: str) -> bool:
    values = [10 if d == "X" else int(d) for d in digits]
    return sum(value * (10 - i) for i, value in enumerate(values)) % 11 == 0
