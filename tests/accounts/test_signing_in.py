"""Accounts are made by a link, entered by password and, if wanted, a one-time code; guessing is slowed down."""

from __future__ import annotations

import re
import time

import pyotp
import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.utils import timezone

from registry.accounts import codes
from registry.accounts.models import OneTimeCodes, RecoveryCode
from registry.curation import staff
from registry.people.models import Consent, Reader
from tests.accounts.conftest import PASSWORD, is_in, join, sign_in
from tests.alerts.conftest import ANA, letters, link

pytestmark = pytest.mark.django_db


def test_an_account_is_made_by_the_link_and_the_consent_is_kept(ana: Client) -> None:
    assert is_in(ana)
    reader = Reader.objects.get()
    assert reader.user == User.objects.get(username=ANA)
    assert reader.confirmed
    consent = Consent.objects.get()
    assert consent.purpose == "account"
    assert consent.said.startswith("Keep my address")
    assert not User.objects.get().is_staff


def test_nothing_is_made_before_the_link_is_used(client: Client) -> None:
    answer = client.post("/account/join/", {"address": ANA})
    assert answer.headers["Location"] == "/account/sent/"
    (letter,) = letters()
    path = link(letter, "/make/")
    assert client.get(path).status_code == 200
    assert not User.objects.exists()
    assert client.get(path[:-4] + "xxx/").status_code == 404


def test_the_link_makes_one_account(ana: Client) -> None:
    token = link_of(Client())
    assert token is None, "who has an account gets no such link"


def link_of(client: Client) -> str | None:
    client.post("/account/join/", {"address": ANA})
    found = re.search(r"/account/make/\S+", str(letters()[0].body))
    return found[0] if found else None


def test_a_link_that_was_used_leads_to_signing_in(client: Client) -> None:
    client.post("/account/join/", {"address": ANA})
    path = link(letters()[0], "/make/")
    client.post(path, {"password": PASSWORD})
    answer = Client().post(path, {"password": "another password, please"})
    assert answer.headers["Location"] == "/account/sign-in/"
    assert sign_in(Client()) == 303


def test_an_old_link_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/account/join/", {"address": ANA})
    path = link(letters()[0], "/make/")
    moved = time.time() + 8 * 86_400
    monkeypatch.setattr(signing.time, "time", lambda: moved)
    assert client.get(path).status_code == 410


def test_nobody_learns_who_has_an_account(ana: Client) -> None:
    pages = set()
    for address in (ANA, "nobody@x.example"):
        for where in ("join", "forgot"):
            answer = Client().post(f"/account/{where}/", {"address": address})
            pages.add((answer.status_code, answer.headers["Location"]))
    assert pages == {(303, "/account/sent/")}
    wrong = Client().post("/account/sign-in/", {"address": ANA, "password": "x"}).content.decode()
    nobody = Client().post("/account/sign-in/", {"address": "no@x.example", "password": "x"}).content.decode()
    said = "Address and password do not fit together."
    assert said in wrong
    assert said in nobody


@pytest.mark.parametrize("password", ["short", "password1234", ANA])
def test_a_password_that_is_easily_guessed_is_refused(client: Client, password: str) -> None:
    client.post("/account/join/", {"address": ANA})
    path = link(letters()[0], "/make/")
    assert client.post(path, {"password": password}).status_code == 422
    assert not User.objects.exists()


def test_signing_in_and_out(ana: Client) -> None:
    client = Client()
    assert sign_in(client, password="wrong") == 422
    assert not is_in(client)
    assert sign_in(client, address=f" {ANA.upper()}") == 303
    assert is_in(client)
    client.post("/account/sign-out/")
    assert not is_in(client)


def test_guessing_is_stopped_for_one_account_and_a_new_password_opens_it(ana: Client) -> None:
    join(Client(), "li@smme.example")
    answers = [sign_in(Client(), password=f"guess {n}") for n in range(11)]
    assert answers == [422] * 10 + [429]
    assert sign_in(Client()) == 429, "the right one comes too late"
    assert sign_in(Client(), "li@smme.example") == 303
    client = Client()
    client.post("/account/forgot/", {"address": ANA})
    client.post(link(letters()[0], "/reset/"), {"password": "a quite new password"})
    assert sign_in(client, password="a quite new password") == 303


def test_a_link_that_still_works_stands_in_no_log(ana: Client, caplog: pytest.LogCaptureFixture) -> None:
    Client().post("/account/forgot/", {"address": ANA})
    path = link(letters()[0], "/reset/")
    assert Client().post(path, {"password": "short"}).status_code == 422
    assert "/account/reset/" in caplog.text
    assert path.split("/")[-2] not in caplog.text


def test_a_reset_link_works_once_and_signs_other_browsers_out(ana: Client) -> None:
    client = Client()
    client.post("/account/forgot/", {"address": ANA})
    path = link(letters()[0], "/reset/")
    assert client.post(path, {"password": "short"}).status_code == 422
    assert client.post(path, {"password": "a quite new password"}).status_code == 303
    assert client.post(path, {"password": "and another new password"}).status_code == 410
    assert not is_in(ana)
    assert sign_in(client) == 422
    assert sign_in(client, password="a quite new password") == 303
    assert client.get(f"/account/reset/{Reader.objects.get().uuid}/x-y/").status_code == 410


def test_the_password_is_changed_by_who_knows_it(ana: Client) -> None:
    new = {"password": "a quite new password"}
    assert ana.post("/account/password/", new | {"old-password": "wrong"}).status_code == 422
    assert ana.post("/account/password/", new | {"old-password": PASSWORD}).status_code == 303
    assert is_in(ana), "this browser stays signed in"
    assert sign_in(Client()) == 422


def test_staff_sign_in_by_links_only(ana: Client) -> None:
    """One user, one way: who becomes staff has no password any more."""
    staff.add(ANA)
    assert sign_in(Client()) == 422
    User.objects.get(username=ANA).set_password(PASSWORD)
    user = User.objects.get(username=ANA)
    user.set_password(PASSWORD)
    user.save()
    assert sign_in(Client()) == 422
    Client().post("/account/forgot/", {"address": ANA})
    assert letters() == []
    Client().post("/account/join/", {"address": ANA})
    assert "of the staff" in letters()[0].body


def turn_on(client: Client) -> tuple[str, list[str]]:
    """Turns one-time codes on; the secret and the recovery codes."""
    client.post("/account/codes/")
    page = client.get("/account/codes/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found, page
    page = client.post("/account/codes/", {"code": pyotp.TOTP(found[1]).now()}).content.decode()
    return found[1], re.findall(r"<code>([0-9a-f-]{14})</code>", page)


def test_with_codes_on_the_password_alone_does_not_sign_in(ana: Client) -> None:
    secret, recovery = turn_on(ana)
    assert len(recovery) == 8
    client = Client()
    assert (
        client.post("/account/sign-in/", {"address": ANA, "password": PASSWORD}).headers["Location"]
        == "/account/code/"
    )
    assert not is_in(client)
    assert client.post("/account/code/", {"code": "000000"}).status_code == 422
    assert client.post("/account/code/", {"code": recovery[0]}).status_code == 303
    assert is_in(client)
    other = Client()
    sign_in(other)
    assert other.post("/account/code/", {"code": recovery[0]}).status_code == 422, "it works once"
    assert secret not in str(list(OneTimeCodes.objects.values()))
    assert recovery[1] not in str(list(RecoveryCode.objects.values()))


def test_a_code_works_once_and_a_minute_long(ana: Client) -> None:
    user = User.objects.get(username=ANA)
    secret = codes.set_up(user)
    begun = 1_800_000_000
    assert codes.confirm(user, pyotp.TOTP(secret).at(begun), lambda: begun)
    code = pyotp.TOTP(secret).at(begun + 60)
    assert not codes.use(user, code, lambda: begun + 180)
    assert codes.use(user, code, lambda: begun + 60)
    assert not codes.use(user, code, lambda: begun + 60)
    assert not codes.use(user, "", lambda: begun)
    assert not codes.use(user, "١٢٣٤٥٦", lambda: begun)


def test_guessing_codes_is_stopped(ana: Client) -> None:
    turn_on(ana)
    client = Client()
    sign_in(client)
    answers = [client.post("/account/code/", {"code": f"{n:06}"}).status_code for n in range(11)]
    assert answers[-1] == 429
    assert not is_in(client)


def test_a_new_password_does_not_pass_the_codes_by(ana: Client) -> None:
    turn_on(ana)
    client = Client()
    client.post("/account/forgot/", {"address": ANA})
    client.post(link(letters()[0], "/reset/"), {"password": "a quite new password"})
    sign_in(client, password="a quite new password")
    assert not is_in(client)


def test_codes_are_turned_off_by_the_password(ana: Client) -> None:
    turn_on(ana)
    assert ana.post("/account/codes/end/", {"password": "wrong"}).status_code == 422
    ana.post("/account/codes/end/", {"password": PASSWORD})
    assert not OneTimeCodes.objects.exists()
    assert sign_in(Client()) == 303


def test_looking_at_the_page_of_codes_makes_nothing(ana: Client) -> None:
    ana.get("/account/codes/")
    assert not OneTimeCodes.objects.exists()


def test_the_code_page_without_a_password_leads_back(client: Client) -> None:
    assert client.get("/account/code/").headers["Location"] == "/account/sign-in/"


@pytest.mark.parametrize("path", ["", "password/", "codes/", "codes/end/", "export/", "delete/"])
def test_pages_of_an_account_are_for_its_owner(client: Client, path: str) -> None:
    assert client.get(f"/account/{path}").headers["Location"] == "/account/sign-in/"


def test_an_account_opens_no_page_of_the_staff(ana: Client) -> None:
    assert ana.get("/staff/").status_code == 403
    assert "/staff/" not in ana.get("/").content.decode()
    assert User.objects.get(username=ANA).last_login is not None
    assert User.objects.get(username=ANA).date_joined <= timezone.now()
