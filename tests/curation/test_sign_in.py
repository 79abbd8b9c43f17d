"""Signing in by a link that works once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from registry.curation.models import SignInLink
from registry.curation.staff import add, first_link
from tests.counting import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def link() -> str:
    return urlsplit(add("ana@alliance.example")).path


def test_looking_at_the_link_does_not_use_it_up(client: Client, link: str) -> None:
    before = rows()
    for _ in range(2):
        answer = client.get(link)
        assert answer.status_code == 200
        assert b"signs you in once" in answer.content
        assert "no-store" in answer["Cache-Control"]
    assert rows() == before
    assert client.get("/staff/").status_code == 302


def test_the_button_signs_in(client: Client, link: str) -> None:
    answer = client.post(link)
    assert answer.status_code == 303
    assert client.get(answer["Location"]).status_code == 200
    assert b"What waits for you" in client.get("/staff/").content


def test_it_works_once(client: Client, link: str) -> None:
    client.post(link)
    second = Client()
    for answer in (second.post(link), second.get(link)):
        assert answer.status_code == 410
        assert b"has been used" in answer.content
    assert second.get("/staff/").status_code == 302


@pytest.mark.parametrize(("age", "status"), [(timedelta(hours=23), 303), (timedelta(hours=25), 410)])
def test_it_works_for_a_day(client: Client, link: str, age: timedelta, status: int) -> None:
    SignInLink.objects.update(created=timezone.now() - age)
    assert client.post(link).status_code == status


def test_a_newer_link_ends_the_older(client: Client, link: str) -> None:
    newer = urlsplit(add("Ana@alliance.example")).path
    assert client.post(link).status_code == 410
    assert client.post(newer).status_code == 303
    assert User.objects.count() == 1


def test_an_invented_link_does_not_work(client: Client, link: str) -> None:
    assert client.post("/staff/sign-in/invented/").status_code == 410


def test_who_was_shut_out_stays_out(client: Client, link: str) -> None:
    User.objects.update(is_active=False)
    assert client.post(link).status_code == 410


def test_it_needs_a_form_of_our_own(link: str) -> None:
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403


def test_only_a_digest_of_the_link_is_kept(link: str) -> None:
    secret = link.rstrip("/").rpartition("/")[2]
    assert len(secret) >= 32
    assert not any(secret in str(table) for table in rows().values())


def test_staff_have_no_password(link: str) -> None:
    assert not User.objects.get().has_usable_password()


def test_the_first_start_has_a_link_until_somebody_has_signed_in(client: Client) -> None:
    link = first_link()
    assert link
    client.post(urlsplit(link).path)
    assert first_link() is None


def test_the_command_prints_a_link_that_works(client: Client, settings: Settings) -> None:
    settings.PUBLIC_ADDRESS = "https://cbet.example"
    out = StringIO()
    call_command("staff", "add", "ana@alliance.example", stdout=out)
    printed = out.getvalue().strip()
    assert printed.startswith("https://cbet.example/staff/sign-in/")
    assert client.post(urlsplit(printed).path).status_code == 303


def test_the_command_lets_somebody_in_again(client: Client, link: str) -> None:
    User.objects.update(is_active=False, is_staff=False)
    out = StringIO()
    call_command("staff", "add", "ana@alliance.example", stdout=out)
    client.post(urlsplit(out.getvalue().strip()).path)
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize("email", ["", "ana", "ana@", "ana@alliance.example, li@alliance.example"])
def test_the_command_refuses_what_is_no_address(email: str) -> None:
    with pytest.raises(CommandError, match="is no e-mail address") as refused:
        call_command("staff", "add", email)
    assert refused.value.returncode == 2
    assert not User.objects.exists()
