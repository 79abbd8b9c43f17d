"""Readers hear of each thing once for each search, and again only for a date that is new or has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.alerts import running
from registry.alerts.models import SavedSearch, Told, Touched
from registry.alerts.running import run_due
from registry.catalogue.models import Resource
from registry.curation.models import Mail
from registry.people.models import Reader
from registry.sources.models import Source
from search.index import drain
from tests.alerts.conftest import ANA, HERE, day, describe, later, letters, link, save, tick
from tests.factories import make_resource, make_source

pytestmark = pytest.mark.django_db


def test_something_new_is_told_once(client: Client) -> None:
    save(client)
    made = make_resource("Customs forms, filled in together", publisher="Ministry of Trade")
    (letter,) = tick()
    assert letter.to == [ANA]
    assert letter.subject == "New for your search: customs"
    assert "Customs forms, filled in together" in letter.body
    assert "Ministry of Trade" in letter.body
    assert f"{HERE}/resources/{made.public_id}/" in letter.body
    assert tick(later(2)) == []


def test_what_is_there_already_is_no_news_even_when_it_is_edited(client: Client) -> None:
    old = make_resource("Customs for beginners")
    save(client)
    describe(old, description="Now with a longer text about customs")
    assert tick() == []


def test_what_does_not_fit_the_search_is_not_told(client: Client) -> None:
    save(client, "q=customs&language=es")
    make_resource("Customs forms", language="en")
    make_resource("Payment by letter of credit", language="es")
    assert tick() == []
    make_resource("Customs in Spanish", language="es")
    (letter,) = tick(later(2))
    assert "Customs in Spanish" in letter.body
    assert "Customs forms" not in letter.body


def test_what_comes_to_fit_later_is_told_then(client: Client) -> None:
    """It was in the catalogue when the search began, and not among what it found."""
    old = make_resource("Working with the border agency")
    save(client)
    describe(old, title="Working with customs")
    (letter,) = tick()
    assert "Working with customs" in letter.body


def test_what_is_not_shown_is_not_told_until_it_is(client: Client) -> None:
    save(client)
    source = make_source("New school", state=Source.State.PROPOSED, url="https://school.example/oai")
    made = make_resource("Customs at the new school", source=source)
    make_resource("Customs, hidden", hidden=True)
    assert tick() == []
    Source.objects.filter(pk=source.pk).update(state=Source.State.APPROVED)
    from registry.catalogue.outbox import enqueue

    enqueue([made.pk])
    (letter,) = tick(later(2))
    assert "Customs at the new school" in letter.body


def test_a_new_date_is_told_again_and_an_old_one_is_not(client: Client) -> None:
    save(client)
    made = make_resource("Customs workshop", occurrences=[day(10, "a")])
    (letter,) = tick()
    assert "To come:" in letter.body
    describe(made, occurrences=[day(10, "a"), day(20, "b")])
    (letter,) = tick(later(2))
    assert letter.body.count("New date:") == 1
    assert "To come:" not in letter.body
    describe(made, occurrences=[day(10, "a"), day(20, "b")], description="edited")
    assert tick(later(3)) == []


def test_a_new_date_of_what_was_there_before_is_told(client: Client) -> None:
    old = make_resource("Customs workshop", occurrences=[day(10)])
    save(client)
    describe(old, occurrences=[day(10), day(30)])
    (letter,) = tick()
    assert letter.body.count("New date:") == 1


def test_a_date_that_moved_is_told_as_a_change(client: Client) -> None:
    save(client)
    made = make_resource("Customs workshop", occurrences=[day(10)])
    tick()
    describe(made, occurrences=[day(12)])
    (letter,) = tick(later(2))
    assert "Moved from" in letter.body
    assert "New date:" not in letter.body
    describe(made, occurrences=[day(12, cancelled=True)])
    (letter,) = tick(later(3))
    assert "Cancelled:" in letter.body


def test_a_missed_day_loses_nothing_and_makes_one_letter(client: Client) -> None:
    search = save(client)
    make_resource("Customs one")
    drain()
    make_resource("Customs two")
    (letter,) = tick(later(5))
    assert "Customs one" in letter.body
    assert "Customs two" in letter.body
    search.refresh_from_db()
    assert search.due is not None
    assert timedelta(0) < search.due - later(5) <= timedelta(days=1)


def test_a_worker_killed_before_it_notes_loses_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(client)
    make_resource("Customs forms")
    drain()
    now = later()
    with monkeypatch.context() as patch:
        patch.setattr(running.digest, "write", killed)
        with pytest.raises(SystemExit):
            run_due(now)
    assert not Told.objects.exists(), "the ledger and the letter are one transaction"
    assert not Mail.objects.exists()
    run_due(now)
    assert letters() == [], "its lease holds"
    run_due(now + running.LEASE)
    assert len(letters()) == 1


def killed(*args: Any) -> None:
    raise SystemExit


def test_two_workers_tell_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one comes while the first one looks, and after its lease."""
    save(client)
    make_resource("Customs forms")
    drain()
    now, news = later(), running.news

    def slow(*args: Any) -> Any:
        monkeypatch.setattr(running, "news", news)
        run_due(now + running.LEASE)
        return news(*args)

    monkeypatch.setattr(running, "news", slow)
    run_due(now)
    assert len(letters()) == 1


def test_only_what_has_changed_is_looked_at(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        make_resource(f"Customs part {number}")
    drain()
    save(client)
    made = make_resource("Customs forms")
    seen: list[int] = []
    index_of = running.index_of

    def watched(ids: Any, now: Any) -> Any:
        seen.extend(ids)
        return index_of(ids, now)

    monkeypatch.setattr(running, "index_of", watched)
    tick()
    assert seen == [made.pk]
    seen.clear()
    tick(later(2))
    assert seen == []


def test_what_time_brings_near_is_told(client: Client) -> None:
    far = make_resource("Customs workshop", occurrences=[day(20)])
    make_resource("Customs guide")
    save(client, "q=customs&date=week")
    assert tick(later(5)) == []
    (letter,) = tick(later(14))
    assert far.title in letter.body
    assert tick(later(15)) == []


def test_a_long_list_is_counted_and_noted_whole(client: Client) -> None:
    save(client)
    for number in range(25):
        make_resource(f"Customs part {number}")
    (letter,) = tick()
    assert "And 5 more:" in letter.body
    assert Told.objects.count() == 25
    assert tick(later(2)) == []


def test_weekly_is_once_a_week(client: Client) -> None:
    save(client, rhythm="weekly")
    make_resource("Customs forms")
    assert tick(later(3)) == []
    assert len(tick(later(7))) == 1


def test_nothing_is_noted_while_nobody_listens() -> None:
    make_resource("Customs forms")
    drain()
    assert not Touched.objects.exists()


def test_what_all_have_looked_at_is_forgotten(client: Client) -> None:
    save(client)
    make_resource("Customs forms")
    tick()
    tick(later(2))
    assert not Touched.objects.exists()


def test_a_group_is_told_once(client: Client) -> None:
    """What joins a resource that was told is not new."""
    save(client)
    first = make_resource("Customs forms")
    tick()
    second = make_resource("Customs forms")
    Resource.objects.filter(pk=first.pk).update(leader=second)
    assert tick(later(2)) == []


def test_the_number_of_queries_does_not_grow_with_what_is_told(client: Client) -> None:
    save(client)
    make_resource("Customs 1")
    drain()
    with CaptureQueriesContext(
        connection,
    ) as few:
        run_due(later())
    for number in range(15):
        make_resource(f"Customs again {number}")
    drain()
    with CaptureQueriesContext(connection) as many:
        run_due(later(2))
    assert len(many) <= len(few)


def test_the_letter_is_small_and_can_be_ended_by_one_click(client: Client) -> None:
    save(client)
    for number in range(20):
        make_resource(f"Customs part {number}")
    (letter,) = tick()
    message = letter.message()
    assert len(message.as_bytes()) < 20_000
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith(f"<{HERE}/alerts/stop/")
    path = message["List-Unsubscribe"].strip("<>").removeprefix(HERE)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.get(path)
    assert answer.status_code == 200
    assert SavedSearch.objects.exists(), "a GET asks"
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not SavedSearch.objects.exists()
    assert not Reader.objects.exists(), "nothing else needs the address"
    assert "has ended" in strict.get(path).content.decode(), "as often as one looks"
    assert tick(later(2)) == []


def test_markup_in_titles_is_text_in_the_letter(client: Client) -> None:
    save(client)
    make_resource("Customs <b>&</b> more")
    (letter,) = tick()
    assert "Customs <b>&</b> more" in letter.body
    (html,) = [content for content, _kind in letter.alternatives]
    assert "Customs &lt;b&gt;&amp;&lt;/b&gt; more" in str(html)


def test_an_engine_that_is_down_delays_only(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from search.engines import EngineUnavailable

    def down() -> Any:
        raise EngineUnavailable("away")

    client.post("/alerts/new/?q=customs", {"address": ANA, "rhythm": "daily"})
    (letter,) = letters()
    client.post(link(letter, "/confirm/"))
    with monkeypatch.context() as patch:
        patch.setattr(running, "engine", down)
        run_due()
    made = make_resource("Customs forms")
    drain()
    run_due(timezone.now() + running.LEASE)
    (letter,) = tick(later(2))
    assert made.title in letter.body, "what came meanwhile is news"
