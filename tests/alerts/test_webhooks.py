"""Webhooks: signed, tried again, paused where nobody takes them, and never sent to an address that is not public."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from registry.alerts import webhooks
from registry.alerts.models import Delivery, SavedSearch
from registry.alerts.running import run_due
from search.index import drain
from tests.alerts.conftest import ANA, day, later, letters, link, tick
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def set_up(client: Client, url: str) -> str:
    """Sets a webhook up and confirms it; the secret that was shown."""
    client.post("/alerts/new/webhook/?q=customs", {"address": ANA, "rhythm": "soon", "url": url})
    (letter,) = letters()
    assert url in letter.body
    page = client.post(link(letter, "/confirm/")).content.decode()
    drain()
    found = re.search("whsec_[A-Za-z0-9+/=]+", page.replace("&#x3D;", "="))
    assert found, page
    return found[0]


@pytest.fixture
def hook(httpserver: HTTPServer, settings: Settings) -> str:
    settings.WEBHOOK_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    httpserver.expect_request("/hook", method="POST").respond_with_data("")
    return httpserver.url_for("/hook")


def received(httpserver: HTTPServer) -> list[Any]:
    found = [request for request, _answer in httpserver.log]
    httpserver.clear_log()
    return found


def test_news_are_sent_signed(client: Client, hook: str, httpserver: HTTPServer) -> None:
    secret = set_up(client, hook)
    run_due()
    (hello,) = received(httpserver)
    assert hello.get_json()["type"] == "hello"
    made = make_resource("Customs forms", occurrences=[day(5)])
    assert tick(later(0, minutes=6)) == [], "no letter"
    (request,) = received(httpserver)
    sent = request.get_json()
    assert sent["type"] == "news"
    assert sent["count"] == 1
    (item,) = sent["items"]
    assert item["id"] == str(made.public_id)
    assert item["new"] is True
    assert item["dates"][0]["start"] == day(5)["start"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    id, moment = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    expected = hmac.new(key, f"{id}.{moment}.".encode() + request.get_data(), hashlib.sha256)
    assert request.headers["webhook-signature"] == "v1," + base64.b64encode(expected.digest()).decode()
    assert not Delivery.objects.exists()


def test_the_secret_is_shown_once_and_kept_nowhere(client: Client, hook: str) -> None:
    secret = set_up(client, hook)
    search = SavedSearch.objects.get()
    page = client.get(link_to(search)).content.decode()
    assert secret not in page
    assert secret not in json.dumps(list(SavedSearch.objects.values()), default=str)
    renewed = client.post(f"{link_to(search)}new-secret/").content.decode()
    assert "whsec_" in renewed
    assert secret not in renewed


def link_to(search: SavedSearch) -> str:
    from registry.alerts import links

    return f"/alerts/saved/{links.manage_token(search)}/"


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1:9/", "https://[::1]:9/", "https://localhost:9/", "https://169.254.169.254/latest/"],
)
def test_nothing_is_sent_to_an_address_of_the_inside(
    client: Client, url: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = ("127.0.0.1:9",)  # what harvests may reach, readers may not
    import socket

    reached: list[object] = []
    connect = socket.socket.connect
    monkeypatch.setattr(
        socket.socket, "connect", lambda self, address: (reached.append(address), connect(self, address))[1]
    )
    set_up(client, url)
    assert webhooks.send_due() == 0
    assert reached == []
    assert Delivery.objects.get().attempts == 1


@pytest.mark.parametrize("url", ["ftp://files.example/", "http://hooks.example/"])
def test_an_address_of_another_scheme_is_refused(client: Client, url: str) -> None:
    answer = client.post("/alerts/new/webhook/", {"address": ANA, "rhythm": "soon", "url": url})
    assert answer.status_code == 422


def test_a_redirect_is_not_followed(client: Client, httpserver: HTTPServer, hook: str) -> None:
    httpserver.expect_request("/moved").respond_with_data(
        "", status=307, headers={"Location": httpserver.url_for("/hook")}
    )
    set_up(client, httpserver.url_for("/moved"))
    assert webhooks.send_due() == 0
    assert [request.path for request in received(httpserver)] == ["/moved"]


def test_it_is_tried_again_then_paused_and_said_once(
    client: Client, httpserver: HTTPServer, hook: str
) -> None:
    httpserver.expect_request("/broken").respond_with_data("", status=500)
    set_up(client, httpserver.url_for("/broken"))
    begun = timezone.now()
    for minutes in range(0, 24 * 60, 4):
        webhooks.send_due(begun + timedelta(minutes=minutes))
    assert len(received(httpserver)) == webhooks.ATTEMPTS
    (letter,) = letters()
    assert letter.to == [ANA]
    assert "paused" in letter.subject
    page = client.get(link(letter, "/saved/")).content.decode()
    assert "did not take what was sent" in page
    httpserver.clear_all_handlers()
    httpserver.expect_request("/broken").respond_with_data("")
    client.post(f"{link(letter, '/saved/')}resume/")
    assert webhooks.send_due() == 1, "what waited is sent"


def test_an_address_that_says_it_is_gone_is_asked_once(
    client: Client, httpserver: HTTPServer, hook: str
) -> None:
    httpserver.expect_request("/gone").respond_with_data("", status=410)
    set_up(client, httpserver.url_for("/gone"))
    webhooks.send_due()
    assert SavedSearch.objects.get().paused == "webhook"


def test_news_of_a_paused_webhook_wait(client: Client, httpserver: HTTPServer, hook: str) -> None:
    set_up(client, hook)
    run_due()
    search = SavedSearch.objects.get()
    client.post(f"{link_to(search)}pause/")
    make_resource("Customs forms")
    drain()
    run_due(later())
    received(httpserver)
    client.post(f"{link_to(search)}resume/")
    run_due(later(2))
    assert [request.get_json()["type"] for request in received(httpserver)] == ["news"]
