"""The documents of JSON Feed, versions 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from harvesters.json_text import loaded

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1", re.IGNORECASE)
_NAMED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', re.IGNORECASE)
_ITEMS = re.compile(r',?\s*"items"\s*:')
# What of a feed describes its items.
_CONTEXT = ("title", "language", "author", "authors")


def is_json_feed(document: object) -> bool:
    return isinstance(document, dict) and bool(_VERSION.match(text_of(document.get("version"))))


def names_json_feed(text: str) -> bool:
    """The same for a text that cannot be read as a whole."""
    return bool(_NAMED.search(text[:20_000]))


def head_of(text: str) -> dict[str, Any]:
    """What a damaged feed says of itself before it lists its items."""
    try:
        head = loaded(_ITEMS.split(text, maxsplit=1)[0] + "}")
    except ValueError:
        return {}
    return head if isinstance(head, dict) else {}


def items(document: Mapping[str, Any]) -> Iterator[object]:
    listed = document.get("items")
    yield from listed if isinstance(listed, list) else ()


def identifier_of(item: Mapping[str, Any]) -> str | None:
    """The id, else the link, as stated."""
    return next((text for name in ("id", "url", "external_url") if (text := text_of(item.get(name)))), None)


def payload_of(document: Mapping[str, Any], item: Mapping[str, Any]) -> bytes:
    """One item with what the feed says about all, in one form, whatever the order of their members.

    Without extensions (members that begin with an underscore): they may count what changes by the minute.
    """
    alone = {
        "feed": {name: document[name] for name in _CONTEXT if name in document},
        "item": {name: value for name, value in item.items() if not name.startswith("_")},
    }
    text = json.dumps(alone, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "ignore")


def text_of(value: object) -> str:
    """A text, or a number as one (of ids the standard says so); empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()
