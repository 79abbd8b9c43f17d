"""Whose card a vCard is (RFC 6350), as metadata carry it: often indented, without line breaks, or no card at all."""

from __future__ import annotations

import re
from typing import NamedTuple

from harvesters.values.identifiers import web_address

_PROPERTIES = (
    "ADR|BDAY|CATEGORIES|CLASS|EMAIL|FN|GENDER|GEO|IMPP|KIND|LABEL|LANG|LOGO|MAILER|N|NICKNAME|NOTE|ORG|PHOTO"
)
_PROPERTIES += "|PRODID|REV|ROLE|SORT-STRING|SOUND|SOURCE|TEL|TITLE|TZ|UID|URL|VERSION|BEGIN|END|X-[A-Z0-9-]+"
# A property begins a line, or follows a space where the line breaks were lost.
_PARAMETERS = r"(?:;[^:\r\n;]{0,60}){0,8}"
_PROPERTY = re.compile(
    rf"(?:^|\s)(?:item\d+\.)?(?P<name>{_PROPERTIES}){_PARAMETERS}:"
    rf"(?P<value>.*?)(?=\s(?:item\d+\.)?(?:{_PROPERTIES}){_PARAMETERS}:|$)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 20_000  # characters
_ESCAPED = re.compile(r"\\([,;:\\])")
_PART = re.compile(r"(?<!\\);")


class Card(NamedTuple):
    """Nothing but the name is kept: the rest of a card is how to reach somebody (rule 16)."""

    name: str
    is_organisation: bool


def card(text: str) -> Card | None:
    """The name on a card; a text that is no card is the name itself. None where there is none."""
    text = text.strip()
    if "VCARD" not in text.upper():
        name = " ".join(text.split())
        return Card(name, False) if name and web_address(name) is None and "@" not in name else None
    found = _properties(text)
    organisation = _plain(" ".join(_PART.split(found.get("ORG", ""))[:1]))
    name = _plain(found.get("FN", "")) or _of_parts(found.get("N", "")) or organisation
    kind = found.get("KIND", "").lower()
    is_organisation = kind in ("org", "group") or (not kind and bool(organisation) and name == organisation)
    return Card(name, is_organisation) if name else None


def _properties(text: str) -> dict[str, str]:
    """The first value of each property; "\\n" stands for a line break where there is no real one."""
    if "\n" not in text:
        text = text.replace("\\n", "\n")
    found: dict[str, str] = {}
    for one in _PROPERTY.finditer(text[:_LONGEST]):
        found.setdefault(one["name"].upper(), one["value"].strip())
    return found


def _of_parts(value: str) -> str:
    """Family name; given name; further names: as one would say them."""
    family, given, further = [_plain(part) for part in (*_PART.split(value), "", "", "")][:3]
    return " ".join(part for part in (given, further, family) if part)


def _plain(value: str) -> str:
    return " ".join(_ESCAPED.sub(r"\1", value.replace("\\n", " ")).split())
