"""The JSON-LD of a page, block by block, so that a broken block costs itself only."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

from harvesters.web_page import WebPage
from harvesters.words import said_by, words

_JSON_LD = re.compile(r"\s*application/ld\+json\s*(?:;.*)?", re.IGNORECASE | re.DOTALL)
_STRING = r'"(?:\\.|[^"\\])*+"'
# What people leave around and inside JSON that a strict parser refuses; strings are matched to be left alone.
# All lengths are bounded, so that no text takes longer than its length.
_WRAPPING = re.compile(
    r"\A(?:<!--(?:[^{\[]{0,5000}?-->)?|(?://)?\s{0,99}<!\[CDATA\[)|(?:-->|(?://)?\s{0,99}\]\]>)\Z", re.DOTALL
)
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.{{0,5000}}?\*/|<!--.{{0,5000}}?-->", re.DOTALL)
_LAST_COMMA = re.compile(rf"({_STRING})|,(?=\s{{0,99}}[}}\]])", re.DOTALL)


@dataclass(slots=True)
class Blocks:
    """What the blocks of a page hold. `broken`: what is wrong with those that cannot be read."""

    documents: list[Any] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def blocks(page: WebPage) -> Blocks:
    """Reads every <script type="application/ld+json"> of an HTML page."""
    data = Blocks()
    for script in page.root.iter("script"):
        if not _JSON_LD.fullmatch(script.get("type") or ""):
            continue
        try:
            data.documents.append(tolerant_json("".join(map(str, script.itertext()))))
        except ValueError as error:
            data.broken.append(said_by(error))
    return data


def tolerant_json(text: str) -> Any:
    """JSON, perhaps with control characters, comments, a comma too many, or escaped as HTML; ValueError else."""
    try:
        return _loads(text)
    except ValueError as error:
        first = error
    for repaired in (_repaired(text), _repaired(html.unescape(text))):
        try:
            return _loads(repaired)
        except ValueError:
            continue
    raise first


def _loads(text: str) -> Any:
    try:
        return json.loads(text, strict=False, parse_constant=lambda _: None)
    except RecursionError:
        raise ValueError(words("The JSON is nested too deeply.")) from None


def _repaired(text: str) -> str:
    text = _WRAPPING.sub("", _WRAPPING.sub("", text.strip()).strip()).strip()
    text = _COMMENT.sub(lambda found: found[1] or "", text)
    return _LAST_COMMA.sub(lambda found: found[1] or "", text).strip().rstrip(";")
