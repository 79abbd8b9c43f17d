"""Reminders of dates: asked for, confirmed, sent before the date, and told at once when the date changes."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.alerts.models import Reminder
from registry.catalogue.models import Record, Resource
from registry.catalogue.overlay import set_overlay
from registry.people.models import Consent, Reader
from tests.alerts.conftest import ANA, at, day, describe, later, letters, link, tick
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(db: None) -> Resource:
    return make_resource("Customs workshop", occurrences=[day(10, "a", place="Lima"), day(20, "b")])


def ask(client: Client, resource: Resource, key: str = "a", days: int = 1, **stated: object) -> None:
    asked = {"date": key, "days": days, "address": ANA, **stated}
    client.post(f"/alerts/remind/{resource.public_id}/", asked)
    (letter,) = letters()
    client.post(link(letter, "/confirm/"))


def test_it_comes_a_day_before_once(client: Client, workshop: Resource) -> None:
    ask(client, workshop)
    assert tick(later(8)) == []
    (letter,) = tick(at(9, 10))
    assert letter.subject == "Soon: Customs workshop"
    assert "Lima" in letter.body
    assert letter.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert tick(at(9, 12)) == []


def test_nothing_comes_without_the_confirmation(client: Client, workshop: Resource) -> None:
    client.post(f"/alerts/remind/{workshop.public_id}/", {"date": "a", "days": 1, "address": ANA})
    letters()
    assert tick(at(9, 10)) == []


def test_the_page_offers_the_dates_to_come(client: Client, workshop: Resource) -> None:
    page = client.get(f"/alerts/remind/{workshop.public_id}/").content.decode()
    assert page.count('type="radio"') == 2
    past = make_resource("Over", occurrences=[day(-3)])
    assert "no date to come" in client.get(f"/alerts/remind/{past.public_id}/").content.decode()
    hidden = make_resource("Hidden", hidden=True, occurrences=[day(3)])
    assert client.get(f"/alerts/remind/{hidden.public_id}/").status_code == 404


def test_a_date_that_moves_is_told_at_once_and_reminded_of_anew(client: Client, workshop: Resource) -> None:
    ask(client, workshop)
    describe(workshop, occurrences=[day(15, "a"), day(20, "b")])
    (letter,) = tick(later(1))
    assert letter.subject == "New time: Customs workshop"
    assert tick(at(9, 10)) == [], "not before the old date"
    (letter,) = tick(at(14, 10))
    assert letter.subject == "Soon: Customs workshop"


def test_a_date_without_a_key_that_moves_is_recognised(client: Client) -> None:
    made = make_resource("Customs clinic", occurrences=[day(10), day(20), day(30)])
    ask(client, made, key=str(day(10)["start"]))
    describe(made, occurrences=[day(11), day(20), day(30)])
    (letter,) = tick(later(1))
    assert letter.subject == "New time: Customs clinic"


def test_another_date_that_moves_is_not_told(client: Client, workshop: Resource) -> None:
    ask(client, workshop)
    describe(workshop, occurrences=[day(10, "a"), day(25, "b")])
    assert tick(later(1)) == []


def test_a_cancelled_date_is_told_and_not_reminded_of(client: Client, workshop: Resource) -> None:
    ask(client, workshop)
    describe(workshop, occurrences=[day(10, "a", cancelled=True), day(20, "b")])
    (letter,) = tick(later(1))
    assert letter.subject == "Cancelled: Customs workshop"
    assert tick(at(9, 10)) == []


def test_a_date_that_is_listed_no_more_is_told(client: Client, workshop: Resource) -> None:
    ask(client, workshop)
    describe(workshop, occurrences=[day(20, "b")])
    (letter,) = tick(later(1))
    assert letter.subject == "No longer listed: Customs workshop"
    assert "Ask the organiser" in letter.body


def test_what_was_hidden_is_told_without_a_link_to_it(client: Client, workshop: Resource) -> None:
    ask(client, workshop)
    set_overlay(workshop, "hidden", True, actor="ana", reason="spam")
    (letter,) = tick(later(1))
    assert letter.subject == "No longer listed: Customs workshop"
    assert f"/resources/{workshop.public_id}/" not in letter.body


def test_a_worker_that_was_away_reminds_of_nothing_that_is_over(client: Client, workshop: Resource) -> None:
    ask(client, workshop)
    assert tick(later(12)) == []
    assert Reminder.objects.get().sent


def test_the_form_sent_twice_is_one_reminder(client: Client, workshop: Resource) -> None:
    for days in (1, 7):
        client.post(f"/alerts/remind/{workshop.public_id}/", {"date": "a", "days": days, "address": ANA})
    assert Reminder.objects.get().days == 7


def test_who_only_knows_the_address_changes_nothing_of_a_reminder(client: Client, workshop: Resource) -> None:
    ask(client, workshop, days=7)
    stranger = {"date": "a", "days": 1, "address": ANA, "ask_later": "on"}
    client.post(f"/alerts/remind/{workshop.public_id}/", stranger)
    letters()
    reminder = Reminder.objects.get()
    assert (reminder.days, reminder.ask_later) == (7, False)
    (letter,) = tick(at(3, 10))
    assert letter.subject == "Soon: Customs workshop"


def test_one_that_was_sent_is_not_sent_again_because_somebody_types_the_address(
    client: Client, workshop: Resource
) -> None:
    ask(client, workshop)
    assert len(tick(at(9, 10))) == 1
    client.post(f"/alerts/remind/{workshop.public_id}/", {"date": "a", "days": 1, "address": ANA})
    (asking,) = letters()
    assert tick(at(9, 12)) == []
    client.post(link(asking, "/confirm/"))
    assert len(tick(at(9, 12))) == 1, "its reader wants it again"


def test_it_is_ended_by_one_click_and_nothing_is_kept(client: Client, workshop: Resource) -> None:
    ask(client, workshop, ask_later="on")
    assert {c.purpose for c in Consent.objects.all()} == {"reminders", "helped"}
    (letter,) = tick(at(9, 10))
    path = link(letter, "/reminders/stop/")
    assert Client(enforce_csrf_checks=True).post(path).status_code == 200
    assert not Reader.objects.exists()
    assert "has ended" in client.get(path).content.decode()


def test_a_page_of_a_resource_with_dates_offers_it(client: Client, workshop: Resource) -> None:
    page = client.get(workshop.get_absolute_url()).content.decode()
    assert f"/alerts/remind/{workshop.public_id}/" in page
    undated = make_resource("Guide")
    assert "/alerts/remind/" not in client.get(undated.get_absolute_url()).content.decode()


def test_a_withdrawn_resource_does_not_break_the_round(client: Client, workshop: Resource) -> None:
    ask(client, workshop)
    Record.objects.filter(pk=workshop.pk).update(state="withdrawn")
    (letter,) = tick(at(9, 10))
    assert letter.subject == "No longer listed: Customs workshop"
