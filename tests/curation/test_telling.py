"""A source's provider and the staff are told of trouble once, and once when it is well again."""

from __future__ import annotations

from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth.models import User
from django.core import mail
from pytest_django import Settings

from harvesters.absence import discard
from harvesters.runs import harvest
from harvesters.work import tidy
from registry.curation import telling
from registry.curation.staff import FIRST
from registry.providers.links import feed_link
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
    read(source, 3)
    bodies = {message.to[0]: message.body for message in mail.outbox}
    for body in bodies.values():
        assert "could not be read the last 3 times" in body
        assert "answered 404" in body
        assert "Check the address" in body
    assert f"https://cbet.example{feed_link(source)}" in bodies[HEAD]
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


def test_mail_that_cannot_be_sent_is_sent_later(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr(telling, "_not_before", 0.0)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuses)
        read(source, 3)
    assert told() == []
    telling.tell()
    assert told() == [], "not at once"
    monkeypatch.setattr(telling, "_not_before", 0.0)
    telling.tell()
    assert len(told()) == 2


def test_a_name_of_several_lines_makes_no_header(source: Source) -> None:
    Source.objects.update(name="School\nBcc: everybody@x.example")
    read(source, 3)
    assert {m.subject for m in mail.outbox} == {"School Bcc: everybody@x.example cannot be read"}
