"""An item of a JSON Feed (versions 1.0 and 1.1), with what its feed says about all items."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from harvesters.context import Context
from harvesters.json_feeds import text_of
from harvesters.problems import Undescribable
from harvesters.values.contacts import name_of_author
from harvesters.values.dates import instant
from harvesters.values.durations import of_seconds
from harvesters.values.identifiers import web_address
from harvesters.values.kinds import type_of_media
from harvesters.values.languages import language_tag
from harvesters.values.markup import line
from harvesters.words import words
from registry.catalogue.description import Description

FORMAT = "json_feed_item"


def describe(payload: bytes, context: Context) -> Description:
    """Members of another kind than the standard gives them are unknown."""
    try:
        stated = json.loads(payload)
        feed, item = stated["feed"], stated["item"]
    except (ValueError, RecursionError, KeyError, TypeError):
        feed = item = None
    if not isinstance(feed, dict) or not isinstance(item, dict):
        raise Undescribable(words("The item is no JSON object."), words("Check the feed with a validator."))
    return _Item(feed, item, context).description()


class _Item:
    def __init__(self, feed: Mapping[str, Any], item: Mapping[str, Any], context: Context) -> None:
        self.feed, self.item, self.context = feed, item, context
        listed = item.get("attachments")
        self.attachments = (
            [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        )

    def description(self) -> Description:
        return Description(
            title=self._first("title"),
            description=self._first("content_html", "content_text", "summary"),
            url=self._address("url", "external_url", "id") or self._address_of_attachment(),
            language=self._language(),
            type=type_of_media(text_of(one.get("mime_type")) for one in self.attachments),
            subjects=tuple(self._tags()),
            creators=tuple(_names(self.item) or _names(self.feed)),
            publisher=line(text_of(self.feed.get("title"))) or None,
            duration=self._duration(),
            image=self._address("image", "banner_image"),
            published=self._date("published", "date_published"),
            modified=self._date("modified", "date_modified"),
        )

    def _first(self, *names: str) -> str | None:
        return next((text for name in names if (text := text_of(self.item.get(name)))), None)

    def _address(self, *names: str) -> str | None:
        """The first that is an address; an id is one only if it is written in full."""
        for name in names:
            base = "" if name == "id" else self.context.base
            if found := web_address(text_of(self.item.get(name)), base):
                return found
        return None

    def _address_of_attachment(self) -> str | None:
        stated = (web_address(text_of(one.get("url")), self.context.base) for one in self.attachments)
        return next(filter(None, stated), None)

    def _language(self) -> str | None:
        stated = (text_of(holder.get("language")) for holder in (self.item, self.feed))
        return next((tag for text in stated if text and (tag := language_tag(text))), None)

    def _tags(self) -> Iterator[str]:
        listed = self.item.get("tags")
        yield from filter(None, map(text_of, listed if isinstance(listed, list) else [listed]))

    def _duration(self) -> str | None:
        for one in self.attachments:
            seconds = one.get("duration_in_seconds")
            if isinstance(seconds, int | float) and (found := of_seconds(seconds)):
                return found
        return None

    def _date(self, field: str, name: str) -> str | None:
        text = text_of(self.item.get(name))
        settings = self.context.settings
        found = instant(text, order=settings.get("date_order"), zone=settings.get("zone"))
        if text and found is None:
            self.context.warn(
                field,
                words("“%(value)s” is no date that is understood.", value=text[:80]),
                words("Give dates as 2026-12-02."),
            )
        return found


def _names(holder: Mapping[str, Any]) -> list[str]:
    """The names of authors: version 1.1 has a list of them, 1.0 has one."""
    listed = holder.get("authors")
    stated = listed if isinstance(listed, list) else [holder.get("author")]
    found = (name_of_author(text_of(one.get("name"))) for one in stated if isinstance(one, dict))
    return list(dict.fromkeys(filter(None, found)))
