"""What the samples are made of."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from registry.alliance.content import Entry, entries
from registry.alliance.members import MEMBERS
from registry.framework.economies import APEC
from registry.framework.vocabularies import ORGANISER_KINDS, RESOURCE_TYPES
from tests.alliance.conftest import DAY

REQUIRED = {"en", "zh-Hans", "zh-Hant", "es", "vi", "id"}


def everything(day: date = DAY) -> list[tuple[str, Entry]]:
    return [
        (feed.name, entry)
        for member in MEMBERS
        for feed in member.feeds
        for entry in entries(member.key, feed.protocol, day)
    ]


def test_it_is_of_one_organisation_of_each_kind_in_four_economies() -> None:
    assert sorted(member.kind for member in MEMBERS) == sorted(kind.id for kind in ORGANISER_KINDS)
    economies = {member.economy for member in MEMBERS}
    assert len(economies) == 4
    assert economies <= set(APEC)


def test_it_has_at_least_eighty_records_in_nine_languages() -> None:
    languages = Counter(entry.language for _, entry in everything())
    assert sum(languages.values()) >= 80
    assert all(languages[tag] >= 5 for tag in REQUIRED)
    others = set(languages) - REQUIRED - {None}
    assert len(others) == 3
    assert all(languages[tag] >= 2 for tag in others)
    assert languages[None] >= 1


def test_it_offers_the_same_resource_in_two_feeds() -> None:
    feeds_by_url: dict[str, list[str]] = {}
    for feed, entry in everything():
        feeds_by_url.setdefault(entry.url, []).append(feed)
    twice = [feeds for feeds in feeds_by_url.values() if len(feeds) > 1]
    assert len(twice) >= 2
    # Unique within each source, or else it would be no key to join by.
    assert all(len(set(feeds)) == len(feeds) for feeds in twice)


def test_its_dates_move_with_the_day_of_set_up() -> None:
    later = {(feed, entry.url): entry for feed, entry in everything(DAY + timedelta(days=10))}
    for feed, entry in everything():
        moved = later[feed, entry.url]
        for before, after in zip(entry.sessions, moved.sessions, strict=True):
            assert after.start - before.start == timedelta(days=10)


def test_it_was_last_changed_before_the_day_of_set_up() -> None:
    assert all(entry.modified < DAY for _, entry in everything())
    assert all(entry.published < DAY for _, entry in everything())


def test_it_can_be_taken_in_the_weeks_to_come() -> None:
    month = [
        session
        for _, entry in everything()
        for session in entry.sessions
        if DAY <= date(*session.start.timetuple()[:3]) <= DAY + timedelta(days=30)
    ]
    assert len(month) >= 10


def test_it_varies_in_type_form_and_cost() -> None:
    found = [entry for _, entry in everything()]
    types = {entry.type for entry in found}
    assert types <= {kind.id for kind in RESOURCE_TYPES}
    assert types >= {"course", "visit", "internship", "question-and-answer", "report", "tool", "webinar"}
    assert {entry.forms for entry in found} >= {("online",), ("offline",), ()}
    assert {entry.currency for entry in found} >= {"USD", "CNY", "HKD", "IDR", "VND", "JPY", "KRW"}
    assert {entry.free for entry in found} >= {True, None}
