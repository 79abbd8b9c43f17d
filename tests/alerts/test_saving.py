"""A saved search begins when its reader says so, can be changed and ended, and writes to nobody who did not ask."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import signing
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from registry.alerts import running
from registry.alerts.models import SavedSearch
from registry.curation.mailing import send_due
from registry.curation.models import Mail
from registry.limits.models import Attempts
from registry.people.models import Consent, Reader
from tests.alerts.conftest import ANA, later, letters, link, save, tick
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def test_nothing_begins_before_the_link_is_used(client: Client) -> None:
    answer = client.post(
        "/alerts/new/?q=customs", {"address": "Ana@SMME.example ", "rhythm": "daily"}, follow=True
    )
    assert "Look into your mail" in answer.content.decode()
    (letter,) = letters()
    assert letter.to == [ANA]
    assert "customs" in letter.body
    path = link(letter, "/confirm/")
    assert client.get(path).status_code == 200
    assert SavedSearch.objects.get().confirmed is None, "a GET asks"
    make_resource("Customs forms")
    assert tick() == []
    client.post(path)
    assert SavedSearch.objects.get().confirmed
    consent = Consent.objects.get()
    assert consent.purpose == "alerts"
    assert consent.said == "Write to me when there is something new for this search."


def test_the_whole_search_is_kept_and_shown(client: Client) -> None:
    saved = save(client, "q=customs&language=es&kind=government&sort=newest&cursor=x")
    assert saved.params == {"q": ["customs"], "language": ["es"], "kind": ["government"]}
    page = client.get("/alerts/new/?q=customs&language=es").content.decode()
    assert "/?q=customs&amp;language=es" in page


def test_the_same_search_twice_is_one(client: Client) -> None:
    save(client)
    client.post("/alerts/new/?q=customs", {"address": ANA, "rhythm": "weekly"})
    assert SavedSearch.objects.count() == 1


def test_an_address_that_is_none_is_told_at_its_field(client: Client) -> None:
    answer = client.post("/alerts/new/?q=customs", {"address": "ana at home", "rhythm": "daily"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Reader.objects.exists()


def test_nobodys_mailbox_is_filled(client: Client) -> None:
    for number in range(12):
        client.post(f"/alerts/new/?q=customs{number}", {"address": ANA, "rhythm": "daily"})
    assert len(letters()) == 5


def test_a_visitor_who_asks_for_very_many_is_asked_to_wait(client: Client) -> None:
    answers = [
        client.post(f"/alerts/new/?q=a{n}", {"address": f"p{n}@x.example", "rhythm": "daily"})
        for n in range(21)
    ]
    assert [answer.status_code for answer in answers] == [303] * 20 + [422]
    assert "try again in an hour" in answers[-1].content.decode()
    assert not any("127.0.0.1" in row.digest for row in Attempts.objects.all())


def test_an_old_link_says_so_and_an_altered_one_leads_nowhere(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/alerts/new/?q=customs", {"address": ANA, "rhythm": "daily"})
    path = link(letters()[0], "/confirm/")
    altered = client.post(path[:-3] + "xy/")
    assert altered.status_code == 404
    assert "leads nowhere" in altered.content.decode()
    moved = signing.time.time() + 8 * 86_400
    monkeypatch.setattr(signing.time, "time", lambda: moved)
    old = client.post(path)
    assert old.status_code == 410
    assert "Ask again" in old.content.decode()
    assert SavedSearch.objects.get().confirmed is None


def test_a_link_for_one_purpose_serves_no_other(client: Client) -> None:
    client.post("/alerts/new/?q=customs", {"address": ANA, "rhythm": "daily"})
    path = link(letters()[0], "/stop/").replace("/stop/", "/confirm/")
    assert client.post(path).status_code == 404


def test_links_tell_no_address(client: Client) -> None:
    save(client)
    make_resource("Customs forms")
    (letter,) = tick()
    for part in ("/stop/", "/saved/"):
        assert "ana" not in link(letter, part).lower()


def test_what_nobody_confirmed_is_forgotten_after_a_week(client: Client) -> None:
    save(client, address="li@smme.example")
    client.post("/alerts/new/?q=payment", {"address": ANA, "rhythm": "daily"})
    Reader.objects.update(created=timezone.now() - timedelta(days=8))
    tick()
    assert [reader.address for reader in Reader.objects.all()] == ["li@smme.example"]


def test_it_is_changed_paused_and_resumed_by_the_link_in_each_letter(client: Client) -> None:
    save(client)
    make_resource("Customs one")
    path = link(tick()[0], "/saved/")
    assert "customs" in client.get(path).content.decode()
    client.post(f"{path}rhythm/", {"rhythm": "weekly"})
    assert SavedSearch.objects.get().rhythm == "weekly"
    client.post(f"{path}pause/")
    make_resource("Customs two")
    assert tick(later(10)) == []
    client.post(f"{path}resume/")
    (letter,) = tick(later(11))
    assert "Customs two" in letter.body, "what came meanwhile is not lost"
    assert client.post(f"{path}explode/").status_code == 404


def test_a_mailbox_that_is_gone_is_tried_again_then_paused_and_said(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    save(client)
    make_resource("Customs one")
    path = link(tick()[0], "/saved/")
    tried: list[str] = []

    def refuse(self: EmailBackend, messages: list[EmailMessage]) -> int:
        tried.append(messages[0].to[0])
        raise SMTPRecipientsRefused({ANA: (550, b"no such mailbox")})

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        make_resource("Customs two")
        tick(later(2))
        for hours in (1, 2, 3, 30):
            send_due(later(2) + timedelta(hours=hours))
    assert len(tried) == 3
    assert Reader.objects.get().refused
    assert not Mail.objects.exists()
    assert ANA not in caplog.text
    assert "did not take our letters" in client.get(path).content.decode()
    make_resource("Customs three")
    assert tick(later(4)) == []
    client.post(f"{path}resume/")
    (letter,) = tick(later(5))
    assert "Customs three" in letter.body


def test_a_mailbox_that_is_full_is_not_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    save(client)
    make_resource("Customs one")

    def refuse(self: EmailBackend, messages: list[EmailMessage]) -> int:
        raise SMTPRecipientsRefused({ANA: (452, b"mailbox full")})

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        tick()
        for hours in range(1, 60):
            send_due(later() + timedelta(hours=hours))
    assert Reader.objects.get().refused is None
    assert Mail.objects.count() == 1


def test_the_search_page_offers_to_save_the_search_that_it_shows(client: Client) -> None:
    page = client.get("/?q=customs&language=es&cursor=bad").content.decode()
    assert 'href="/alerts/new/?q=customs&amp;language=es"' in page


def test_a_saved_search_that_was_mended_looks_for_what_was_meant(client: Client) -> None:
    make_resource("Warehousing abroad")
    from search.index import drain

    drain()
    assert save(client, "q=warehousng").params == {"q": ["warehousing"]}
    make_resource("Warehousing in Peru")
    assert len(tick()) == 1


def test_the_first_letters_language_is_the_pages(client: Client) -> None:
    save(client)
    assert Reader.objects.get().language == "en"


def test_a_worker_with_nothing_to_do_asks_little(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        assert running.run_due() == 0
