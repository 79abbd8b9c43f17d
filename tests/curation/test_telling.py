"""A source's provider and the staff are told of trouble once, and once when it is well again."""

from __future__ import annotations

import re
import socket
from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django import Settings

from harvesters.absence import discard
from harvesters.runs import harvest
from harvesters.work import tidy
from registry.curation import telling
from registry.curation.mailing import WAIT, send_due
from registry.curation.models import Mail
from registry.curation.staff import FIRST
from registry.providers.links import source_of
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Site, document, status

pytestmark = pytest.mark.django_db
ANA, HEAD = "ana@alliance.example", "head@school.example"
TABLE = "id,title\n" + "".join(f"{n},Customs part {n}\n" for n in range(6))


@pytest.fixture
def site() -> Site:  # type: ignore[misc]  # a generator, as pytest takes it
    with Site() as running:
        yield running


@pytest.fixture
def source(site: Site, settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    settings.PUBLIC_ADDRESS = "https://cbet.example"
    User.objects.create(username=ANA, email=ANA, is_staff=True)
    User.objects.create(username="gone@x.example", email="gone@x.example", is_staff=True, is_active=False)
    User.objects.create(username="smme@x.example", email="smme@x.example")
    User.objects.create(username=FIRST, email=FIRST, is_staff=True)
    return make_source("School", url=site.url("/list"), protocol="table", proposed_by=HEAD)


def read(source: Source, times: int = 1) -> Run:
    """Reads it so often; the worker looks after what is to be told each time."""
    for _ in range(times):
        run = harvest(Source.objects.get(pk=source.pk))
        tidy()
    return run


def told() -> list[tuple[str, str]]:
    """Subjects and their readers, since it was last asked."""
    found = sorted((message.subject, *message.to) for message in mail.outbox)
    mail.outbox.clear()
    return found  # type: ignore[return-value]  # each message has one reader


def test_two_failures_are_nobodys_trouble(source: Source) -> None:
    read(source, 2)
    assert told() == []


def test_provider_and_staff_are_told_once(source: Source) -> None:
    read(source, 3)
    assert told() == [("School feed cannot be read", ANA), ("School feed cannot be read", HEAD)]
    read(source, 3)
    assert told() == []


def test_they_are_told_once_when_it_is_well_again(source: Source, site: Site) -> None:
    read(source, 4)
    told()
    site.answers["/list"] = document(TABLE, "text/csv")
    read(source, 3)
    assert told() == [("School feed is well again", ANA), ("School feed is well again", HEAD)]
    site.answers["/list"] = status(500)
    read(source, 3)
    assert [subject for subject, _ in told()] == ["School feed cannot be read"] * 2


def test_a_source_that_was_never_in_trouble_is_not_well_again(source: Source, site: Site) -> None:
    read(source, 2)
    site.answers["/list"] = document(TABLE, "text/csv")
    read(source)
    assert told() == []


def test_they_read_what_is_wrong_and_each_has_a_link_of_its_own(source: Source) -> None:
    read(source)
    source.runs.update(started=datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
    read(source, 2)
    bodies = {message.to[0]: message.body for message in mail.outbox}
    for body in bodies.values():
        assert "could not be read to its end the last 3 times, since 2026-11-20 08:30 UTC." in body
        assert "answered 404" in body
        assert "Check the address" in body
    (token,) = re.findall(r"https://cbet\.example/providers/feeds/([^/\s]+)/", bodies[HEAD])
    assert source_of(token) == source
    assert f"https://cbet.example/staff/sources/{source.uuid}/" in bodies[ANA]


def test_no_secret_link_reaches_another_reader(source: Source) -> None:
    """The provider's link is the provider's; staff sign in as ever."""
    read(source, 3)
    for message in mail.outbox:
        whole = str(message.message())
        assert len(message.recipients()) == 1
        assert "sign-in" not in whole
        if message.to == [ANA]:
            assert "/providers/" not in whole
            assert HEAD not in whole
        else:
            assert "/staff/" not in whole


def test_a_source_without_a_providers_address_is_told_to_the_staff(source: Source) -> None:
    Source.objects.update(proposed_by="")
    read(source, 3)
    assert told() == [("School feed cannot be read", ANA)]


def test_a_held_run_is_told_at_once(source: Source, site: Site) -> None:
    site.answers["/list"] = document(TABLE, "text/csv")
    read(source)
    site.answers["/list"] = document("id,title\n1,Customs part 1\n", "text/csv")
    held = read(source)
    assert [subject for subject, _ in told()] == ["School feed: the last reading waits for a decision"] * 2
    read(source)
    assert told() == [], "the next one is held, too: nothing new"
    discard(source.runs.first() or held, actor="ana")
    tidy()
    assert [subject for subject, _ in told()] == ["School feed is well again"] * 2


def test_a_paused_source_is_nobodys_trouble(source: Source) -> None:
    read(source, 2)
    harvest(Source.objects.get(pk=source.pk))
    Source.objects.update(state="paused")
    tidy()
    assert told() == []


@pytest.fixture
def no_server(settings: Settings) -> None:
    """As where the mail server is down: nobody listens on the port."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = unused.getsockname()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "registry", "open sesame"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.usefixtures("no_server")
def test_mail_that_cannot_be_sent_is_sent_later(
    source: Source, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    run = read(source, 3)
    assert run.outcome == "failed", "a run is no worse for it"
    assert Mail.objects.count() == 2
    assert caplog.text.count("mail cannot be sent") == 1, (
        "the second message does not wait for the server, too"
    )
    assert "ConnectionRefusedError" in caplog.text
    assert "sesame" not in caplog.text
    settings.EMAIL_BACKEND = LOCMEM
    telling.tell()
    assert told() == [], "not at once"
    send_due(timezone.now() + WAIT)
    assert told() == [("School feed cannot be read", ANA), ("School feed cannot be read", HEAD)]
    assert not Mail.objects.exists(), "the provider's link is kept no longer than it has to be"


def test_one_address_that_is_refused_holds_up_nobody(
    source: Source, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The provider's mailbox is gone."""
    refuse(monkeypatch, HEAD, SMTPRecipientsRefused({HEAD: (550, b"no such mailbox")}))
    make_source("Another", url="http://127.0.0.1:1/", proposed_by="b@x.example", failures=3)
    read(source, 3)
    assert [reader for _, reader in told()] == [ANA, "b@x.example", ANA]
    assert HEAD not in caplog.text
    read(source)
    send_due(timezone.now() + WAIT)
    assert told() == [], "who has been told is not told again"
    assert [mail.to for mail in Mail.objects.all()] == [HEAD]


def test_a_message_is_tried_less_and_less_often_and_given_up_after_a_week(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = refuse(monkeypatch, HEAD, SMTPDataError(554, b"no"))
    read(source, 3)
    begun = timezone.now()
    for minute in range(0, 8 * 24 * 60, 5):
        send_due(begun + timedelta(minutes=minute))
    assert 10 <= len(tried) <= 16
    assert not Mail.objects.exists()


def test_an_address_that_is_none_stops_nothing(source: Source) -> None:
    User.objects.create(username="bad", email="a@x.example\nBcc: b@x.example", is_staff=True)
    read(source, 3)
    assert [reader for _, reader in told()] == [ANA, HEAD]


def test_two_workers_send_each_message_once(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one comes while the first one is sending."""
    inner = EmailBackend.send_messages

    def slow(self: EmailBackend, messages: list[EmailMessage]) -> int:
        monkeypatch.setattr(EmailBackend, "send_messages", inner)
        telling.tell()
        return inner(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    read(source, 3)
    assert [reader for _, reader in told()] == [ANA, HEAD]


def refuse(monkeypatch: pytest.MonkeyPatch, address: str, error: Exception) -> list[str]:
    """The server takes no mail for an address; returns what it is asked to take for it."""
    inner, asked = EmailBackend.send_messages, []

    def send(self: EmailBackend, messages: list[EmailMessage]) -> int:
        if messages[0].to == [address]:
            asked.append(address)
            raise error
        return inner(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return asked


def test_a_name_of_several_lines_makes_no_header(source: Source) -> None:
    Source.objects.update(name="School\nBcc: everybody@x.example")
    read(source, 3)
    assert {m.subject for m in mail.outbox} == {"School Bcc: everybody@x.example cannot be read"}
