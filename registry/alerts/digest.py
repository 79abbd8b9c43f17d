"""The news of a saved search as a letter or as a message to a webhook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from registry.alerts import dates, links
from registry.alerts.models import Delivery, SavedSearch
from registry.alerts.news import News
from registry.alerts.wording import address, words
from registry.people import letters
from search.query import Query

LISTED = 20  # in one letter; the rest is counted
_SENT = 200  # to a webhook
_DATES = 3  # of one resource


@dataclass(frozen=True, slots=True)
class Line:
    """A resource in a letter: `what` is said of it, one sentence each."""

    title: str
    organiser: str
    address: str
    language: str
    what: Sequence[str]


def write(search: SavedSearch, query: Query, told: Sequence[News], now: datetime) -> None:
    """Writes it down to be sent; call it in the transaction that notes in the ledger what was told."""
    if search.channel == SavedSearch.Channel.WEBHOOK:
        Delivery.objects.create(search=search, body=_message(search, told), due=now)
        return
    with translation.override(search.reader.language):
        said = {
            "words": words(query),
            "lines": [_line(one) for one in told[:LISTED]],
            "count": len(told),
            "more": max(len(told) - LISTED, 0),
            "address": settings.PUBLIC_ADDRESS + address(search.params),
            "manage": links.manage(search),
        }
    letters.send(
        [letters.letter(search.reader, "alerts/mail/digest", said, unsubscribe=links.stop(search), html=True)]
    )


def _line(news: News) -> Line:
    known = news.resource.effective
    return Line(
        title=news.resource.title,
        organiser=str(known.get("publisher") or news.resource.record.organiser.name),
        address=settings.PUBLIC_ADDRESS + news.resource.get_absolute_url(),
        language=known.get("language", ""),
        what=list(_what(news)),
    )


def _what(news: News) -> Iterator[str]:
    for moved in news.moved:
        yield _("Moved from %(before)s to %(now)s") % {
            "before": dates.when(moved.before),
            "now": dates.when(moved.now),
        }
    for stated in news.cancelled:
        yield _("Cancelled: %(time)s") % {"time": dates.when(stated)}
    for stated in news.coming[:_DATES]:
        time = {"time": dates.when(stated)}
        yield _("To come: %(time)s") % time if news.is_new else _("New date: %(time)s") % time


def _message(search: SavedSearch, told: Sequence[News]) -> str:
    return json.dumps(
        {
            "type": "news",
            "search": {"id": str(search.uuid), "address": settings.PUBLIC_ADDRESS + address(search.params)},
            "count": len(told),
            "items": [_item(news) for news in told[:_SENT]],
        },
        ensure_ascii=False,
    )


def _item(news: News) -> dict[str, Any]:
    return {
        "id": str(news.resource.public_id),
        "address": settings.PUBLIC_ADDRESS + news.resource.get_absolute_url(),
        "title": news.resource.title,
        "language": news.resource.effective.get("language"),
        "new": news.is_new,
        "dates": list(news.coming),
        "moved": [{"before": moved.before, "now": moved.now} for moved in news.moved],
        "cancelled": list(news.cancelled),
    }
